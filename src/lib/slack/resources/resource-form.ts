import type { ResourceFacts } from '../../model/permission.ts';
import { type FieldSchema, readFields } from '../../model/resource-fields.ts';
import type { FieldProblem } from '../../model/resource-operation.ts';

/** One field of a form: what is known of it, and what people see. */
export interface FormField extends FieldSchema {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly multiline?: boolean;
}

/** What a person filled in, in the provider's own members, or everything that is wrong with it. */
export interface FilledForm {
  /** What it shall be called; empty where no name was given. */
  readonly name: string;
  /** JSON-safe. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Each problem continues a sentence that begins with the field's label: "is 80 characters long". */
  readonly problems: readonly FieldProblem[];
}

/**
 * Everything that chat must know of the resources of one provider. Slack's part of the bot names no provider: whoever puts the bot
 * together hands over the forms of those that are enabled.
 */
export interface ResourceForm {
  readonly provider: string;
  /** What is known of what it creates before anything is filled in: whoever may not create any such thing gets no form. */
  readonly known: Omit<ResourceFacts, 'provider' | 'name'>;
  /** The word after `/proton`, in lower case. */
  readonly command: string;
  /** What one of the resources is called: `instance`. */
  readonly resource: string;
  /** Stands above the form; 24 characters at most. */
  readonly title: string;
  /** What creating one means, before anything is filled in. */
  readonly introduction: string;
  readonly fields: readonly FormField[];
  /** What is wrong with values together; given are those that are right each by itself. */
  readonly checkTogether?: (values: FilledForm['fields']) => readonly FieldProblem[];
  /** What people will call it. */
  readonly nameOf: (values: FilledForm['fields']) => string;
  /** What people can do with resources that are there. Without it, the command alone opens the form. */
  readonly existing?: ExistingResources;
}

export interface ExistingResources {
  /** What several are called: `instances`. */
  readonly resources: string;
  /** What goes with a resource that is deleted and what stays, in short sentences: they must fit into a dialog. */
  readonly deleteWarning: string;
  /** A name for the examples in the help. */
  readonly exampleName: string;
}

/**
 * Understands what was entered and checks it, without asking anybody.
 *
 * @param values - by member; empty where nothing was entered
 */
export function readForm(form: ResourceForm, values: Readonly<Record<string, string>>): FilledForm {
  const { values: fields, problems } = readFields(form.fields, values);
  return { name: form.nameOf(fields), fields, problems: [...problems, ...(form.checkTogether?.(fields) ?? [])] };
}

/** The form of a provider; `undefined` where it has none, or is not enabled. */
export function formOf(forms: readonly ResourceForm[], provider: string): ResourceForm | undefined {
  return forms.find((form) => form.provider === provider);
}
