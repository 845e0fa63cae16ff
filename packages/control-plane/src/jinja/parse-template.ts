import { ExpressionParser } from './parse-expression.ts';
import type { Body, FilterCall, Statement, Target } from './syntax.ts';
import { TokenStream } from './token-stream.ts';

/** Statements that Jinja has and this engine refuses, with the reason. */
const REFUSED: Readonly<Record<string, string>> = {
  include: 'a template is one file',
  import: 'a template is one file',
  from: 'a template is one file',
  extends: 'a template is one file',
  block: 'a template is one file',
  macro: 'macros are not supported; use set and for',
  call: 'macros are not supported; use set and for',
  autoescape: 'a template is no HTML',
  do: 'it needs an extension that Proton does not have',
  break: 'it needs an extension that Proton does not have',
  continue: 'it needs an extension that Proton does not have',
  trans: 'it needs an extension that Proton does not have',
  debug: 'it needs an extension that Proton does not have',
};
const RESERVED = new Set([
  'loop',
  'true',
  'True',
  'false',
  'False',
  'none',
  'None',
  'and',
  'or',
  'not',
  'in',
  'is',
  'if',
  'else',
]);

/**
 * Parses a template.
 * @throws TemplateError at the first thing that is wrong, or that this engine does not do as Jinja does
 */
export function parseStatements(source: string): Body {
  return new TemplateParser(new TokenStream(source)).template();
}

class TemplateParser {
  readonly #tokens: TokenStream;
  readonly #expressions: ExpressionParser;

  constructor(tokens: TokenStream) {
    this.#tokens = tokens;
    this.#expressions = new ExpressionParser(tokens);
  }

  template(): Body {
    const body = this.#body([]);
    if (!this.#tokens.is('eof'))
      throw this.#tokens.error(`"${this.#tokens.current.text}" belongs to no statement here`);
    return body;
  }

  /** Statements up to one of these tags, whose name is the next token; or to the end. */
  #body(ends: readonly string[]): Body {
    const statements: Statement[] = [];
    for (;;) {
      const { current } = this.#tokens;
      if (current.kind === 'eof') {
        if (ends.length === 0) return statements;
        throw this.#tokens.error(`{% ${ends.at(-1)} %} is missing`);
      }
      this.#tokens.next();
      if (current.kind === 'text') {
        if (current.text !== '') statements.push({ type: 'text', text: current.text, offset: current.offset });
      } else if (current.text === '{') {
        statements.push({ type: 'output', value: this.#expressions.tuple(), offset: current.offset });
        this.#tokens.expect('end');
      } else {
        if (this.#tokens.is('name', ...ends) && ends.length > 0) return statements;
        statements.push(this.#tokens.nested(() => this.#statement(current.offset)));
      }
    }
  }

  #statement(offset: number): Statement {
    const token = this.#tokens.expect('name');
    switch (token.text) {
      case 'if':
        return this.#if(offset);
      case 'for':
        return this.#for(offset);
      case 'set':
        return this.#set(offset);
      case 'with':
        return this.#with(offset);
      case 'filter':
        return this.#filterBlock(offset);
      default: {
        const reason = Object.hasOwn(REFUSED, token.text) ? REFUSED[token.text] : 'there is no such statement here';
        throw this.#tokens.error(`{% ${token.text} %}: ${reason}`, token);
      }
    }
  }

  #if(offset: number): Statement {
    const branches: { test: ReturnType<ExpressionParser['tuple']>; body: Body }[] = [];
    let otherwise: Body = [];
    for (;;) {
      const test = this.#expressions.tuple({ isCondition: true });
      this.#tokens.expect('end');
      branches.push({ test, body: this.#body(['elif', 'else', 'endif']) });
      if (!this.#tokens.skip('name', 'elif')) break;
    }
    if (this.#tokens.skip('name', 'else')) {
      this.#tokens.expect('end');
      otherwise = this.#body(['endif']);
    }
    this.#endOf('endif');
    return { type: 'if', branches, otherwise, offset };
  }

  #for(offset: number): Statement {
    const target = this.#targets();
    this.#tokens.expect('name', 'in');
    const of = this.#expressions.tuple({ isCondition: true });
    const test = this.#tokens.skip('name', 'if') ? this.#expressions.expression() : undefined;
    if (this.#tokens.is('name', 'recursive')) throw this.#tokens.error('recursive loops are not supported');
    this.#tokens.expect('end');
    const body = this.#body(['else', 'endfor']);
    let otherwise: Body = [];
    if (this.#tokens.skip('name', 'else')) {
      this.#tokens.expect('end');
      otherwise = this.#body(['endfor']);
    }
    this.#endOf('endfor');
    return { type: 'for', target, of, test, body, otherwise, offset };
  }

  #set(offset: number): Statement {
    const target = this.#targets({ takesMember: true });
    if (this.#tokens.skip('operator', '=')) {
      const value = this.#expressions.tuple();
      this.#tokens.expect('end');
      return { type: 'set', target, value, offset };
    }
    const filters: FilterCall[] = [];
    while (this.#tokens.skip('operator', '|')) filters.push(this.#expressions.filter());
    this.#tokens.expect('end');
    if (target.type === 'unpacking') throw this.#tokens.error('a block has one value, for one name', target);
    const body = this.#body(['endset']);
    this.#endOf('endset');
    return { type: 'capture', target, filters, body, offset };
  }

  #with(offset: number): Statement {
    const assignments: { target: Target; value: ReturnType<ExpressionParser['expression']> }[] = [];
    while (!this.#tokens.is('end')) {
      if (assignments.length > 0) this.#tokens.expect('operator', ',');
      const target = this.#variable();
      this.#tokens.expect('operator', '=');
      assignments.push({ target, value: this.#expressions.expression() });
    }
    this.#tokens.expect('end');
    const body = this.#body(['endwith']);
    this.#endOf('endwith');
    return { type: 'with', assignments, body, offset };
  }

  #filterBlock(offset: number): Statement {
    const filters = [this.#expressions.filter()];
    while (this.#tokens.skip('operator', '|')) filters.push(this.#expressions.filter());
    this.#tokens.expect('end');
    const body = this.#body(['endfilter']);
    this.#endOf('endfilter');
    return { type: 'capture', target: undefined, filters, body, offset };
  }

  #endOf(name: string): void {
    this.#tokens.expect('name', name);
    this.#tokens.expect('end');
  }

  /** `a`, `a, b`, `(a, b)` or, where it may be, `namespace.a`. */
  #targets({ takesMember = false } = {}): Target {
    const { offset } = this.#tokens.current;
    const { following } = this.#tokens;
    if (takesMember && this.#tokens.is('name') && following?.text === '.') {
      const namespace = this.#tokens.next().text;
      this.#tokens.next();
      return { type: 'member', namespace, name: this.#tokens.expect('name').text, offset };
    }
    const first = this.#target();
    if (!this.#tokens.is('operator', ',')) return first;
    const targets = [first];
    while (this.#tokens.skip('operator', ',')) {
      if (this.#tokens.is('name', 'in') || this.#tokens.is('operator', '=', ')')) break;
      targets.push(this.#target());
    }
    return { type: 'unpacking', targets, offset };
  }

  #target(): Target {
    if (!this.#tokens.skip('operator', '(')) return this.#variable();
    const inside = this.#tokens.nested(() => this.#targets());
    this.#tokens.expect('operator', ')');
    return inside;
  }

  #variable(): Target {
    const token = this.#tokens.expect('name');
    if (RESERVED.has(token.text)) throw this.#tokens.error(`"${token.text}" cannot be assigned to`, token);
    return { type: 'variable', name: token.text, offset: token.offset };
  }
}
