import { readSpecText, type SpecNode } from './spec-text.ts';

/** What is wrong with a spec, in words that make sense next to its field. */
const maximumProblems = 5;

/**
 * Checks the inputs of a service instance against the schema of its template version
 * (https://docs.aws.amazon.com/proton/latest/userguide/ag-schema.html): what is missing, unknown, of another type or out of its
 * limits. It reports only certain errors. It skips unknown keywords, and parts of a schema or a spec that it cannot parse; the
 * service checks everything. Pure; never throws.
 *
 * @param schema - the text of `schema.yaml`, as GetServiceTemplateVersion gives it
 * @param inputs - the `spec` member of the instance; `undefined` if it has none
 * @returns problems that name the place and the line
 */
export function problemsWithInputs(schema: string, inputs: SpecNode | undefined, line: number): readonly string[] {
  const text = readSpecText(schema);
  const root = 'root' in text ? memberOfNode(text.root, 'schema') : undefined;
  const types = memberOfNode(root, 'types');
  const name = textOfNode(memberOfNode(root, 'service_input_type'));
  const type = name === undefined ? undefined : memberOfNode(types, name);
  if (type === undefined || types === undefined) return [];
  const given = inputs === undefined || isNull(inputs) ? emptyMapping(line) : inputs;
  return new InputCheck(types).problems(type, given, 'spec', 0).slice(0, maximumProblems);
}

/** A schema that refers to itself is followed this deep. */
const maximumDepth = 20;

/** Keywords whose meaning depends on more than one schema. A schema with one of them is not checked. */
const compositions = ['allOf', 'anyOf', 'oneOf', 'not', 'nullable', 'discriminator'];

class InputCheck {
  readonly #types: SpecNode;

  constructor(types: SpecNode) {
    this.#types = types;
  }

  problems(schema: SpecNode, given: SpecNode, place: string, depth: number): readonly string[] {
    const resolved = this.#resolve(schema, 0);
    if (resolved === undefined || given.kind === 'unknown' || depth > maximumDepth) return [];
    if (compositions.some((keyword) => memberOfNode(resolved, keyword) !== undefined)) return [];
    const wrongType = typeProblem(textOfNode(memberOfNode(resolved, 'type')), given);
    if (wrongType !== undefined) return [`${wrongType} ${at(place, given.line)}`];
    switch (given.kind) {
      case 'mapping':
        return this.#ofMapping(resolved, given, place, depth);
      case 'list':
        return this.#ofList(resolved, given, place, depth);
      case 'scalar':
        return limitProblems(resolved, given).map((problem) => `${problem} ${at(place, given.line)}`);
    }
  }

  #ofMapping(
    schema: SpecNode,
    given: Extract<SpecNode, { kind: 'mapping' }>,
    place: string,
    depth: number,
  ): readonly string[] {
    const properties = memberOfNode(schema, 'properties');
    if (properties?.kind !== 'mapping') return [];
    const missing = requiredOf(schema).filter(
      (name) => !given.members.has(name) && !this.#hasDefault(properties.members.get(name)),
    );
    // Proton accepts no input that a type does not declare, unless the type allows it.
    const isClosed = memberOfNode(schema, 'additionalProperties') === undefined;
    const strange = isClosed ? [...given.members].filter(([name]) => !properties.members.has(name)) : [];
    const known = [...properties.members.keys()].join(', ');
    return [
      ...missing.map((name) => `lacks "${name}", which the template requires, ${at(place, given.line)}`),
      ...strange.map(
        ([name, { line }]) =>
          `has "${name}", which is not in the template's schema (allowed: ${known}), ${at(place, line)}`,
      ),
      ...[...given.members].flatMap(([name, member]) => {
        const property = properties.members.get(name);
        return property === undefined ? [] : this.problems(property, member, `${place}.${name}`, depth + 1);
      }),
    ];
  }

  #ofList(
    schema: SpecNode,
    given: Extract<SpecNode, { kind: 'list' }>,
    place: string,
    depth: number,
  ): readonly string[] {
    const items = memberOfNode(schema, 'items');
    const count = given.items.length;
    const [least, most] = [numberOf(memberOfNode(schema, 'minItems')), numberOf(memberOfNode(schema, 'maxItems'))];
    const where = at(place, given.line);
    return [
      ...(least !== undefined && count < least ? [`must have at least ${least} items ${where}`] : []),
      ...(most !== undefined && count > most ? [`must have at most ${most} items ${where}`] : []),
      ...(items === undefined
        ? []
        : given.items.flatMap((item, index) => this.problems(items, item, `${place}[${index}]`, depth + 1))),
    ];
  }

  #hasDefault(property: SpecNode | undefined): boolean {
    const resolved = property && this.#resolve(property, 0);
    return resolved === undefined || memberOfNode(resolved, 'default') !== undefined;
  }

  /** The schema of a reference; `undefined` if it cannot be resolved. */
  #resolve(schema: SpecNode, steps: number): SpecNode | undefined {
    const reference = memberOfNode(schema, '$ref');
    if (reference === undefined) return schema.kind === 'mapping' ? schema : undefined;
    const [, name] = /\/(?:types|schemas)\/([\w.-]+)$/u.exec(textOfNode(reference) ?? '') ?? [];
    const target = name === undefined ? undefined : memberOfNode(this.#types, name);
    return target === undefined || steps > maximumDepth ? undefined : this.#resolve(target, steps + 1);
  }
}

const kindsOf: Readonly<Record<string, (given: SpecNode) => boolean>> = {
  object: ({ kind }) => kind === 'mapping',
  array: ({ kind }) => kind === 'list',
  string: (given) => typeof valueOf(given) === 'string',
  boolean: (given) => typeof valueOf(given) === 'boolean',
  number: (given) => typeof valueOf(given) === 'number',
  integer: (given) => Number.isInteger(valueOf(given)),
};

function typeProblem(type: string | undefined, given: SpecNode): string | undefined {
  const isKnown = type !== undefined && Object.hasOwn(kindsOf, type);
  return !isKnown || kindsOf[type]?.(given) === true ? undefined : `must have ${article(type)} ${type}`;
}

function article(type: string): string {
  return /^[aio]/u.test(type) ? 'an' : 'a';
}

function limitProblems(schema: SpecNode, given: Extract<SpecNode, { kind: 'scalar' }>): readonly string[] {
  const { value } = given;
  const limit = (keyword: string) => numberOf(memberOfNode(schema, keyword));
  const allowed = memberOfNode(schema, 'enum');
  const problems: string[] = [];
  if (allowed?.kind === 'list' && allowed.items.every(({ kind }) => kind === 'scalar')) {
    const values = allowed.items.map(valueOf);
    if (!values.includes(value)) problems.push(`must have one of ${values.join(', ')}`);
  }
  if (typeof value === 'string')
    problems.push(...textProblems(value, limit, textOfNode(memberOfNode(schema, 'pattern'))));
  if (typeof value === 'number') {
    const [least, most] = [limit('minimum'), limit('maximum')];
    if (least !== undefined && value < least) problems.push(`must have at least ${least}`);
    if (most !== undefined && value > most) problems.push(`must have at most ${most}`);
  }
  return problems;
}

function textProblems(
  value: string,
  limit: (keyword: string) => number | undefined,
  pattern: string | undefined,
): readonly string[] {
  const length = Array.from(value).length;
  const [least, most] = [limit('minLength'), limit('maxLength')];
  return [
    ...(least !== undefined && length < least ? [`must have a text of at least ${least} characters`] : []),
    ...(most !== undefined && length > most ? [`must have a text of at most ${most} characters`] : []),
    // A pattern comes from the template and could take very long, so the service matches it. Only simple patterns are checked
    // here.
    ...(pattern !== undefined && isSimple(pattern) && !new RegExp(pattern).test(value)
      ? [`must have a text that fits ${pattern}`]
      : []),
  ];
}

/** One repeated class of characters: it is matched in one pass over the text. */
function isSimple(pattern: string): boolean {
  return (
    /^\^\[(?:[\w \-./:]|\\[\w.\-/])+\](?:[+*]|\{\d{1,4}(?:,\d{0,4})?\})?\$$/u.test(pattern) &&
    isRegularExpression(pattern)
  );
}

function isRegularExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}

function at(place: string, line: number): string {
  return `at ${place} (line ${line})`;
}

function requiredOf(schema: SpecNode): readonly string[] {
  const required = memberOfNode(schema, 'required');
  return required?.kind === 'list' ? required.items.flatMap((item) => textOfNode(item) ?? []) : [];
}

/** A member of a mapping; `undefined` where there is none, or no mapping. */
export function memberOfNode(node: SpecNode | undefined, name: string): SpecNode | undefined {
  return node?.kind === 'mapping' ? node.members.get(name) : undefined;
}

/** A text; `undefined` for anything else. */
export function textOfNode(node: SpecNode | undefined): string | undefined {
  const value = node && valueOf(node);
  return typeof value === 'string' ? value : undefined;
}

function numberOf(node: SpecNode | undefined): number | undefined {
  const value = node && valueOf(node);
  return typeof value === 'number' ? value : undefined;
}

function valueOf(node: SpecNode): string | number | boolean | null | undefined {
  return node.kind === 'scalar' ? node.value : undefined;
}

export function isNull(node: SpecNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

function emptyMapping(line: number): SpecNode {
  return { kind: 'mapping', line, members: new Map() };
}
