import { OperationError } from '../errors.ts';

/**
 * Values as Python has them: `bigint` is its int, `number` its float, an array its list, a map its dict. Nothing else gets
 * into a template, above all no object of JavaScript with members of its own.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | readonly Value[]
  | Mapping
  | Tuple
  | Missing
  | SafeText
  | Lines
  | Series
  | Namespace
  | Loop;

export type Mapping = ReadonlyMap<Key, Value>;
/** What a mapping can be asked for. */
export type Key = string | bigint;

export class Tuple {
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** The value of a name that there is not: it may be asked for, or have a default, and everything else is an error. */
export class Missing {
  readonly name: string;
  readonly offset: number;
  /** What an `if` without `else` gives: nothing, which is printed as such, and is no error in Jinja either. */
  readonly isNothing: boolean;
  constructor(name: string, offset: number, { isNothing = false } = {}) {
    this.name = name;
    this.offset = offset;
    this.isNothing = isNothing;
  }
}

/** A text that is marked as safe for HTML. Python treats it differently where it is added to. */
export class SafeText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Several lines that are to stand below each other, at the column at which the first one is. */
export class Lines {
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    this.lines = lines;
  }
}

/** What can be gone through: a range, a view of a mapping, or what a filter gives out one by one. */
export class Series {
  readonly items: readonly Value[];
  /** Given out one by one, it has no length, and can be gone through once. */
  readonly isOnce: boolean;
  #isUsed = false;
  constructor(items: readonly Value[], { isOnce = false } = {}) {
    this.items = items;
    this.isOnce = isOnce;
  }

  take(): readonly Value[] {
    if (this.isOnce && this.#isUsed) return [];
    this.#isUsed = true;
    return this.items;
  }
}

/** What `namespace()` makes: the one thing that loops can change for what comes after them. */
export class Namespace {
  readonly members: Map<string, Value>;
  constructor(members: Map<string, Value>) {
    this.members = members;
  }
}

/** `loop` inside a loop. */
export class Loop {
  readonly items: readonly Value[];
  index0 = 0;
  changedFrom: readonly Value[] | undefined;
  constructor(items: readonly Value[]) {
    this.items = items;
  }

  member(name: string): Value | undefined {
    const { length } = this.items;
    switch (name) {
      case 'index':
        return BigInt(this.index0 + 1);
      case 'index0':
        return BigInt(this.index0);
      case 'revindex':
        return BigInt(length - this.index0);
      case 'revindex0':
        return BigInt(length - this.index0 - 1);
      case 'first':
        return this.index0 === 0;
      case 'last':
        return this.index0 === length - 1;
      case 'length':
        return BigInt(length);
      // Of recursive loops, which are not supported; others have always this one.
      case 'depth':
        return 1n;
      case 'depth0':
        return 0n;
      case 'previtem':
        return this.items[this.index0 - 1];
      case 'nextitem':
        return this.items[this.index0 + 1];
      default:
        return undefined;
    }
  }
}

export function isMappingValue(value: Value): value is Mapping {
  return value instanceof Map;
}
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** A value, or another one where there is none; `none` is a value. */
export function valueOr(value: Value | undefined, otherwise: Value): Value {
  return value === undefined ? otherwise : value;
}

/** @throws OperationError when there is no value */
export function defined(value: Value): Exclude<Value, Missing> {
  if (value instanceof Missing) throw new MissingError(value);
  return value;
}

/** A name that there is not was used. Its place is where it is named. */
export class MissingError extends OperationError {
  readonly missing: Missing;
  constructor(missing: Missing) {
    super(`${missing.name} is not defined`);
    this.missing = missing;
  }
}

/** What a value is called in a reason; never the value, which may be secret. */
export function kindOf(value: Value): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return 'a boolean';
  if (typeof value === 'bigint') return 'an integer';
  if (typeof value === 'number') return 'a float';
  if (typeof value === 'string' || value instanceof SafeText || value instanceof Lines) return 'a text';
  if (isList(value)) return 'a list';
  if (isMappingValue(value)) return 'a mapping';
  if (value instanceof Tuple) return 'a tuple';
  if (value instanceof Missing) return 'nothing';
  if (value instanceof Series) return 'a sequence that is not a list';
  return value instanceof Loop ? 'the loop' : 'a namespace';
}
