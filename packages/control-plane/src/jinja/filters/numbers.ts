import type { Callable } from '../callable.ts';
import { OperationError } from '../errors.ts';
import { asNumber, asText, defined, kindOf, type Value } from '../values/index.ts';

const INTEGER = /^\s*[+-]?\d+(?:_\d+)*\s*$/;
const FLOAT = /^\s*[+-]?(?:(?:\d+(?:_\d+)*)?\.\d+(?:_\d+)*|\d+(?:_\d+)*\.?)(?:e[+-]?\d+)?\s*$/i;
/** More digits than a limit of integers lets any have. */
const MAXIMUM_DIGITS = 77;
/** JavaScript can write so many digits behind the point, and they are exact for any number that is no tiny fraction. */
const EXACT_DIGITS = 100;
const MAXIMUM_PRECISION = 20;

/** Filters of numbers. */
export const numberFilters: Readonly<Record<string, Callable>> = {
  int: {
    parameters: ['default', 'base'],
    run: (subject, given) => {
      if (given.integer('base', 10) !== 10) throw new OperationError('int: only base 10 is supported');
      return integerOf(defined(subject)) ?? given.valueOr('default', 0n);
    },
  },
  float: {
    parameters: ['default'],
    run: (subject, given) => floatOf(defined(subject)) ?? given.valueOr('default', 0),
  },
  abs: {
    parameters: [],
    run: (subject) => {
      const number = numberSubject(subject);
      return number < 0 ? -number : number;
    },
  },
  round: {
    parameters: ['precision', 'method'],
    run: (subject, given) => {
      const method = given.text('method', 'common');
      const precision = given.integer('precision', 0);
      if (precision < 0 || precision > MAXIMUM_PRECISION) {
        throw new OperationError(`round: the precision must be from 0 to ${MAXIMUM_PRECISION}`);
      }
      const number = numberSubject(subject);
      switch (method) {
        case 'common':
          return typeof number === 'bigint' ? number : roundHalfToEven(number, precision);
        case 'ceil':
          return Math.ceil(Number(number) * 10 ** precision) / 10 ** precision;
        case 'floor':
          return Math.floor(Number(number) * 10 ** precision) / 10 ** precision;
        default:
          throw new OperationError('round: the method must be common, ceil or floor');
      }
    },
  },
};

function numberSubject(value: Value): bigint | number {
  const number = asNumber(defined(value));
  if (number === undefined) throw new OperationError(`the value must be a number, not ${kindOf(value)}`);
  return number;
}

function integerOf(value: Value): bigint | undefined {
  const number = asNumber(value);
  if (number !== undefined) {
    if (typeof number === 'bigint') return number;
    return Number.isFinite(number) ? BigInt(Math.trunc(number)) : undefined;
  }
  const text = asText(value);
  if (text === undefined) return undefined;
  if (INTEGER.test(text)) {
    const digits = text.trim().replaceAll('_', '').replace(/^\+/, '');
    if (digits.length > MAXIMUM_DIGITS) throw new OperationError('the integer is too long');
    return digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits);
  }
  const float = floatOf(text);
  return float === undefined || !Number.isFinite(float) ? undefined : BigInt(Math.trunc(float));
}

function floatOf(value: Value): number | undefined {
  const number = asNumber(value);
  if (number !== undefined) return Number(number);
  const text = asText(value);
  return text !== undefined && FLOAT.test(text) ? Number(text.trim().replaceAll('_', '')) : undefined;
}

/** As Python: exactly between two it takes the even one. */
function roundHalfToEven(value: number, precision: number): number {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) return value;
  const exact = Math.abs(value).toFixed(EXACT_DIGITS);
  const cut = exact.indexOf('.') + 1 + precision;
  const rest = exact.slice(cut);
  const kept = exact.slice(0, cut).replace(/\.$/, '');
  const isHalf = /^50*$/.test(rest);
  const lastDigit = Number(kept.at(-1));
  const goesUp = isHalf ? lastDigit % 2 === 1 : rest >= '5';
  const rounded = goesUp ? increased(kept) : kept;
  return value < 0 || Object.is(value, -0) ? -Number(rounded) : Number(rounded);
}

/** A decimal text with one more in its last place. */
function increased(text: string): string {
  const point = text.indexOf('.');
  const places = point === -1 ? 0 : text.length - point - 1;
  const digits = (BigInt(text.replace('.', '')) + 1n).toString().padStart(places + 1, '0');
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
