import { LocalCloudStartError } from '../start-error.ts';
import { compileInputPath } from './input-path.ts';

/** `InputTransformer` of a target. */
export interface InputTransformer {
  readonly InputPathsMap?: Readonly<Record<string, string>> | undefined;
  readonly InputTemplate: string;
}

/** A template that names what its paths do not have. */
class InvalidInputTemplateError extends LocalCloudStartError {
  override readonly name = 'InvalidInputTemplateError';

  constructor(name: string) {
    super(`The InputTemplate names <${name}>, which is not in its InputPathsMap: add a path for it.`);
  }
}

const placeholder = /<([\w-]+)>/g;

/**
 * Compiles what a target gets of an event (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html). A text
 * is put in without its quotes, and escaped; what is absent is empty. Reserved names (`<aws.events.event>`) are not made.
 *
 * @throws InvalidInputPathError, InvalidInputTemplateError
 */
export function compileInputTransformer({
  InputPathsMap = {},
  InputTemplate,
}: InputTransformer): (event: unknown) => string {
  const selects = new Map(Object.entries(InputPathsMap).map(([name, path]) => [name, compileInputPath(path)]));
  for (const [, name = ''] of InputTemplate.matchAll(placeholder)) {
    if (!selects.has(name)) throw new InvalidInputTemplateError(name);
  }
  return (event) => InputTemplate.replaceAll(placeholder, (_, name: string) => inserted(selects.get(name)?.(event)));
}

function inserted(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value);
}
