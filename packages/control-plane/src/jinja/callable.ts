import { OperationError } from './errors.ts';
import type { Budget } from './limits.ts';
import { asNumber, asText, defined, isTrue, kindOf, type Value, valueOr } from './values/index.ts';

/** What filters, tests, methods and functions need of a rendering. */
export interface Context {
  readonly budget: Budget;
}

/** A filter, a test, a method or a function. */
export interface Callable {
  /** Names of the arguments, in their order; those that must be given first. */
  readonly parameters: readonly string[];
  readonly required?: number;
  /** Takes any other arguments too. */
  readonly takesMore?: 'positional' | 'named' | 'all';
  /** Whether it may be asked about what there is not. */
  readonly takesMissing?: boolean;
  run(subject: Value, given: Given, context: Context): Value;
}

/**
 * What is wrong with the arguments, whatever their values are.
 * @returns undefined when nothing is
 */
export function argumentProblem(callable: Callable, positional: number, named: readonly string[]): string | undefined {
  const { parameters, required = 0, takesMore } = callable;
  if (positional > parameters.length && takesMore !== 'positional' && takesMore !== 'all') {
    return parameters.length === 0 ? 'it takes no arguments' : `it takes ${parameters.join(', ')} only`;
  }
  const takesNamed = takesMore === 'named' || takesMore === 'all';
  const unknown = named.find((name) => {
    const index = parameters.indexOf(name);
    return index === -1 ? !takesNamed : index < positional;
  });
  if (unknown !== undefined) return `it does not take ${unknown} here`;
  if (new Set(named).size !== named.length) return 'an argument is given twice';
  const missing = parameters.slice(positional, required).find((name) => !named.includes(name));
  return missing === undefined ? undefined : `${missing} is missing`;
}

/** The arguments of a call by their names. */
export class Given {
  readonly #values = new Map<string, Value>();
  /** Those beyond the parameters. */
  readonly more: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;

  constructor({ parameters }: Callable, positional: readonly Value[], named: ReadonlyMap<string, Value>) {
    for (const [index, name] of parameters.entries()) {
      const value = positional[index] ?? named.get(name);
      if (value !== undefined) this.#values.set(name, value);
      else if (index < positional.length) this.#values.set(name, null);
    }
    this.more = positional.slice(parameters.length);
    this.named = new Map([...named].filter(([name]) => !parameters.includes(name)));
  }

  /** The value of an argument; undefined when it is not given. */
  value(name: string): Value | undefined {
    return this.#values.get(name);
  }

  valueOr(name: string, otherwise: Value): Value {
    return valueOr(this.#values.get(name), otherwise);
  }

  /** The same, where none is as good as not given. */
  some(name: string): Exclude<Value, null> | undefined {
    return this.#values.get(name) ?? undefined;
  }

  flag(name: string, otherwise = false): boolean {
    const value = this.value(name);
    return value === undefined ? otherwise : isTrue(value);
  }

  text(name: string, otherwise = ''): string {
    const value = this.value(name);
    return value === undefined ? otherwise : textSubject(value, `argument ${name}`);
  }

  integer(name: string, otherwise: number): number {
    const value = this.value(name);
    if (value === undefined) return otherwise;
    const number = asNumber(defined(value));
    if (typeof number !== 'bigint')
      throw new OperationError(`argument ${name} must be an integer, not ${kindOf(value)}`);
    return Number(number);
  }
}

/** A value that must be a text. @throws OperationError */
export function textSubject(value: Value, name = 'the value'): string {
  const text = asText(defined(value));
  if (text === undefined) throw new OperationError(`${name} must be a text, not ${kindOf(value)}`);
  return text;
}
