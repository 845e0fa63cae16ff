import { gzipSync } from 'node:zlib';
import { createTar } from 'nanotar';
import type { Bundles } from '../../src/index.ts';

export const MANIFEST =
  'infrastructure:\n  templates:\n    - file: "cloudformation.yaml"\n      rendering_engine: jinja\n      template_language: cloudformation\n';
export const CLOUDFORMATION =
  'Resources:\n  Table:\n    Type: AWS::DynamoDB::Table\nOutputs:\n  TableName:\n    Value: !Ref Table\n';

/** Properties of an object type, as YAML that may stand behind `properties:`; JSON is YAML. */
export type Properties = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A schema file with an input type for each kind given. */
export function schemaText(
  inputs: Readonly<Partial<Record<'environment' | 'service' | 'pipeline', Properties>>>,
  more: { readonly required?: readonly string[]; readonly types?: Readonly<Record<string, unknown>> } = {},
): string {
  const kinds = Object.entries(inputs);
  const names = kinds.map(([kind]) => `  ${kind}_input_type: ${kind}Input\n`);
  const { required, types } = more;
  const inputTypes = kinds.map(([kind, properties]) => [
    `${kind}Input`,
    { type: 'object', properties, ...(required !== undefined && { required }) },
  ]);
  return `schema:\n  format:\n    openapi: "3.0.0"\n${names.join('')}  types: ${JSON.stringify({ ...Object.fromEntries(inputTypes), ...types })}\n`;
}

export const ENVIRONMENT_FILES = {
  'schema/schema.yaml': schemaText({ environment: { cidr: { type: 'string', default: '10.0.0.0/16' } } }),
  'infrastructure/manifest.yaml': MANIFEST,
  'infrastructure/cloudformation.yaml': CLOUDFORMATION,
};
export const SERVICE_FILES = {
  'schema/schema.yaml': schemaText({ service: { size: { type: 'string', enum: ['small', 'large'] } } }),
  'instance_infrastructure/manifest.yaml': MANIFEST,
  'instance_infrastructure/cloudformation.yaml': CLOUDFORMATION,
};
export const PIPELINE_SERVICE_FILES = {
  ...SERVICE_FILES,
  'schema/schema.yaml': schemaText({
    service: { size: { type: 'string', enum: ['small', 'large'] } },
    pipeline: { target: { type: 'string', minLength: 2 } },
  }),
  'pipeline_infrastructure/manifest.yaml': MANIFEST,
  'pipeline_infrastructure/cloudformation.yaml': CLOUDFORMATION,
};

export type Files = Readonly<Record<string, string>>;

/** Files as they come out of an archive. */
export function filesOf(files: Files): Map<string, Uint8Array> {
  return new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
}

/** A tar archive of the files; the paths may start with `./` or `/`. */
export function tarOf(files: Files): Uint8Array {
  return createTar(
    Object.entries(files).map(([name, data]) => ({ name, data })),
    { attrs: { mtime: 0 } },
  );
}

export function bundleOf(files: Files): Uint8Array {
  return gzipSync(tarOf(files));
}

/** Buckets in memory, by `<bucket>/<key>`. */
export function memoryBundles(objects: Readonly<Record<string, Uint8Array>>): Bundles {
  return { read: (bucket, key) => objects[`${bucket}/${key}`] };
}
