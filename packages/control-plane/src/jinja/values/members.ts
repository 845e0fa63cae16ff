import { OperationError } from '../errors.ts';
import { characterLength, charactersOf, sliceCharacters } from './characters.ts';
import { asText, keyOf } from './compare.ts';
import {
  defined,
  isList,
  isMappingValue,
  kindOf,
  Loop,
  Missing,
  Namespace,
  Tuple,
  type Value,
  valueOr,
} from './values.ts';

/** Members that a mapping of Python has itself: `x.items` is not what is in it. */
const MAPPING_METHODS = new Set([
  'clear',
  'copy',
  'fromkeys',
  'get',
  'items',
  'keys',
  'pop',
  'popitem',
  'setdefault',
  'update',
  'values',
]);

/**
 * `of.name`. Only what was put into a value is found in it: nothing is inherited.
 * @throws OperationError when there is no value, or when Python finds a method of its own first
 */
export function memberOfValue(of: Value, name: string, missing: Missing): Value {
  const present = defined(of);
  if (present instanceof Namespace) return valueOr(present.members.get(name), missing);
  if (present instanceof Loop) return valueOr(present.member(name), missing);
  if (!isMappingValue(present)) return missing;
  if (MAPPING_METHODS.has(name)) throw methodFound(name);
  return valueOr(present.get(name), missing);
}

/** `of[key]`. @throws OperationError */
export function itemOfValue(of: Value, key: Value, missing: Missing): Value {
  const present = defined(of);
  defined(key);
  if (isMappingValue(present)) {
    const value = isKey(key) ? present.get(keyOf(key)) : undefined;
    if (value === undefined && MAPPING_METHODS.has(asText(key) ?? '')) throw methodFound(asText(key) ?? '');
    return valueOr(value, missing);
  }
  const index = typeof key === 'boolean' ? BigInt(key) : key;
  if (typeof index !== 'bigint') {
    const name = asText(key);
    return name === undefined ? missing : memberOfValue(present, name, missing);
  }
  const items = sequenceOf(present);
  if (items === undefined) return missing;
  const length = typeof items === 'string' ? characterLength(items) : items.length;
  const at = Number(index < 0n ? index + BigInt(length) : index);
  if (at < 0 || at >= length) return missing;
  return typeof items === 'string' ? sliceCharacters(items, at, at + 1) : valueOr(items[at], missing);
}

function methodFound(name: string): OperationError {
  return new OperationError(`".${name}" is a method of mappings; for a member of that name write ["${name}"]`);
}

function isKey(key: Value): boolean {
  return typeof key === 'bigint' || asText(key) !== undefined;
}

/** `of[start:end:step]`. @throws OperationError */
export function sliceOfValue(of: Value, bounds: readonly (Value | undefined)[]): Value {
  const present = defined(of);
  const items = sequenceOf(present);
  if (items === undefined) throw new OperationError(`${kindOf(present)} has no slices`);
  const all: readonly Value[] = typeof items === 'string' ? charactersOf(items) : items;
  const picked = indexesOf(all.length, bounds).map((at) => all[at] ?? null);
  if (typeof items === 'string') return picked.map(asText).join('');
  return present instanceof Tuple ? new Tuple(picked) : picked;
}

function indexesOf(length: number, bounds: readonly (Value | undefined)[]): number[] {
  const [start, end, step = 1] = bounds.map(boundOf);
  if (step === 0) throw new OperationError('the step of a slice cannot be 0');
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (bound: number): number =>
    Math.min(highest, Math.max(lowest, bound < 0 ? Math.max(bound + length, step > 0 ? 0 : -1) : bound));
  const from = start === undefined ? (step > 0 ? lowest : highest) : clamp(start);
  const to = end === undefined ? (step > 0 ? highest : lowest) : clamp(end);
  const indexes: number[] = [];
  for (let at = from; step > 0 ? at < to : at > to; at += step) indexes.push(at);
  return indexes;
}

function boundOf(bound: Value | undefined): number | undefined {
  if (bound === undefined || bound === null) return undefined;
  if (typeof bound === 'bigint') return Number(bound);
  throw new OperationError(`a bound of a slice must be an integer, not ${kindOf(bound)}`);
}

function sequenceOf(value: Value): string | readonly Value[] | undefined {
  if (isList(value)) return value;
  return value instanceof Tuple ? value.items : asText(value);
}

/**
 * What the arguments `attribute` of filters name: `a`, `a.b`, or a position. Keys come first here, in Jinja and in this.
 * @throws OperationError when there is no value on the way
 */
export function attributeOf(value: Value, attribute: Value): Value {
  const text = asText(attribute);
  if (text === undefined) return itemOfValue(value, attribute, new Missing('the attribute', -1));
  let found = value;
  for (const step of text.split('.')) {
    const key = /^\d{1,9}$/.test(step) ? BigInt(step) : step;
    found = itemOfValue(found, key, new Missing(`the attribute ${step}`, -1));
  }
  return found;
}
