import { type Callable, type Context, Given } from './callable.ts';
import { OperationError } from './errors.ts';
import { FILTERS } from './filters/index.ts';
import type { Budget } from './limits.ts';
import { FUNCTIONS, methodOf } from './methods/index.ts';
import type { Arguments, Body, ComparisonOperator, Expression, Statement, Target } from './syntax.ts';
import { TESTS } from './tests.ts';
import {
  areEqual,
  asText,
  calculate,
  contains,
  defined,
  hasWideCharacters,
  isTrue,
  itemOfValue,
  itemsOf,
  keyOf,
  Lines,
  Loop,
  Missing,
  memberOfValue,
  Namespace,
  order,
  signed,
  sliceOfValue,
  Tuple,
  textOfValue,
  type Value,
} from './values/index.ts';

/** Where characters take two units, every one has to be looked at. */
const UNITS_PER_STEP = 5;

/** Names and their values, seen from the inside out. */
class Scope {
  readonly #values = new Map<string, Value>();
  readonly #around: Scope | undefined;
  #blocked: string | undefined;
  constructor(around: Scope | undefined) {
    this.#around = around;
  }
  get(name: string): Value | undefined {
    if (this.#blocked === name) throw new OperationError(`${name} is used in the block that sets it`);
    const value = this.#values.get(name);
    return value === undefined ? this.#around?.get(name) : value;
  }
  set(name: string, value: Value): void {
    this.#values.set(name, value);
  }
  /** What there is of this name cannot be had from within: Jinja takes the one that is being set. */
  block(name: string): void {
    this.#blocked = name;
  }
}

/** Goes through a parsed template, on plain values only, within a budget. */
export class Interpreter {
  readonly #context: Context;
  readonly #budget: Budget;
  #output = '';
  #given: ReadonlyMap<string, Value> = new Map();
  /** Where it is in the text: if something fails, it is here. */
  offset = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
    this.#context = { budget };
  }

  /** @throws OperationError; `offset` says where */
  render(body: Body, names: ReadonlyMap<string, Value>): string {
    const scope = new Scope(undefined);
    for (const [name, value] of names) scope.set(name, value);
    this.#given = names;
    this.#body(body, new Scope(scope));
    return this.#output;
  }

  #body(body: Body, scope: Scope): void {
    for (const statement of body) {
      this.offset = statement.offset;
      this.#budget.spend(1);
      this.#statement(statement, scope);
    }
  }

  #statement(statement: Statement, scope: Scope): void {
    switch (statement.type) {
      case 'text':
        this.#print(statement.text);
        break;
      case 'output':
        this.#printValue(this.#evaluate(statement.value, scope), statement.offset);
        break;
      case 'if': {
        const branch = statement.branches.find(({ test }) => this.#isTrue(test, scope));
        this.#body(branch?.body ?? statement.otherwise, scope);
        break;
      }
      case 'for':
        this.#loop(statement, scope);
        break;
      case 'set':
        this.#checkOwn(statement.target);
        this.#assign(statement.target, this.#evaluate(statement.value, scope), scope);
        break;
      case 'capture':
        this.#capture(statement, scope);
        break;
      case 'with': {
        const values = statement.assignments.map(({ value }) => this.#evaluate(value, scope));
        const inside = new Scope(scope);
        for (const [index, { target }] of statement.assignments.entries()) {
          this.#assign(target, values[index] ?? null, inside);
        }
        this.#body(statement.body, inside);
        break;
      }
    }
  }

  #print(text: string): void {
    this.#budget.text(text.length);
    this.#budget.size(this.#output.length + text.length);
    this.#output += text;
  }

  #printValue(value: Value, offset: number): void {
    this.offset = offset;
    if (!(value instanceof Lines)) {
      this.#print(textOfValue(value, this.#budget));
      return;
    }
    const column = this.#output.length - (this.#output.lastIndexOf('\n') + 1);
    this.#print(value.lines.join(`\n${' '.repeat(column)}`));
  }

  #loop(statement: Statement & { readonly type: 'for' }, scope: Scope): void {
    const { target, of, test, body, otherwise } = statement;
    const all = itemsOf(this.#evaluate(of, scope), this.#budget);
    const items = test === undefined ? all : all.filter((item) => this.#isWanted(statement, item, scope));
    if (items.length === 0) {
      this.#body(otherwise, new Scope(scope));
      return;
    }
    const loop = new Loop(items);
    for (const [index, item] of items.entries()) {
      loop.index0 = index;
      const inside = new Scope(scope);
      inside.set('loop', loop);
      this.offset = target.offset;
      this.#assign(target, item, inside);
      this.#body(body, inside);
    }
  }

  #isWanted({ target, test }: Statement & { readonly type: 'for' }, item: Value, scope: Scope): boolean {
    const inside = new Scope(scope);
    this.#assign(target, item, inside);
    return test === undefined || this.#isTrue(test, inside);
  }

  /** What a body prints becomes a value, or is printed once filters have seen it. */
  #capture({ target, filters, body, offset }: Statement & { readonly type: 'capture' }, scope: Scope): void {
    const before = this.#output;
    this.#output = '';
    const inside = new Scope(scope);
    if (target !== undefined) this.#checkOwn(target);
    if (target?.type === 'variable') inside.block(target.name);
    this.#body(body, inside);
    const captured = this.#output;
    this.#output = before;
    const value = filters.reduce<Value>(
      (subject, filter) => this.#call(FILTERS.get(filter.name), subject, filter, scope),
      captured,
    );
    if (target === undefined) this.#printValue(value, offset);
    else this.#assign(target, value, scope);
  }

  /** In Jinja, a name that is given is not there any more before it is set, if that is done anywhere further below. */
  #checkOwn(target: Target): void {
    if (target.type === 'unpacking') target.targets.forEach((part) => this.#checkOwn(part));
    if (target.type === 'variable' && this.#given.has(target.name)) {
      throw new OperationError(`${target.name} is given to the template; set another name`);
    }
  }

  #assign(target: Target, value: Value, scope: Scope): void {
    if (target.type === 'variable') {
      scope.set(target.name, value);
    } else if (target.type === 'member') {
      const namespace = scope.get(target.namespace);
      if (!(namespace instanceof Namespace)) throw new OperationError(`${target.namespace} is no namespace`);
      namespace.members.set(target.name, value);
    } else {
      const items = itemsOf(value, this.#budget);
      if (items.length !== target.targets.length) {
        throw new OperationError(`there are ${items.length} values for ${target.targets.length} names`);
      }
      for (const [index, part] of target.targets.entries()) this.#assign(part, items[index] ?? null, scope);
    }
  }

  #isTrue(expression: Expression, scope: Scope): boolean {
    const value = this.#evaluate(expression, scope);
    this.offset = expression.offset;
    return isTrue(value);
  }

  #evaluate(expression: Expression, scope: Scope): Value {
    this.#budget.spend(1);
    switch (expression.type) {
      case 'constant':
        return expression.value;
      case 'name':
        return this.#named(expression.name, expression.offset, scope);
      case 'list':
        return expression.items.map((item) => this.#evaluate(item, scope));
      case 'tuple':
        return new Tuple(expression.items.map((item) => this.#evaluate(item, scope)));
      case 'mapping':
        return new Map(
          expression.entries.map(([key, value]) => [keyOf(this.#evaluate(key, scope)), this.#evaluate(value, scope)]),
        );
      case 'concatenation':
        return this.#concatenate(expression.items, scope, expression.offset);
      case 'attribute': {
        const of = this.#evaluate(expression.of, scope);
        this.offset = expression.offset;
        return memberOfValue(of, expression.name, new Missing(written(expression), expression.offset));
      }
      case 'item': {
        const of = this.#evaluate(expression.of, scope);
        const key = this.#evaluate(expression.key, scope);
        this.offset = expression.offset;
        this.#look(of);
        return itemOfValue(of, key, new Missing(written(expression), expression.offset));
      }
      case 'slice': {
        const of = this.#evaluate(expression.of, scope);
        const bounds = expression.bounds.map((bound) => bound && this.#evaluate(bound, scope));
        this.offset = expression.offset;
        this.#look(of);
        const slice = sliceOfValue(of, bounds);
        this.#budget.spend(typeof slice === 'string' || Array.isArray(slice) ? slice.length : 1);
        return slice;
      }
      case 'negation':
      case 'positive': {
        const of = this.#evaluate(expression.of, scope);
        this.offset = expression.offset;
        return signed(of, expression.type === 'negation');
      }
      case 'not':
        return !this.#isTrue(expression.of, scope);
      case 'and':
      case 'or': {
        const left = this.#evaluate(expression.left, scope);
        this.offset = expression.left.offset;
        return isTrue(left) === (expression.type === 'and') ? this.#evaluate(expression.right, scope) : left;
      }
      case 'arithmetic': {
        const left = this.#evaluate(expression.left, scope);
        const right = this.#evaluate(expression.right, scope);
        this.offset = expression.offset;
        return calculate(expression.operator, left, right, this.#budget);
      }
      case 'comparison':
        return this.#compare(expression, scope);
      case 'choice':
        return this.#choose(expression, scope);
      case 'filter':
        return this.#call(FILTERS.get(expression.name), this.#evaluate(expression.of, scope), expression, scope);
      case 'test':
        return this.#call(TESTS.get(expression.name), this.#evaluate(expression.of, scope), expression, scope);
      case 'call': {
        if (expression.of === undefined) return this.#call(FUNCTIONS.get(expression.name), null, expression, scope);
        const of = this.#evaluate(expression.of, scope);
        this.offset = expression.offset;
        return this.#call(methodOf(of, expression.name), of, expression, scope);
      }
    }
  }

  /** Whatever is done with a text, all of it may have to be looked at. */
  #look(value: Value): void {
    const text = asText(value);
    if (text === undefined) return;
    this.#budget.text(text.length);
    if (hasWideCharacters(text)) this.#budget.spend(text.length / UNITS_PER_STEP);
  }

  #named(name: string, offset: number, scope: Scope): Value {
    const value = scope.get(name);
    return value === undefined ? new Missing(name, offset) : value;
  }

  #concatenate(items: readonly Expression[], scope: Scope, offset: number): string {
    const texts = items.map((item) => {
      const value = this.#evaluate(item, scope);
      this.offset = item.offset;
      return textOfValue(value, this.#budget);
    });
    this.offset = offset;
    this.#budget.text(texts.reduce((length, text) => length + text.length, 0));
    return texts.join('');
  }

  #compare({ first, others, offset }: Expression & { readonly type: 'comparison' }, scope: Scope): boolean {
    let left = this.#evaluate(first, scope);
    for (const { operator, value } of others) {
      const right = this.#evaluate(value, scope);
      this.offset = offset;
      if (!this.#holds(operator, left, right)) return false;
      left = right;
    }
    return true;
  }

  #holds(operator: ComparisonOperator, left: Value, right: Value): boolean {
    switch (operator) {
      case '==':
        return areEqual(left, right, this.#budget);
      case '!=':
        return !areEqual(left, right, this.#budget);
      case 'in':
        return contains(right, left, this.#budget);
      case 'not in':
        return !contains(right, left, this.#budget);
      case '<':
        return order(left, right, this.#budget) < 0;
      case '<=':
        return order(left, right, this.#budget) <= 0;
      case '>':
        return order(left, right, this.#budget) > 0;
      case '>=':
        return order(left, right, this.#budget) >= 0;
    }
  }

  #choose({ test, chosen, otherwise, offset }: Expression & { readonly type: 'choice' }, scope: Scope): Value {
    if (this.#isTrue(test, scope)) return this.#evaluate(chosen, scope);
    if (otherwise !== undefined) return this.#evaluate(otherwise, scope);
    return new Missing('the value of an "if" without "else"', offset, { isNothing: true });
  }

  #call(
    callable: Callable | undefined,
    subject: Value,
    { positional, named, offset }: Arguments & { readonly offset: number },
    scope: Scope,
  ): Value {
    if (callable === undefined) throw new OperationError('there is no such filter');
    const values = positional.map((argument) => this.#evaluate(argument, scope));
    const namedValues = new Map(named.map(([name, argument]) => [name, this.#evaluate(argument, scope)]));
    this.offset = offset;
    if (callable.takesMissing !== true) defined(subject);
    this.#look(subject);
    return callable.run(subject, new Given(callable, values, namedValues), this.#context);
  }
}

/** `environment.outputs.VpcId`, as it is written, for what is not defined. */
function written(expression: Expression): string {
  if (expression.type === 'name') return expression.name;
  if (expression.type === 'attribute') return `${written(expression.of)}.${expression.name}`;
  if (expression.type !== 'item') return '…';
  const { key } = expression;
  return `${written(expression.of)}[${key.type === 'constant' ? JSON.stringify(String(key.value)) : '…'}]`;
}
