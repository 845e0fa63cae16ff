/** A value of a spec, with its line. */
export type SpecNode =
  | { readonly kind: 'mapping'; readonly line: number; readonly members: ReadonlyMap<string, SpecNode> }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly SpecNode[] }
  | { readonly kind: 'scalar'; readonly line: number; readonly value: string | number | boolean | null }
  /** Written in a way that this reader cannot parse: it may be anything. */
  | { readonly kind: 'unknown'; readonly line: number };

/** A text as far as this reader can parse it, or why it is no YAML. */
export type SpecText = { readonly root: SpecNode } | { readonly problem: string };

interface Line {
  readonly number: number;
  readonly indent: number;
  readonly text: string;
  readonly hasTab: boolean;
}

/** Invalid YAML. Thrown and caught in this file. */
class NotYaml extends Error {}

/** YAML that this reader cannot parse; the service reads all of it. Thrown and caught in this file. */
class BeyondReader extends Error {}

/**
 * Reads the block YAML in which people write specs and template schemas: mappings, lists and scalars on one line. A full YAML
 * parser takes as long to load as all SDK clients of a function together. Other YAML is not refused: its value counts as unknown,
 * and the back end checks it. Pure; never throws; linear in the length of the text.
 */
export function readSpecText(text: string): SpecText {
  try {
    const lines = linesOf(text);
    const [first] = lines;
    if (first === undefined) return { problem: 'is empty' };
    const reader = new BlockReader(lines);
    const root = reader.block(first.indent, 0);
    if (!reader.isAtEnd) throw new BeyondReader();
    return { root };
  } catch (error) {
    if (error instanceof NotYaml) return { problem: error.message };
    if (error instanceof BeyondReader) return { root: { kind: 'unknown', line: 1 } };
    throw error;
  }
}

const maximumDepth = 40;

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (const [index, raw] of text.split(/\r\n|[\r\n]/u).entries()) {
    const number = index + 1;
    const [blanks = ''] = /^[ \t]*/u.exec(raw) ?? [];
    const content = withoutComment(raw.slice(blanks.length)).trimEnd();
    if (content === '' || (lines.length === 0 && content === '---')) continue;
    if (/^(?:%|---(?:\s|$)|\.\.\.(?:\s|$))/u.test(content) && blanks === '') throw new BeyondReader();
    lines.push({ number, indent: blanks.length, text: content, hasTab: blanks.includes('\t') });
  }
  return lines;
}

/** Up to a `#` at the beginning or after a blank, outside quotes. */
function withoutComment(text: string): string {
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote === '"' && character === '\\') at += 1;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if ((character === '"' || character === "'") && /(?:^|[\s:[{,-])$/u.test(text.slice(Math.max(0, at - 1), at)))
      quote = character;
    else if (character === '#' && (at === 0 || /\s/u.test(text.charAt(at - 1)))) return text.slice(0, at);
  }
  return text;
}

const key = /^(?:"([^"\\]*)"|'([^']*)'|([A-Za-z_$][\w./$-]*))\s*:(?:\s+(.*))?$/u;

class BlockReader {
  #at = 0;
  readonly #lines: Line[];

  constructor(lines: readonly Line[]) {
    this.#lines = [...lines];
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#lines.length;
  }

  /** The block that begins at the next line, all of whose entries are indented by `indent`. */
  block(indent: number, depth: number): SpecNode {
    const line = this.#peek();
    if (line === undefined || depth > maximumDepth) throw new BeyondReader();
    if (isItem(line.text)) return this.#list(indent, depth, line.number);
    if (key.test(line.text)) return this.#mapping(indent, depth, line.number);
    this.#at += 1;
    const next = this.#lines[this.#at];
    // A scalar that continues in the next line.
    if (next !== undefined && next.indent >= indent) throw new BeyondReader();
    return scalar(line.text, line.number);
  }

  #list(indent: number, depth: number, number: number): SpecNode {
    const items: SpecNode[] = [];
    for (let line = this.#next(indent); line !== undefined && isItem(line.text); line = this.#next(indent)) {
      const rest = line.text.slice(1).trimStart();
      if (rest === '') {
        this.#at += 1;
        items.push(this.#nested(indent, depth, line.number));
      } else {
        // The text after the hyphen is a new block. Its indentation is the length of everything before it.
        const inner = indent + line.text.length - rest.length;
        this.#lines[this.#at] = { number: line.number, indent: inner, text: rest, hasTab: false };
        items.push(this.block(inner, depth + 1));
      }
    }
    return { kind: 'list', line: number, items };
  }

  #mapping(indent: number, depth: number, number: number): SpecNode {
    const members = new Map<string, SpecNode>();
    for (let line = this.#next(indent); line !== undefined; line = this.#next(indent)) {
      if (isItem(line.text)) break;
      const [, double, single, plain, value = ''] = key.exec(line.text) ?? throwBeyond();
      const name = double ?? single ?? plain ?? '';
      if (members.has(name)) throw new NotYaml(`has "${name}" twice, the second time in line ${line.number}`);
      this.#at += 1;
      if (value === '') members.set(name, this.#nested(indent, depth, line.number, true));
      else {
        const node = scalar(value, line.number);
        const following = node.kind === 'unknown' ? this.#lines[this.#at] : this.#peek();
        if (following !== undefined && following.indent > indent) throw new BeyondReader();
        members.set(name, node);
      }
    }
    return { kind: 'mapping', line: number, members };
  }

  /** The block below a key or a hyphen; an empty one is null. A list may have the same indentation as its key. */
  #nested(indent: number, depth: number, number: number, isBelowKey = false): SpecNode {
    const line = this.#peek(true);
    const isBelow =
      line !== undefined && (line.indent > indent || (isBelowKey && line.indent === indent && isItem(line.text)));
    return isBelow ? this.block(line.indent, depth + 1) : { kind: 'scalar', line: number, value: null };
  }

  /** The next line. YAML indents with spaces only. If the line may continue a text, a tab may be part of the text. */
  #peek(isBelow = false): Line | undefined {
    const line = this.#lines[this.#at];
    if (line?.hasTab !== true) return line;
    if (!isBelow || !(isItem(line.text) || key.test(line.text))) throw new BeyondReader();
    throw new NotYaml(`has a tab at the beginning of line ${line.number}: indent with spaces`);
  }

  /** The next line of a block; `undefined` if the block has ended. */
  #next(indent: number): Line | undefined {
    const line = this.#peek();
    if (line !== undefined && line.indent > indent) throw new BeyondReader();
    return line?.indent === indent ? line : undefined;
  }
}

function throwBeyond(): never {
  throw new BeyondReader();
}

function isItem(text: string): boolean {
  return text === '-' || text.startsWith('- ');
}

/** Values that are a text in one version of YAML, and something else in another. */
const ambiguous =
  /^(?:y|n|yes|no|on|off|[-+]?0\d[\d_]*|[-+]?[\d_]*_[\d_]*|[-+]?\d+(?::\d+)+|\d{4}-\d\d?-\d\d?.*|0[ox].*|0b.*|=|<<)$/iu;

function scalar(text: string, line: number): SpecNode {
  const quoted = /^"([^"\\]*)"$/u.exec(text)?.[1] ?? /^'((?:[^']|'')*)'$/u.exec(text)?.[1]?.replaceAll("''", "'");
  if (quoted !== undefined) return { kind: 'scalar', line, value: quoted };
  // If the text contains a structure, or is not complete, the rest may mean something else than it seems.
  if (/^[|>?]|:(?:\s|$)/u.test(text)) throw new BeyondReader();
  if (/^["'[\]{}&*!%@`,]|^[-:](?:\s|$)|\s#/u.test(text) || ambiguous.test(text)) return { kind: 'unknown', line };
  if (/^(?:~|null|Null|NULL)$/u.test(text)) return { kind: 'scalar', line, value: null };
  if (/^(?:true|True|TRUE)$/u.test(text)) return { kind: 'scalar', line, value: true };
  if (/^(?:false|False|FALSE)$/u.test(text)) return { kind: 'scalar', line, value: false };
  if (/^[-+]?(?:\d+|\d*\.\d+|\d+\.)(?:[eE][-+]?\d+)?$/u.test(text))
    return { kind: 'scalar', line, value: Number(text) };
  return /^[-+]?\.(?:inf|nan)$/iu.test(text) ? { kind: 'unknown', line } : { kind: 'scalar', line, value: text };
}
