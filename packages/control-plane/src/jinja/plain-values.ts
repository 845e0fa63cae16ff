import type { Value } from './values/index.ts';

/** What a rendering is given: what JSON can carry. Numbers without a fraction are integers. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [name: string]: Plain | undefined };

/** Plain data as values of a template. Only own members get in. */
export function valueFrom(plain: unknown): Value {
  if (typeof plain === 'number') return Number.isSafeInteger(plain) ? BigInt(plain) : plain;
  if (typeof plain === 'string' || typeof plain === 'boolean' || plain === null) return plain;
  if (Array.isArray(plain)) return plain.map(valueFrom);
  if (typeof plain !== 'object') return null;
  return new Map(
    Object.entries(plain).flatMap(([name, member]) => (member === undefined ? [] : [[name, valueFrom(member)]])),
  );
}
