import { OperationError, positionOf, TemplateError } from './errors.ts';
import { Interpreter } from './interpreter.ts';
import { Budget } from './limits.ts';
import { parseStatements } from './parse-template.ts';
import { valueFrom } from './plain-values.ts';
import type { Body } from './syntax.ts';
import { MissingError, type Value } from './values/index.ts';

export { TemplateError } from './errors.ts';
export { membersNamed } from './named-members.ts';

/** A template that was parsed. */
export interface Template {
  readonly source: string;
  readonly body: Body;
  /** Whether it has no Jinja, and is therefore the same however it is rendered. */
  readonly isPlain: boolean;
}

/** Parsing costs more than rendering, and the same few templates are rendered again and again. */
const MAXIMUM_PARSED = 64;
const parsed = new Map<string, Template>();

/**
 * Parses a template.
 * @throws TemplateError with place and reason
 */
export function parseTemplate(source: string): Template {
  const known = parsed.get(source);
  if (known !== undefined) return known;
  const body = parseStatements(source);
  const template: Template = { source, body, isPlain: body.every(({ type }) => type === 'text') };
  const [oldest] = parsed.keys();
  if (parsed.size >= MAXIMUM_PARSED && oldest !== undefined) parsed.delete(oldest);
  parsed.set(source, template);
  return template;
}

/**
 * A template whose expressions are texts, so that something can be said before it is rendered.
 * @returns undefined where only rendering can tell: it has statements
 */
export function withoutExpressions({ body }: Template): string | undefined {
  const parts = body.map((statement) => (statement.type === 'text' ? statement.text : 'expression'));
  return body.every(({ type }) => type === 'text' || type === 'output') ? parts.join('') : undefined;
}

/**
 * Renders a template as Jinja does, with undefined names being errors.
 *
 * The template is foreign code: it sees `names`, which are plain data, and nothing else, and has limits of time and size.
 *
 * @throws TemplateError with place and reason
 */
export function renderTemplate({ source, body }: Template, names: Readonly<Record<string, unknown>>): string {
  return render(source, body, valuesOf(names));
}

function valuesOf(names: Readonly<Record<string, unknown>>): ReadonlyMap<string, Value> {
  return new Map(
    Object.entries(names).flatMap(([name, plain]) => (plain === undefined ? [] : [[name, valueFrom(plain)]])),
  );
}

function render(source: string, body: Body, names: ReadonlyMap<string, Value>): string {
  const interpreter = new Interpreter(new Budget());
  try {
    return interpreter.render(body, names);
  } catch (error) {
    const isTooDeep = error instanceof RangeError;
    if (!isTooDeep && !(error instanceof OperationError)) throw error;
    const named = error instanceof MissingError ? error.missing.offset : -1;
    const reason = isTooDeep ? 'the template goes too deep' : error.message;
    throw new TemplateError(positionOf(source, named === -1 ? interpreter.offset : named), reason);
  }
}
