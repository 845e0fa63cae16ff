import { OperationError } from '../errors.ts';
import { type Budget, MAXIMUM_INTEGER_BITS } from '../limits.ts';
import type { ArithmeticOperator } from '../syntax.ts';
import { asNumber } from './compare.ts';
import { defined, isList, kindOf, Tuple, type Value } from './values.ts';

const INTEGER_LIMIT = 1n << BigInt(MAXIMUM_INTEGER_BITS);

/** @throws OperationError where Python refuses it, or where it would be too large */
export function calculate(operator: ArithmeticOperator, left: Value, right: Value, budget: Budget): Value {
  const a = asNumber(defined(left));
  const b = asNumber(defined(right));
  if (a !== undefined && b !== undefined) return numeric(operator, a, b);
  const result = operator === '+' ? added(left, right, budget) : undefined;
  if (result !== undefined) return result;
  if (operator === '*') {
    const [sequence, count] = typeof b === 'bigint' ? [left, b] : [right, a];
    if (typeof count === 'bigint') {
      const repeated = repeat(sequence, count, budget);
      if (repeated !== undefined) return repeated;
    }
  }
  throw new OperationError(`"${operator}" does not work between ${kindOf(left)} and ${kindOf(right)}`);
}

/** Only texts without a mark can be added: Python treats the other ones in a way of its own. */
function added(left: Value, right: Value, budget: Budget): Value | undefined {
  if (typeof left === 'string' && typeof right === 'string') {
    budget.text(left.length + right.length);
    return left + right;
  }
  if (isList(left) && isList(right)) {
    budget.spend(left.length + right.length);
    return [...left, ...right];
  }
  if (left instanceof Tuple && right instanceof Tuple) {
    budget.spend(left.items.length + right.items.length);
    return new Tuple([...left.items, ...right.items]);
  }
  return undefined;
}

function repeat(sequence: Value, count: bigint, budget: Budget): Value | undefined {
  const times = Number(count < 0n ? 0n : count);
  if (typeof sequence === 'string') {
    budget.text(sequence.length * times);
    return sequence.repeat(sequence === '' ? 0 : times);
  }
  const items = sequence instanceof Tuple ? sequence.items : sequence;
  if (typeof items !== 'object' || !isList(items)) return undefined;
  budget.spend(items.length * times);
  const repeated = Array.from({ length: items.length === 0 ? 0 : times }, () => items).flat();
  return sequence instanceof Tuple ? new Tuple(repeated) : repeated;
}

function numeric(operator: ArithmeticOperator, a: bigint | number, b: bigint | number): bigint | number {
  if (operator !== '/' && typeof a === 'bigint' && typeof b === 'bigint') return integral(operator, a, b);
  const [x, y] = [Number(a), Number(b)];
  if ('//%'.includes(operator) && y === 0) throw new OperationError('division by zero');
  switch (operator) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return x / y;
    case '//':
      return Math.floor(x / y);
    case '%':
      return moduloOf(x, y);
    case '**':
      return power(x, y);
  }
}

/** The result has the sign of the divisor. */
function moduloOf(x: number, y: number): number {
  const rest = x % y;
  return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest;
}

function power(x: number, y: number): number {
  if (x === 0 && y < 0) throw new OperationError('0 cannot be raised to a negative power');
  const result = x ** y;
  if (Number.isNaN(result)) throw new OperationError('the power is not a real number');
  if (!Number.isFinite(result)) throw new OperationError('the number is too large');
  return result;
}

function integral(operator: ArithmeticOperator, a: bigint, b: bigint): bigint | number {
  if (operator === '**') return integralPower(a, b);
  if ('//%'.includes(operator) && b === 0n) throw new OperationError('division by zero');
  switch (operator) {
    case '+':
      return checked(a + b);
    case '-':
      return checked(a - b);
    case '*':
      return checked(a * b);
    case '//': {
      const quotient = a / b;
      return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
    }
    default: {
      const rest = a % b;
      return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest;
    }
  }
}

function integralPower(a: bigint, b: bigint): bigint | number {
  if (b < 0n) return power(Number(a), Number(b));
  const isSmallBase = a >= -1n && a <= 1n;
  const bits = BigInt((a < 0n ? -a : a).toString(2).length);
  if (!isSmallBase && (bits - 1n) * b > BigInt(MAXIMUM_INTEGER_BITS)) throw tooLarge();
  return isSmallBase ? smallPower(a, b) : checked(a ** b);
}

function smallPower(a: bigint, b: bigint): bigint {
  if (b === 0n) return 1n;
  return a === -1n && b % 2n === 0n ? 1n : a;
}

function checked(value: bigint): bigint {
  if (value >= INTEGER_LIMIT || value <= -INTEGER_LIMIT) throw tooLarge();
  return value;
}

function tooLarge(): OperationError {
  return new OperationError(`an integer has more than ${MAXIMUM_INTEGER_BITS} bits`);
}

/** `-value` and `+value`. */
export function signed(value: Value, isNegated: boolean): Value {
  const number = asNumber(defined(value));
  if (number === undefined) throw new OperationError(`${kindOf(value)} has no sign`);
  return isNegated ? -number : number;
}
