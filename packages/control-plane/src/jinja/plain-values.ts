import type { Value } from './values/index.ts';

/**
 * Plain data, as JSON can carry it, as values of a template. Only own members get in. Numbers without a fraction are
 * integers.
 */
export function valueFrom(plain: unknown): Value {
  if (typeof plain === 'number') return Number.isSafeInteger(plain) ? BigInt(plain) : plain;
  if (typeof plain === 'string' || typeof plain === 'boolean' || plain === null) return plain;
  if (Array.isArray(plain)) return plain.map(valueFrom);
  if (typeof plain !== 'object') return null;
  return new Map(
    Object.entries(plain).flatMap(([name, member]) => (member === undefined ? [] : [[name, valueFrom(member)]])),
  );
}
