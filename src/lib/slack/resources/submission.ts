import type { IncomingRequest } from '../../model/request.ts';
import type { FieldProblem } from '../../model/resource-operation.ts';
import { fieldError, inputActionId } from './form-modal.ts';
import { parseOrigin } from './form-origin.ts';
import { formOf, type ResourceForm, readForm } from './resource-form.ts';

/** The needed parts of a submission, not checked yet. */
export interface SubmittedView {
  readonly id: unknown;
  readonly private_metadata: unknown;
  readonly state: unknown;
}

/** The result of reading a submission. */
export type Submission =
  /** Not a form that this version of the bot opened for this person. */
  | { readonly what: 'unreadable' }
  /** The problems, by the id of the block below which they are shown. */
  | { readonly what: 'problems'; readonly errors: Readonly<Record<string, string>> }
  | { readonly what: 'operation'; readonly request: IncomingRequest; readonly form: ResourceForm };

/** An answer at the first field, because Slack shows nothing else while a modal stays open. */
export function atFirstField(form: ResourceForm, text: string): Readonly<Record<string, string>> {
  const [first] = form.fields;
  return first === undefined ? {} : { [first.member]: text };
}

/**
 * Reads a submission.
 *
 * @param teamId - the person's workspace, as Slack says
 * @returns an operation whose request has the modal's id, so a duplicate submission is one operation
 */
export function readSubmission(
  forms: readonly ResourceForm[],
  view: SubmittedView,
  { userId, teamId }: { readonly userId: string; readonly teamId: string },
): Submission {
  const origin = parseOrigin(view.private_metadata, userId);
  const form = origin === undefined ? undefined : formOf(forms, origin.provider);
  if (origin === undefined || form === undefined || typeof view.id !== 'string' || view.id === '' || teamId === '') {
    return { what: 'unreadable' };
  }
  const { provider, channelId, responseUrl } = origin;
  const { name, fields, problems } = readForm(form, valuesIn(form, view.state));
  if (problems.length > 0) return { what: 'problems', errors: errorsAtFields(form, problems) };
  const interaction = { type: 'operation', operation: { kind: 'create', provider, name, fields } } as const;
  return { what: 'operation', form, request: { id: view.id, interaction, userId, teamId, channelId, responseUrl } };
}

/** `state.values[block][element].value`; only the form's own fields are read. */
function valuesIn(form: ResourceForm, state: unknown): Readonly<Record<string, string>> {
  const values = memberOf(state, 'values');
  const entries = form.fields.map(({ member }) => {
    const value = memberOf(memberOf(memberOf(values, member), inputActionId), 'value');
    return [member, typeof value === 'string' ? value : ''] as const;
  });
  return Object.fromEntries(entries);
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}

/** Several problems of one field are shown together; a problem without a field is shown at the first. */
function errorsAtFields(form: ResourceForm, problems: readonly FieldProblem[]): Readonly<Record<string, string>> {
  const texts = new Map<string, string[]>();
  for (const { member, problem } of problems) {
    const field = form.fields.find((candidate) => candidate.member === member);
    const place = field?.member ?? form.fields[0]?.member ?? member;
    texts.set(place, [...(texts.get(place) ?? []), fieldError(field?.label ?? member, problem)]);
  }
  return Object.fromEntries([...texts].map(([place, lines]) => [place, lines.join('; ')]));
}
