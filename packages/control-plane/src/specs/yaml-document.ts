import {
  Composer,
  type CST,
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  Lexer,
  LineCounter,
  Parser,
} from 'yaml';

/** Where the library has found a mistake. */
type ErrorSource = number | readonly number[] | { readonly offset: number };

export interface TextPosition {
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

/** A text that was parsed without an error. */
export interface YamlDocument {
  readonly document: Document;
  readonly positionAt: (offset: number) => TextPosition;
}

/** A text is not YAML, or YAML that nobody writes in good faith. The message is the reason, and never quotes the text. */
export class UnreadableYamlError extends Error {
  override readonly name = 'UnreadableYamlError';
}

/**
 * Signs, names, blanks and line ends of a document, as the lexer tells them apart: every key with its value has seven. The
 * time that parsing takes, and the memory, go by this number. Five times what the largest template of AWS's samples has.
 */
export const MAXIMUM_TOKENS = 20_000;
/** As many as a template may have that CloudFormation reads from a bucket. */
export const MAXIMUM_CHARACTERS = 1024 * 1024;
/** Deeper than any document has reason to be; bounds every walk over one, cyclic aliases included. */
export const MAXIMUM_DEPTH = 60;
/** What the parser has open for one level: the collection, and the item of it. */
const OPEN_TOKENS_PER_LEVEL = 2;

/**
 * Parses a text in time proportional to its length. The library by itself does not: it compares every key of a mapping with
 * every other, and keeps an error for every mistake.
 *
 * @param allowsRepeatedKeys as where both branches of a condition of Jinja are there
 * @throws UnreadableYamlError at the first mistake
 */
export function parseYaml(
  text: string,
  { allowsRepeatedKeys = false, maximumTokens = MAXIMUM_TOKENS } = {},
): YamlDocument {
  checkLength(text);
  const lineCounter = new LineCounter();
  const positionAt = (offset: number): TextPosition => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col };
  };
  const refusedAt = (offset: number, code: string): UnreadableYamlError => {
    const { line, column } = positionAt(offset);
    return new UnreadableYamlError(`line ${line}, column ${column}: ${code}`);
  };
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
  let first: UnreadableYamlError | undefined;
  // Private in the library, which has no other way of stopping at the first error. A test counts what becomes of many.
  Object.assign(composer, {
    onError: (source: ErrorSource, code: string, _message: string, isWarning = false) => {
      if (isWarning) return;
      // Thrown inside a collection, it comes back here as an error of the collection.
      first ??= refusedAt(offsetOf(source), code);
      throw first;
    },
  });
  const [document, second] = documentsOf(composer, tokensOf(text, lineCounter, maximumTokens, refusedAt), text);
  if (document === undefined) throw new UnreadableYamlError('it has no document');
  if (second !== undefined) throw refusedAt(second.range[0], 'MULTIPLE_DOCS');
  if (!allowsRepeatedKeys) {
    const repeated = repeatedKeyIn(document.contents);
    if (repeated !== undefined) throw refusedAt(repeated, 'DUPLICATE_KEY');
  }
  return { document, positionAt };
}

/** The first two, of which the second is one too many. */
function documentsOf(composer: Composer, tokens: Iterable<CST.Token>, text: string): Document.Parsed[] {
  const documents: Document.Parsed[] = [];
  for (const document of composer.compose(tokens, true, text.length)) {
    documents.push(document);
    if (documents.length === 2) break;
  }
  return documents;
}

function* tokensOf(
  text: string,
  lineCounter: LineCounter,
  maximumTokens: number,
  refusedAt: (offset: number, code: string) => UnreadableYamlError,
): Generator<CST.Token> {
  const parser = new Parser(lineCounter.addNewLine);
  lineCounter.addNewLine(0);
  for (const lexeme of lexemesOf(text, maximumTokens)) {
    yield* withoutErrors(parser.next(lexeme), refusedAt);
    if (parser.stack.length > MAXIMUM_DEPTH * OPEN_TOKENS_PER_LEVEL) throw tooDeep();
  }
  yield* withoutErrors(parser.end(), refusedAt);
}

function* lexemesOf(text: string, maximumTokens: number): Generator<string> {
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    count += 1;
    if (count > maximumTokens) {
      throw new UnreadableYamlError(`it has more than ${maximumTokens} signs, names and line ends`);
    }
    yield lexeme;
  }
}

function checkLength(text: string): void {
  if (text.length > MAXIMUM_CHARACTERS) {
    throw new UnreadableYamlError(`it is longer than ${MAXIMUM_CHARACTERS} characters`);
  }
}

function* withoutErrors(
  tokens: Iterable<CST.Token>,
  refusedAt: (offset: number, code: string) => UnreadableYamlError,
): Generator<CST.Token> {
  for (const token of tokens) {
    if (token.type === 'error') throw refusedAt(token.offset, 'UNEXPECTED_TOKEN');
    yield token;
  }
}

export function tooDeep(): UnreadableYamlError {
  return new UnreadableYamlError(`it is nested more than ${MAXIMUM_DEPTH} levels deep`);
}

function offsetOf(source: ErrorSource): number {
  if (typeof source === 'number') return source;
  return 'offset' in source ? source.offset : (source[0] ?? 0);
}

/** Where a mapping has a key for the second time. */
function repeatedKeyIn(node: unknown): number | undefined {
  if (isPair(node)) return repeatedKeyIn(node.key) ?? repeatedKeyIn(node.value);
  if (!isCollection(node)) return undefined;
  const seen = new Set<unknown>();
  for (const item of node.items) {
    if (isMap(node) && isPair(item) && isScalar(item.key)) {
      if (seen.has(item.key.value)) return item.key.range?.[0] ?? 0;
      seen.add(item.key.value);
    }
    const inside = repeatedKeyIn(item);
    if (inside !== undefined) return inside;
  }
  return undefined;
}
