import { isJsonObject } from '../json.ts';
import { LocalCloudStartError } from '../start-error.ts';

/** An InputPath that the local cloud cannot follow. */
class InvalidInputPathError extends LocalCloudStartError {
  override readonly name = 'InvalidInputPathError';

  constructor(path: string) {
    super(`The InputPath "${path}" is not of the form $.field.field or $.field[0]: write it so, or leave it out.`);
  }
}

/**
 * Compiles the part of JSONPath that EventBridge targets use: `$`, `.name`, `['name']`, `[0]`.
 *
 * @throws InvalidInputPathError
 */
export function compileInputPath(path: string): (event: unknown) => unknown {
  const steps: string[] = [];
  const pattern = /\.([\w-]+)|\['([^']+)'\]|\[(\d+)\]/gy;
  pattern.lastIndex = 1;
  while (path.startsWith('$') && pattern.lastIndex < path.length) {
    const match = pattern.exec(path);
    if (match === null) throw new InvalidInputPathError(path);
    steps.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  if (!path.startsWith('$')) throw new InvalidInputPathError(path);
  return (event) => steps.reduce(fieldOf, event);
}

function fieldOf(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value[Number(name)];
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
