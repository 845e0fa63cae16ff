import { positionOf, TemplateError } from './errors.ts';
import { type Token, tokensOf } from './lexer.ts';
import { MAXIMUM_NESTING } from './limits.ts';

/** The tokens of a template, and how deep the parser is in them. */
export class TokenStream {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  /** @throws TemplateError */
  constructor(source: string) {
    this.#source = source;
    this.#tokens = tokensOf(source);
  }

  get current(): Token {
    return this.#tokens[this.#index] ?? { kind: 'eof', text: '', offset: this.#source.length };
  }

  get following(): Token | undefined {
    return this.#tokens[this.#index + 1];
  }

  next(): Token {
    const token = this.current;
    this.#index += 1;
    return token;
  }

  is(kind: Token['kind'], ...texts: readonly string[]): boolean {
    const { current } = this;
    return current.kind === kind && (texts.length === 0 || texts.includes(current.text));
  }

  /** Goes past a token if it is this one. */
  skip(kind: Token['kind'], text: string): boolean {
    const found = this.is(kind, text);
    if (found) this.#index += 1;
    return found;
  }

  expect(kind: Token['kind'], text?: string): Token {
    const fits = text === undefined ? this.is(kind) : this.is(kind, text);
    if (fits) return this.next();
    throw this.error(`expected ${text === undefined ? `a ${kind}` : `"${text}"`}, found ${this.#written()}`);
  }

  /** Keeps the parser's own recursion within its limit. */
  nested<Result>(parse: () => Result): Result {
    this.#depth += 1;
    if (this.#depth > MAXIMUM_NESTING) {
      throw this.error(`statements or expressions are nested more than ${MAXIMUM_NESTING} levels deep`);
    }
    const result = parse();
    this.#depth -= 1;
    return result;
  }

  error(reason: string, { offset }: { readonly offset: number } = this.current): TemplateError {
    return new TemplateError(positionOf(this.#source, offset), reason);
  }

  #written(): string {
    const { kind, text } = this.current;
    if (kind === 'eof') return 'the end of the template';
    if (kind === 'end') return 'the end of the tag';
    return kind === 'string' || kind === 'text' ? `a ${kind}` : `"${text}"`;
  }
}
