import type { FieldProblem } from './resource-operation.ts';

/** A valid value, or what is wrong with it. Each problem continues a sentence that begins with the field's label. */
export type CheckedField = { readonly value: unknown } | { readonly problems: readonly string[] };

/** The definition of one field of a resource. The form, its check and the worker's check are made from it. */
export interface FieldSchema {
  /** The provider's own name of the member. */
  readonly member: string;
  readonly optional: boolean;
  /** Checks a text that is not empty and has no blanks around it. Pure; never throws. */
  readonly check: (text: string) => CheckedField;
}

/** The valid values of a form, and all problems with the others. */
export interface ReadFields {
  /** By member; only those that have a value. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems: readonly FieldProblem[];
}

/**
 * Reads a filled-in form, field by field. An empty text counts as no value.
 *
 * @param given - by member; not checked yet
 */
export function readFields(schema: readonly FieldSchema[], given: Readonly<Record<string, unknown>>): ReadFields {
  const values = new Map<string, unknown>();
  const problems: FieldProblem[] = [];
  for (const { member, optional, check } of schema) {
    const checked = checkField(given[member], optional, check);
    if ('problems' in checked) problems.push(...checked.problems.map((problem) => ({ member, problem })));
    else if (checked.value !== undefined) values.set(member, checked.value);
  }
  const known = new Set(schema.map(({ member }) => member));
  const unknown = Object.keys(given).filter((member) => !known.has(member));
  problems.push(...unknown.map((member) => ({ member, problem: `is unknown; there are ${[...known].join(', ')}` })));
  return { values: Object.fromEntries(values), problems };
}

function checkField(given: unknown, optional: boolean, check: FieldSchema['check']): CheckedField {
  if (given !== undefined && given !== null && typeof given !== 'string') return { problems: ['must be text'] };
  const text = given?.trim() ?? '';
  if (text !== '') return check(text);
  return optional ? { value: undefined } : { problems: ['must be filled in'] };
}
