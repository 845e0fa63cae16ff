import { OperationError } from '../errors.ts';
import { type Budget, MAXIMUM_VALUE_DEPTH } from '../limits.ts';
import { defined, isList, isMappingValue, kindOf, Lines, Missing, SafeText, Tuple, type Value } from './values.ts';

/** Python writes a float with an exponent from here on. */
const SCIENTIFIC_FROM = 16;
const SCIENTIFIC_BELOW = -4;

/**
 * What Python's `str()` gives for a value.
 * @throws OperationError when there is no value, or none whose text means anything
 */
export function textOfValue(value: Value, budget: Budget): string {
  if (value instanceof Missing && value.isNothing) return '';
  const plain = scalarText(defined(value));
  if (plain !== undefined) return plain;
  return represent(value, budget, 0);
}

function scalarText(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof SafeText) return value.text;
  if (value instanceof Lines) return value.lines.join('\n');
  return literal(value);
}

function literal(value: Value): string | undefined {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'number' ? floatText(value) : undefined;
}

/** What Python's `repr()` gives. */
function represent(value: Value, budget: Budget, depth: number): string {
  if (depth > MAXIMUM_VALUE_DEPTH) {
    throw new OperationError(`a value is nested more than ${MAXIMUM_VALUE_DEPTH} levels deep`);
  }
  const inside = (item: Value): string => represent(item, budget, depth + 1);
  defined(value);
  budget.spend(1);
  if (typeof value === 'string') return representText(value, budget);
  const written = literal(value);
  if (written !== undefined) return written;
  if (isList(value)) return bounded(value.map(inside), '[', ']', budget);
  if (value instanceof Tuple) {
    return bounded(value.items.map(inside), '(', value.items.length === 1 ? ',)' : ')', budget);
  }
  if (isMappingValue(value)) {
    const entries = [...value].map(([key, member]) => `${inside(key)}: ${inside(member)}`);
    return bounded(entries, '{', '}', budget);
  }
  throw new OperationError(`${kindOf(value)} has no text that could be used; say what of it is meant`);
}

function bounded(parts: readonly string[], open: string, close: string, budget: Budget): string {
  budget.text(parts.reduce((length, part) => length + part.length + 2, 2));
  return `${open}${parts.join(', ')}${close}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

function representText(text: string, budget: Budget): string {
  budget.text(text.length);
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll(/[\\'\p{C}\p{Zl}\p{Zp}\u00a0\p{Zs}]/gu, (character) => {
    if (character === ' ') return character;
    if (character === "'") return quote === "'" ? "\\'" : "'";
    return ESCAPES[character] ?? hexadecimal(character.codePointAt(0) ?? 0);
  });
  return `${quote}${escaped}${quote}`;
}

function hexadecimal(code: number): string {
  const digits = code.toString(16);
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

/** The shortest text that is read as the same float, in the form that Python has for it. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= SCIENTIFIC_FROM || exponent < SCIENTIFIC_BELOW) {
    const sign = exponent < 0 ? '-' : '+';
    return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const sign = value < 0 ? '-' : '';
  const digits = mantissa.replace('-', '').replace('.', '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const padded = digits.padEnd(exponent + 1, '0');
  return `${sign}${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1) || '0'}`;
}
