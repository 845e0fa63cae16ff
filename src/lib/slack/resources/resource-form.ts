import type { ResourceFacts } from '../../model/permission.ts';
import { type FieldSchema, readFields } from '../../model/resource-fields.ts';
import type { FieldProblem } from '../../model/resource-operation.ts';

/** One field of a form: its definition, and what people see. */
export interface FormField extends FieldSchema {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly multiline?: boolean;
}

/** The inputs of a person, by the provider's own members, or all their problems. */
export interface FilledForm {
  /** The name of the new resource; empty if none was given. */
  readonly name: string;
  /** JSON-safe. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Each problem continues a sentence that begins with the field's label: "is 80 characters long". */
  readonly problems: readonly FieldProblem[];
}

/**
 * Everything that chat must know of the resources of one provider. Slack's part of the bot names no provider; it gets the forms
 * of the enabled ones.
 */
export interface ResourceForm {
  readonly provider: string;
  /** What is known of a new resource before the form is filled in. A person who may not create any such resource gets no form. */
  readonly known: Omit<ResourceFacts, 'provider' | 'name'>;
  /** The word after `/proton`, in lower case. */
  readonly command: string;
  /** The word for one resource: `instance`. */
  readonly resource: string;
  /** The title of the form; at most 24 characters. */
  readonly title: string;
  /** The introduction of the form: what a creation means. */
  readonly introduction: string;
  readonly fields: readonly FormField[];
  /** The problems of values in combination. The input has only values that are valid on their own. */
  readonly checkTogether?: (values: FilledForm['fields']) => readonly FieldProblem[];
  /** Its name for people. */
  readonly nameOf: (values: FilledForm['fields']) => string;
  /** What people can do with existing resources. Without it, the provider's word alone opens the form. */
  readonly existing?: ExistingResources;
}

export interface ExistingResources {
  /** The word for several: `instances`. */
  readonly resources: string;
  /** What a deletion removes and what stays, in short sentences that fit into a dialog. */
  readonly deleteWarning: string;
  /** A name for the examples in the help. */
  readonly exampleName: string;
}

/**
 * Parses and checks the inputs, without a call.
 *
 * @param values - by member; empty if nothing was entered
 */
export function readForm(form: ResourceForm, values: Readonly<Record<string, string>>): FilledForm {
  const { values: fields, problems } = readFields(form.fields, values);
  return { name: form.nameOf(fields), fields, problems: [...problems, ...(form.checkTogether?.(fields) ?? [])] };
}

/** The form of a provider; `undefined` if it has none, or is not enabled. */
export function formOf(forms: readonly ResourceForm[], provider: string): ResourceForm | undefined {
  return forms.find((form) => form.provider === provider);
}
