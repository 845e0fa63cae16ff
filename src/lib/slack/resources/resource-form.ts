import type { FieldProblem } from '../../model/resource-operation.ts';

/** One line of a form; which of them a person must fill in is the service's business, and told at the field. */
export interface FormField {
  /** The provider's own name of what is filled in. */
  readonly member: string;
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly multiline?: boolean;
  readonly optional: boolean;
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
 * Everything that chat must know of the resources of one provider. Slack's part of the bot names no provider: whoever
 * puts the bot together hands over the forms of those that are enabled.
 */
export interface ResourceForm {
  readonly provider: string;
  /** The word after `/proton`, in lower case. */
  readonly command: string;
  /** What one of the resources is called: `instance`. */
  readonly resource: string;
  /** What several are called: `instances`. */
  readonly resources: string;
  /** Stands above the form; 24 characters at most. */
  readonly title: string;
  /** What creating one means, before anything is filled in. */
  readonly introduction: string;
  readonly fields: readonly FormField[];
  /** What goes with a resource that is deleted and what stays, in short sentences: they must fit into a dialog. */
  readonly deleteWarning: string;
  /** A name for the examples in the help. */
  readonly exampleName: string;
  /**
   * Understands what was entered and checks it, without asking anybody.
   *
   * @param values - by member; empty where nothing was entered
   */
  read(values: Readonly<Record<string, string>>): FilledForm;
}

/** The form of a provider; `undefined` where it has none, or it is not enabled. */
export function formOf(forms: readonly ResourceForm[], provider: string): ResourceForm | undefined {
  return forms.find((form) => form.provider === provider);
}
