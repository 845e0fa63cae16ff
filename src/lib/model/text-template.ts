/** A piece of a template: text as it is, or a fact by its name. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  /** `deployment.name`: what is in the braces. */
  | { readonly kind: 'fact'; readonly path: string; readonly offset: number }
  /** A brace without its partner. */
  | { readonly kind: 'unmatched'; readonly brace: string; readonly offset: number };

const pieces = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/gu;

/**
 * Takes a template apart: `{deployment.name} has failed`. Two braces are one that is shown: `{{`.
 *
 * @returns each part with its place in the template, in UTF-16 units
 */
export function templateParts(template: string): readonly TemplatePart[] {
  return [...template.matchAll(pieces)].map((match): TemplatePart => {
    const [piece, path] = match;
    const offset = match.index;
    if (path !== undefined) return { kind: 'fact', path: path.trim(), offset: offset + 1 };
    if (piece === '{' || piece === '}') return { kind: 'unmatched', brace: piece, offset };
    return { kind: 'text', text: piece === '{{' ? '{' : piece === '}}' ? '}' : piece };
  });
}

/** A fact in a template: of what, which one, and of the labels, which one of them. */
export interface FactPath {
  readonly on: string;
  readonly member: string;
  /** The name of a label: in `deployment.labels.team`, `team`. */
  readonly label?: string;
}

/** Reads `deployment.name` or `deployment.labels.team`; a label may have dots in its name. */
export function factPathOf(path: string): FactPath {
  const [on = '', member = '', ...label] = path.split('.');
  return { on, member, ...(label.length === 0 ? {} : { label: label.join('.') }) };
}
