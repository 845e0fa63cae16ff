import { OperationError } from '../errors.ts';
import { type Budget, MAXIMUM_VALUE_DEPTH } from '../limits.ts';
import {
  asText,
  compareTexts,
  defined,
  floatText,
  isList,
  isMappingValue,
  kindOf,
  Tuple,
  type Value,
} from '../values/index.ts';

/** What HTML could take for its own, which Jinja therefore writes in another way. */
const ESCAPED_FOR_HTML = /[<>&']/g;
/** Python writes JSON in ASCII. */
const NOT_ASCII = /[\u007f-\uffff]/g;

/**
 * JSON as the filter `tojson` of Jinja writes it: keys in their order, blanks behind commas and colons.
 * @param indentation of one level; without it everything is on one line
 */
export function jsonText(value: Value, indentation: string | undefined, budget: Budget): string {
  return new JsonWriter(indentation, budget).text(value, '\n').replaceAll(ESCAPED_FOR_HTML, escapeUnit);
}

class JsonWriter {
  readonly #indentation: string | undefined;
  readonly #budget: Budget;

  constructor(indentation: string | undefined, budget: Budget) {
    this.#indentation = indentation;
    this.#budget = budget;
  }

  /** @param lineEnd with the indentation of the level around */
  text(value: Value, lineEnd: string, depth = 0): string {
    if (depth > MAXIMUM_VALUE_DEPTH) {
      throw new OperationError(`a value is nested more than ${MAXIMUM_VALUE_DEPTH} levels deep`);
    }
    this.#budget.spend(1);
    const present = defined(value);
    const text = asText(present);
    if (text !== undefined) return this.#quoted(text);
    const inside = lineEnd + (this.#indentation ?? '');
    const items = present instanceof Tuple ? present.items : present;
    if (typeof items === 'object' && isList(items)) {
      return this.#enclosed(
        '[',
        items.map((item) => this.text(item, inside, depth + 1)),
        ']',
        lineEnd,
      );
    }
    if (isMappingValue(present)) {
      const members = sortedEntries(present).map(
        ([key, member]) => `${this.#quoted(String(key))}: ${this.text(member, inside, depth + 1)}`,
      );
      return this.#enclosed('{', members, '}', lineEnd);
    }
    return literal(present);
  }

  #quoted(text: string): string {
    this.#budget.text(text.length);
    return JSON.stringify(text).replaceAll(NOT_ASCII, escapeUnit);
  }

  #enclosed(open: string, parts: readonly string[], close: string, lineEnd: string): string {
    if (parts.length === 0) return open + close;
    const [first, between, last] =
      this.#indentation === undefined
        ? ['', ', ', '']
        : [lineEnd + this.#indentation, `,${lineEnd}${this.#indentation}`, lineEnd];
    this.#budget.text(parts.reduce((length, part) => length + part.length + between.length, 0));
    return open + first + parts.join(between) + last + close;
  }
}

function sortedEntries(mapping: ReadonlyMap<string | bigint, Value>): (readonly [string | bigint, Value])[] {
  const kinds = new Set([...mapping.keys()].map((key) => typeof key));
  if (kinds.size > 1) throw new OperationError('the keys are texts and integers, which have no order');
  return [...mapping].sort(([a], [b]) =>
    typeof a === 'string' && typeof b === 'string' ? compareTexts(a, b) : Number(BigInt(a) - BigInt(b)),
  );
}

function literal(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return floatText(value);
  throw new OperationError(`${kindOf(value)} cannot be written as JSON`);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
