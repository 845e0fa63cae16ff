import { argumentProblem, type Callable } from './callable.ts';
import type { TemplateError } from './errors.ts';
import { FILTERS } from './filters/index.ts';
import type { Token } from './lexer.ts';
import { MAXIMUM_CHAIN, MAXIMUM_INTEGER_BITS } from './limits.ts';
import { FUNCTIONS, METHOD_NAMES, methodsNamed } from './methods/index.ts';
import {
  type Arguments,
  type ArithmeticOperator,
  COMPARISON_OPERATORS,
  type ComparisonOperator,
  type Expression,
  type FilterCall,
} from './syntax.ts';
import { TESTS } from './tests.ts';
import type { TokenStream } from './token-stream.ts';

const CONSTANTS: ReadonlyMap<string, null | boolean> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);
/** Names that stand for operators; what the engine of Python takes them for elsewhere, nobody wants. */
const OPERATOR_NAMES = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'else', 'recursive']);

/** Parses expressions, by the grammar of https://github.com/pallets/jinja/blob/3.1.6/src/jinja2/parser.py. */
export class ExpressionParser {
  readonly #tokens: TokenStream;

  constructor(tokens: TokenStream) {
    this.#tokens = tokens;
  }

  /** One expression, or several with commas between them, which are a tuple. */
  tuple({ isCondition = false } = {}): Expression {
    const { offset } = this.#tokens.current;
    const one = (): Expression => (isCondition ? this.#or() : this.expression());
    const first = one();
    if (!this.#tokens.is('operator', ',')) return first;
    const items = [first];
    while (this.#tokens.skip('operator', ',') && !this.#endsTuple()) items.push(one());
    return { type: 'tuple', items, offset };
  }

  #endsTuple(): boolean {
    return this.#tokens.is('end') || this.#tokens.is('operator', ')');
  }

  expression(): Expression {
    return this.#tokens.nested(() => {
      let expression = this.#or();
      this.#chain(
        () => this.#tokens.skip('name', 'if'),
        ({ offset }) => {
          const test = this.#or();
          const otherwise = this.#tokens.skip('name', 'else') ? this.expression() : undefined;
          expression = { type: 'choice', test, chosen: expression, otherwise, offset };
        },
      );
      return expression;
    });
  }

  /** Repeats `step` as long as there is something to go on with. */
  #chain(goesOn: () => boolean, step: (first: Token) => void): void {
    let { current } = this.#tokens;
    for (let length = 0; goesOn(); length += 1) {
      if (length === MAXIMUM_CHAIN) {
        throw this.#tokens.error(
          `the expression has more than ${MAXIMUM_CHAIN} operators, filters or members in a row`,
        );
      }
      step(current);
      current = this.#tokens.current;
    }
  }

  #or(): Expression {
    let left = this.#and();
    this.#chain(
      () => this.#tokens.skip('name', 'or'),
      ({ offset }) => {
        left = { type: 'or', left, right: this.#and(), offset };
      },
    );
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    this.#chain(
      () => this.#tokens.skip('name', 'and'),
      ({ offset }) => {
        left = { type: 'and', left, right: this.#not(), offset };
      },
    );
    return left;
  }

  #not(): Expression {
    const { offset } = this.#tokens.current;
    if (!this.#tokens.skip('name', 'not')) return this.#comparison();
    return this.#tokens.nested(() => ({ type: 'not', of: this.#not(), offset }));
  }

  #comparison(): Expression {
    const { offset } = this.#tokens.current;
    const first = this.#sum();
    const others: { operator: ComparisonOperator; value: Expression }[] = [];
    let operator = this.#comparisonOperator();
    while (operator !== undefined) {
      others.push({ operator, value: this.#sum() });
      operator = this.#comparisonOperator();
    }
    return others.length === 0 ? first : { type: 'comparison', first, others, offset };
  }

  #comparisonOperator(): ComparisonOperator | undefined {
    const { current, following } = this.#tokens;
    const sign = COMPARISON_OPERATORS.find((operator) => operator === current.text);
    if (current.kind === 'operator' && sign !== undefined) {
      this.#tokens.next();
      return sign;
    }
    if (this.#tokens.skip('name', 'in')) return 'in';
    if (current.kind !== 'name' || current.text !== 'not' || following?.text !== 'in') return undefined;
    this.#tokens.next();
    this.#tokens.next();
    return 'not in';
  }

  #arithmetic(operators: readonly ArithmeticOperator[], operand: () => Expression): Expression {
    let left = operand();
    this.#chain(
      () => this.#tokens.is('operator', ...operators),
      ({ offset }) => {
        const { text } = this.#tokens.next();
        const operator = operators.find((sign) => sign === text);
        if (operator === undefined) return;
        left = { type: 'arithmetic', operator, left, right: operand(), offset };
      },
    );
    return left;
  }

  #sum(): Expression {
    return this.#arithmetic(['+', '-'], () => this.#concatenation());
  }

  #concatenation(): Expression {
    const { offset } = this.#tokens.current;
    const items = [this.#product()];
    while (this.#tokens.skip('operator', '~')) items.push(this.#product());
    const [first] = items;
    return first !== undefined && items.length === 1 ? first : { type: 'concatenation', items, offset };
  }

  #product(): Expression {
    return this.#arithmetic(['*', '/', '//', '%'], () => this.#power());
  }

  #power(): Expression {
    return this.#arithmetic(['**'], () => this.#unary());
  }

  #unary(takesFilters = true): Expression {
    const { offset } = this.#tokens.current;
    let expression: Expression;
    if (this.#tokens.skip('operator', '-')) {
      expression = this.#tokens.nested(() => ({ type: 'negation', of: this.#unary(false), offset }));
    } else if (this.#tokens.skip('operator', '+')) {
      expression = this.#tokens.nested(() => ({ type: 'positive', of: this.#unary(false), offset }));
    } else {
      expression = this.primary();
    }
    expression = this.#postfix(expression);
    return takesFilters ? this.#filtered(expression) : expression;
  }

  /** A name, a literal, or something in brackets. */
  primary(): Expression {
    const token = this.#tokens.next();
    const { offset } = token;
    switch (token.kind) {
      case 'name':
        return this.#name(token);
      case 'string': {
        let value = token.text;
        while (this.#tokens.is('string')) value += this.#tokens.next().text;
        return { type: 'constant', value, offset };
      }
      case 'integer':
        return { type: 'constant', value: this.#integer(token), offset };
      case 'float':
        return { type: 'constant', value: Number(token.text.replaceAll('_', '')), offset };
      case 'operator':
        return this.#tokens.nested(() => this.#enclosed(token));
      default:
        throw this.#tokens.error('an expression is missing here', token);
    }
  }

  #name(token: Token): Expression {
    const { text, offset } = token;
    const constant = CONSTANTS.get(text);
    if (constant !== undefined) return { type: 'constant', value: constant, offset };
    if (OPERATOR_NAMES.has(text)) throw this.#tokens.error(`"${text}" cannot be here`, token);
    if (!this.#tokens.is('operator', '(')) return { type: 'name', name: text, offset };
    const called = FUNCTIONS.get(text);
    if (called === undefined) throw this.#unknown('function', token, FUNCTIONS.keys());
    return { type: 'call', of: undefined, name: text, ...this.#checked(token, [called], this.#arguments()), offset };
  }

  #integer(token: Token): bigint {
    const written = token.text.replaceAll('_', '');
    if (!/^(?:\d{1,80}|0b[01]{1,256}|0o[0-7]{1,80}|0x[\da-f]{1,64})$/i.test(written)) {
      throw this.#tokens.error(`this is no integer, or it has more than ${MAXIMUM_INTEGER_BITS} bits`, token);
    }
    return BigInt(written.toLowerCase());
  }

  #enclosed(token: Token): Expression {
    const { offset } = token;
    if (token.text === '[') return { type: 'list', items: this.#items(']'), offset };
    if (token.text === '{') return { type: 'mapping', entries: this.#entries(), offset };
    if (token.text !== '(') throw this.#tokens.error('an expression is missing here', token);
    if (this.#tokens.skip('operator', ')')) return { type: 'tuple', items: [], offset };
    const inside = this.tuple();
    this.#tokens.expect('operator', ')');
    return inside;
  }

  #items(end: string): Expression[] {
    const items: Expression[] = [];
    while (!this.#tokens.skip('operator', end)) {
      if (items.length > 0) this.#tokens.expect('operator', ',');
      if (this.#tokens.skip('operator', end)) break;
      items.push(this.expression());
    }
    return items;
  }

  #entries(): [Expression, Expression][] {
    const entries: [Expression, Expression][] = [];
    while (!this.#tokens.skip('operator', '}')) {
      if (entries.length > 0) this.#tokens.expect('operator', ',');
      if (this.#tokens.skip('operator', '}')) break;
      const key = this.expression();
      this.#tokens.expect('operator', ':');
      entries.push([key, this.expression()]);
    }
    return entries;
  }

  #postfix(start: Expression): Expression {
    let expression = start;
    this.#chain(
      () => this.#tokens.is('operator', '.', '[', '('),
      (token) => {
        if (this.#tokens.skip('operator', '.')) expression = this.#member(expression);
        else if (this.#tokens.skip('operator', '[')) expression = this.#subscript(expression, token.offset);
        else throw this.#tokens.error('only functions and methods can be called, by their names', token);
      },
    );
    return expression;
  }

  #member(of: Expression): Expression {
    const token = this.#tokens.next();
    const { text: name, offset } = token;
    if (token.kind === 'integer') {
      return { type: 'item', of, key: { type: 'constant', value: this.#integer(token), offset }, offset: of.offset };
    }
    if (token.kind !== 'name') throw this.#tokens.error('a name is missing after "."', token);
    if (!this.#tokens.is('operator', '(')) return { type: 'attribute', of, name, offset: of.offset };
    if (!METHOD_NAMES.has(name)) throw this.#unknown('method', token, METHOD_NAMES);
    return { type: 'call', of, name, ...this.#checked(token, methodsNamed(name), this.#arguments()), offset };
  }

  #subscript(of: Expression, offset: number): Expression {
    const bounds: (Expression | undefined)[] = [undefined, undefined, undefined];
    let colons = 0;
    while (!this.#tokens.is('operator', ']')) {
      if (this.#tokens.skip('operator', ':')) colons += 1;
      else if (colons < bounds.length && bounds[colons] === undefined) bounds[colons] = this.expression();
      else throw this.#tokens.error('one key, or one slice, goes into [ ]');
    }
    this.#tokens.expect('operator', ']');
    if (colons > 2) throw this.#tokens.error('a slice has at most three parts');
    if (colons > 0) return { type: 'slice', of, bounds, offset };
    const [key] = bounds;
    if (key === undefined) throw this.#tokens.error('a key is missing in [ ]');
    return { type: 'item', of, key, offset: of.offset };
  }

  #filtered(start: Expression): Expression {
    let expression = start;
    this.#chain(
      () => this.#tokens.is('operator', '|', '(') || this.#tokens.is('name', 'is'),
      (token) => {
        if (this.#tokens.skip('operator', '|')) expression = { type: 'filter', of: expression, ...this.filter() };
        else if (this.#tokens.skip('name', 'is')) expression = this.#test(expression, token.offset);
        else throw this.#tokens.error('only functions and methods can be called, by their names', token);
      },
    );
    return expression;
  }

  /** The name of a filter, with its arguments if it has any. */
  filter(): FilterCall {
    const token = this.#tokens.expect('name');
    const { text: name, offset } = token;
    const filter = FILTERS.get(name);
    if (filter === undefined) throw this.#unknown('filter', token, FILTERS.keys());
    return { name, ...this.#checked(token, [filter], this.#optionalArguments()), offset };
  }

  #test(of: Expression, offset: number): Expression {
    const isNegated = this.#tokens.skip('name', 'not');
    const token = this.#tokens.next();
    const name = token.text;
    const found = token.kind === 'name' ? TESTS.get(name) : undefined;
    if (found === undefined) throw this.#unknown('test', token, TESTS.keys());
    const given = this.#checked(token, [found], this.#testArguments());
    const test: Expression = { type: 'test', of, name, ...given, offset };
    return isNegated ? { type: 'not', of: test, offset } : test;
  }

  /** One argument needs no brackets: `is divisibleby 3`. */
  #testArguments(): Arguments {
    const isValue =
      (this.#tokens.is('name') && !this.#tokens.is('name', 'else', 'or', 'and', 'is', 'if', 'in', 'not')) ||
      this.#tokens.is('string') ||
      this.#tokens.is('integer') ||
      this.#tokens.is('float') ||
      this.#tokens.is('operator', '[', '{');
    if (!isValue) return this.#optionalArguments();
    return { positional: [this.#postfix(this.primary())], named: [] };
  }

  #unknown(kind: string, token: Token, known: Iterable<string>): TemplateError {
    return this.#tokens.error(`there is no ${kind} ${token.text}; known are ${[...known].join(', ')}`, token);
  }

  /** One of the callables of the name must take the arguments. */
  #checked(token: Token, callables: readonly Callable[], given: Arguments): Arguments {
    const names = given.named.map(([name]) => name);
    const problems = callables.map((callable) => argumentProblem(callable, given.positional.length, names));
    const [problem] = problems;
    if (problem === undefined || problems.includes(undefined)) return given;
    throw this.#tokens.error(`${token.text}: ${problem}`, token);
  }

  #optionalArguments(): Arguments {
    return this.#tokens.is('operator', '(') ? this.#arguments() : { positional: [], named: [] };
  }

  #arguments(): Arguments {
    this.#tokens.expect('operator', '(');
    const positional: Expression[] = [];
    const named: [string, Expression][] = [];
    while (!this.#tokens.skip('operator', ')')) {
      if (positional.length + named.length > 0) this.#tokens.expect('operator', ',');
      if (this.#tokens.skip('operator', ')')) break;
      if (this.#tokens.is('operator', '*', '**')) throw this.#tokens.error('arguments cannot be unpacked here');
      const { current, following } = this.#tokens;
      if (current.kind === 'name' && following?.kind === 'operator' && following.text === '=') {
        this.#tokens.next();
        this.#tokens.next();
        named.push([current.text, this.expression()]);
      } else if (named.length === 0) positional.push(this.expression());
      else throw this.#tokens.error('an argument without a name cannot follow one with a name');
    }
    return { positional, named };
  }
}
