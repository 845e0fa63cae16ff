import { positionOf, TemplateError } from './errors.ts';
import { MAXIMUM_TEMPLATE_TOKENS, MAXIMUM_TEXT } from './limits.ts';
import { unescapeString } from './string-literal.ts';

/** What a template consists of. `begin` and `end` enclose an expression or a statement. */
export interface Token {
  readonly kind: 'text' | 'begin' | 'end' | 'name' | 'string' | 'integer' | 'float' | 'operator' | 'eof';
  /** Of a text and a string what it stands for; else what is written. */
  readonly text: string;
  readonly offset: number;
}

/** The forms of https://github.com/pallets/jinja/blob/3.1.6/src/jinja2/lexer.py, in the order they are tried. */
const BEGIN = /\{%([-+]?)\s*raw\s*(?:-%\}\s*|%\})|\{([{%#])([-+]?)/g;
const RAW_END = /\{%([-+]?)\s*endraw\s*(?:\+%\}|-%\}\s*|%\})/g;
const COMMENT_END = /(?:\+|(-))?#\}/g;
const ENDS = { '{': /(?:-\}\}\s*|\}\})/y, '%': /(?:\+%\}|-%\}\s*|%\})/y } as const;
const SPACE = /\s+/y;
const FLOAT = /(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const INTEGER = /0[box][\da-f_]+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const NAME = /[\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]+/uy;
const STRING = /'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"/y;
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[+\-/*%~[\](){}><=.:|,;]/y;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * Splits a template into tokens.
 * @throws TemplateError
 */
export function tokensOf(source: string): readonly Token[] {
  if (source.length > MAXIMUM_TEXT) {
    throw new TemplateError({ line: 1, column: 1 }, `the template is longer than ${MAXIMUM_TEXT} characters`);
  }
  return new Lexer(source).run();
}

class Lexer {
  readonly #source: string;
  readonly #tokens: Token[] = [];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  run(): readonly Token[] {
    while (this.#at < this.#source.length) this.#textAndTag();
    this.#push('eof', '', this.#source.length);
    return this.#tokens;
  }

  #textAndTag(): void {
    const start = this.#at;
    BEGIN.lastIndex = start;
    const begin = BEGIN.exec(this.#source);
    if (begin === null) {
      this.#text(start, this.#source.length, false);
      this.#at = this.#source.length;
      return;
    }
    const [whole, rawSign, tag, sign] = begin;
    this.#text(start, begin.index, (tag === undefined ? rawSign : sign) === '-');
    this.#at = begin.index + whole.length;
    if (tag === undefined) this.#raw(begin.index);
    else if (tag === '#') this.#comment(begin.index);
    else this.#tag(tag === '{' ? '{' : '%', begin.index);
  }

  #text(from: number, to: number, stripsEnd: boolean): void {
    if (from === to) return;
    const text = this.#source.slice(from, to).replaceAll(/\r\n?/g, '\n');
    this.#push('text', stripsEnd ? text.trimEnd() : text, from);
  }

  #raw(offset: number): void {
    RAW_END.lastIndex = this.#at;
    const end = RAW_END.exec(this.#source);
    if (end === null) throw this.#error(offset, 'the raw block has no {% endraw %}');
    this.#text(this.#at, end.index, end[1] === '-');
    this.#at = end.index + end[0].length;
  }

  #comment(offset: number): void {
    COMMENT_END.lastIndex = this.#at;
    const end = COMMENT_END.exec(this.#source);
    if (end === null) throw this.#error(offset, 'the comment has no #}');
    this.#at = end.index + end[0].length;
    if (end[1] === '-') this.#skipSpace();
  }

  #skipSpace(): void {
    SPACE.lastIndex = this.#at;
    if (SPACE.test(this.#source)) this.#at = SPACE.lastIndex;
  }

  #tag(tag: keyof typeof ENDS, offset: number): void {
    this.#push('begin', tag, offset);
    const open: string[] = [];
    for (;;) {
      this.#skipSpace();
      if (this.#at >= this.#source.length) throw this.#error(offset, `{${tag} has no ${tag === '{' ? '}}' : '%}'}`);
      const end = open.length === 0 ? this.#match(ENDS[tag]) : undefined;
      if (end !== undefined) {
        this.#push('end', tag, this.#at);
        this.#at += end.length;
        return;
      }
      this.#at += this.#inside(open).length;
    }
  }

  /** Adds the token that is next inside a tag, and returns how it is written. */
  #inside(open: string[]): string {
    const offset = this.#at;
    const number = this.#source[offset - 1] === '.' ? undefined : this.#match(FLOAT);
    if (number !== undefined) return this.#push('float', number, offset);
    const integer = this.#match(INTEGER);
    if (integer !== undefined) return this.#push('integer', integer, offset);
    const name = this.#match(NAME);
    if (name !== undefined) return this.#push('name', name, offset);
    const string = this.#match(STRING);
    if (string !== undefined) return this.#string(string, offset);
    const operator = this.#match(OPERATOR);
    if (operator === undefined)
      throw this.#error(offset, `unexpected character ${JSON.stringify(this.#source[offset])}`);
    const closing = CLOSING[operator];
    if (closing !== undefined) open.push(closing);
    else if (')]}'.includes(operator) && open.pop() !== operator) throw this.#error(offset, `unexpected "${operator}"`);
    return this.#push('operator', operator, offset);
  }

  #string(written: string, offset: number): string {
    const value = unescapeString(written.slice(1, -1).replaceAll(/\r\n|\r/g, '\n'));
    if (value === undefined) throw this.#error(offset, 'the text has an escape that is not supported');
    this.#push('string', value, offset);
    return written;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#source)?.[0];
  }

  #push(kind: Token['kind'], text: string, offset: number): string {
    if (this.#tokens.length >= MAXIMUM_TEMPLATE_TOKENS) {
      throw this.#error(offset, `the template has more than ${MAXIMUM_TEMPLATE_TOKENS} signs and names of Jinja`);
    }
    this.#tokens.push({ kind, text, offset });
    return text;
  }

  #error(offset: number, reason: string): TemplateError {
    return new TemplateError(positionOf(this.#source, offset), reason);
  }
}
