import type { Callable } from '../callable.ts';
import { OperationError } from '../errors.ts';
import { asText, defined, isList, isMappingValue, kindOf, Loop, SafeText, Tuple, type Value } from '../values/index.ts';
import { functions } from './functions.ts';
import { loopMethods } from './loops.ts';
import { mappingMethods } from './mappings.ts';
import { sequenceMethods } from './sequences.ts';
import { textMethods } from './texts.ts';

const BY_KIND = { mapping: mappingMethods, text: textMethods, sequence: sequenceMethods, loop: loopMethods } as const;

/** What can be called by its name alone. */
export const FUNCTIONS: ReadonlyMap<string, Callable> = new Map(Object.entries(functions));
/** Names of everything that can be called on a value of some kind. */
export const METHOD_NAMES: ReadonlySet<string> = new Set(Object.values(BY_KIND).flatMap(Object.keys));

/**
 * A method of a value.
 * @throws OperationError when the value has none of that name
 */
export function methodOf(of: Value, name: string): Callable {
  const methods = BY_KIND[methodKind(defined(of))];
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) throw new OperationError(`${kindOf(of)} has no method ${name}`);
  return method;
}

/** Every method of that name, whatever it is of. */
export function methodsNamed(name: string): Callable[] {
  return Object.values(BY_KIND).flatMap((methods: Readonly<Record<string, Callable>>) =>
    Object.hasOwn(methods, name) ? (methods[name] ?? []) : [],
  );
}

function methodKind(value: Value): keyof typeof BY_KIND {
  if (isMappingValue(value)) return 'mapping';
  if (value instanceof Loop) return 'loop';
  if (isList(value) || value instanceof Tuple) return 'sequence';
  if (asText(value) !== undefined && !(value instanceof SafeText)) return 'text';
  throw new OperationError(`${kindOf(value)} has no methods`);
}
