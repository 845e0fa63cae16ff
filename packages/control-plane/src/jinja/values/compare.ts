import { OperationError } from '../errors.ts';
import { type Budget, MAXIMUM_VALUE_DEPTH } from '../limits.ts';
import { characterLength, charactersOf, compareTexts } from './characters.ts';
import {
  defined,
  isList,
  isMappingValue,
  type Key,
  kindOf,
  Lines,
  type Mapping,
  Missing,
  SafeText,
  Series,
  Tuple,
  type Value,
} from './values.ts';

/** The value as a text, if it is one. */
export function asText(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof SafeText) return value.text;
  return value instanceof Lines ? value.lines.join('\n') : undefined;
}

/** The value as a number, if it is one; booleans are numbers in Python. */
export function asNumber(value: Value): bigint | number | undefined {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'bigint' || typeof value === 'number' ? value : undefined;
}

/** Whether a value counts as true. @throws OperationError when there is none */
export function isTrue(value: Value): boolean {
  if (value instanceof Missing && value.isNothing) return false;
  const present = defined(value);
  const text = asText(present);
  if (text !== undefined) return text !== '';
  const number = asNumber(present);
  if (number !== undefined) return typeof number === 'bigint' ? number !== 0n : number !== 0;
  if (present === null) return false;
  if (isList(present)) return present.length > 0;
  if (isMappingValue(present)) return present.size > 0;
  if (present instanceof Tuple) return present.items.length > 0;
  return present instanceof Series ? present.isOnce || present.items.length > 0 : true;
}

/** `==` of Python. @throws OperationError when there is no value on one of the sides */
export function areEqual(left: Value, right: Value, budget: Budget, depth = 0): boolean {
  if (depth > MAXIMUM_VALUE_DEPTH) {
    throw new OperationError(`a value is nested more than ${MAXIMUM_VALUE_DEPTH} levels deep`);
  }
  budget.spend(1);
  const a = defined(left);
  const b = defined(right);
  const [textA, textB] = [asText(a), asText(b)];
  if (textA !== undefined || textB !== undefined) {
    if (textA?.length === textB?.length) budget.text(textA?.length ?? 0);
    return textA === textB;
  }
  const [numberA, numberB] = [asNumber(a), asNumber(b)];
  // An integer and a float are compared by what they are worth.
  if (numberA !== undefined && numberB !== undefined) return numberA <= numberB && numberA >= numberB;
  if (isMappingValue(a) && isMappingValue(b)) return areEqualMappings(a, b, budget, depth);
  const pair = sequencesOf(a, b);
  if (pair === undefined) return a === b;
  const [itemsA, itemsB] = pair;
  return (
    itemsA.length === itemsB.length && itemsA.every((item, at) => areEqual(item, itemsB[at] ?? null, budget, depth + 1))
  );
}

function areEqualMappings(a: Mapping, b: Mapping, budget: Budget, depth: number): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(([key, value]) => {
    const other = b.get(key);
    return other !== undefined && areEqual(value, other, budget, depth + 1);
  });
}

/** Both lists, or both tuples; a list never equals a tuple. */
function sequencesOf(a: Value, b: Value): readonly [readonly Value[], readonly Value[]] | undefined {
  if (isList(a) && isList(b)) return [a, b];
  return a instanceof Tuple && b instanceof Tuple ? [a.items, b.items] : undefined;
}

/**
 * Which of two values comes first; less than 0 when it is the left one.
 * @throws OperationError when Python has no order for them
 */
export function order(left: Value, right: Value, budget: Budget, depth = 0): number {
  if (depth > MAXIMUM_VALUE_DEPTH) {
    throw new OperationError(`a value is nested more than ${MAXIMUM_VALUE_DEPTH} levels deep`);
  }
  budget.spend(1);
  const a = defined(left);
  const b = defined(right);
  const [textA, textB] = [asText(a), asText(b)];
  if (textA !== undefined && textB !== undefined) {
    budget.text(Math.min(textA.length, textB.length));
    return compareTexts(textA, textB);
  }
  const [numberA, numberB] = [asNumber(a), asNumber(b)];
  if (numberA !== undefined && numberB !== undefined) {
    if (numberA < numberB) return -1;
    return numberA > numberB ? 1 : 0;
  }
  const pair = sequencesOf(a, b);
  if (pair === undefined) throw new OperationError(`${kindOf(a)} and ${kindOf(b)} have no order`);
  const [itemsA, itemsB] = pair;
  for (const [at, item] of itemsA.entries()) {
    const other = itemsB[at];
    if (other === undefined) return 1;
    if (!areEqual(item, other, budget, depth + 1)) return order(item, other, budget, depth + 1);
  }
  return itemsA.length - itemsB.length;
}

/** Whether something is in a value. @throws OperationError when nothing can be in it */
export function contains(container: Value, item: Value, budget: Budget): boolean {
  const present = defined(container);
  const text = asText(present);
  if (text !== undefined) {
    const part = asText(defined(item));
    if (part === undefined) throw new OperationError(`${kindOf(item)} cannot be in a text`);
    budget.text(text.length);
    return text.includes(part);
  }
  if (isMappingValue(present)) return present.has(keyOf(item));
  return itemsOf(present, budget).some((other) => areEqual(other, item, budget));
}

/** A value as the key of a mapping. @throws OperationError when it is neither a text nor an integer */
export function keyOf(value: Value): Key {
  const text = asText(defined(value));
  if (text !== undefined) return text;
  if (typeof value === 'bigint') return value;
  throw new OperationError(`a key must be a text or an integer, not ${kindOf(value)}`);
}

/** What a loop goes through. @throws OperationError when the value cannot be gone through */
export function itemsOf(value: Value, budget: Budget): readonly Value[] {
  const present = defined(value);
  const items = rawItems(present);
  if (items === undefined) throw new OperationError(`${kindOf(present)} cannot be gone through`);
  budget.spend(items.length);
  return items;
}

function rawItems(value: Value): readonly Value[] | undefined {
  const text = asText(value);
  if (text !== undefined) return charactersOf(text);
  if (isList(value)) return value;
  if (isMappingValue(value)) return [...value.keys()];
  if (value instanceof Tuple) return value.items;
  return value instanceof Series ? value.take() : undefined;
}

/** `len()`. @throws OperationError when the value has no length */
export function lengthOf(value: Value): bigint {
  const present = defined(value);
  const text = asText(present);
  if (text !== undefined) return BigInt(characterLength(text));
  if (isList(present)) return BigInt(present.length);
  if (isMappingValue(present)) return BigInt(present.size);
  if (present instanceof Tuple) return BigInt(present.items.length);
  if (present instanceof Series && !present.isOnce) return BigInt(present.items.length);
  throw new OperationError(`${kindOf(present)} has no length`);
}
