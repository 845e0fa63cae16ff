import type { TemplateRecord, TemplateSource } from '../store/records.ts';
import type { Bundles } from './bundles.ts';
import { type CheckedBundle, checkBundle } from './check-bundle.ts';
import { type BundleFiles, readBundle } from './read-bundle.ts';
import { RefusedBundleError } from './refusal.ts';

/** What becomes of a registration: what is kept of the bundle, or why there is nothing to keep. */
export type RegistrationResult =
  | { readonly bundle: Partial<CheckedBundle>; readonly refusal?: undefined }
  | { readonly refusal: string };

/** As long as a status message that Notify takes. */
const MAXIMUM_MESSAGE = 5000;

/**
 * Looks at the source of a template version.
 *
 * @param registration `bundles` absent: objects in buckets are not looked at, and nothing is kept of them
 * @returns never throws: whatever is wrong is the refusal, made to be the `statusMessage` of the version
 */
export function registrationResult(registration: {
  readonly template: Pick<TemplateRecord, 'kind' | 'provisioning'>;
  readonly source: TemplateSource;
  readonly bundles?: Bundles | undefined;
  readonly previousSchema?: string | undefined;
}): RegistrationResult {
  const { template, source, bundles, previousSchema } = registration;
  try {
    const files = filesOf(source, bundles);
    return { bundle: files === undefined ? {} : checkBundle(template.kind, files, template, previousSchema) };
  } catch (error) {
    const reason = error instanceof RefusedBundleError ? error.message : 'it cannot be read';
    return { refusal: `Registration failed for the ${placeOf(source)}: ${reason}.`.slice(0, MAXIMUM_MESSAGE) };
  }
}

/** @returns undefined when nobody is to look */
function filesOf(source: TemplateSource, bundles: Bundles | undefined): BundleFiles | undefined {
  if (source.from === 'files') {
    const encoder = new TextEncoder();
    return new Map(Object.entries(source.files).map(([path, text]) => [path, encoder.encode(text)]));
  }
  if (bundles === undefined) return undefined;
  const bytes = bundles.read(source.bucket, source.key);
  if (bytes === undefined) throw new RefusedBundleError('it does not exist');
  return readBundle(bytes);
}

function placeOf(source: TemplateSource): string {
  return source.from === 'files' ? 'files of the repository' : `template bundle s3://${source.bucket}/${source.key}`;
}
