import type { App, SlashCommand } from '@slack/bolt';
import type { ResourceFacts } from '../../model/permission.ts';
import type { ResourceForm } from '../resources/index.ts';
import {
  atFirstField,
  formatOrigin,
  formCallbackId,
  formerFormCallbackId,
  formModal,
  lastWordModal,
  readSubmission,
} from '../resources/index.ts';
import { enqueueRequest, type QueueOptions } from './enqueue-request.ts';
import { refusals } from './error-messages.ts';
import type { OpenView, ViewOptions } from './view-opener.ts';

/** Who wants to create something, and where. */
export interface FormQuestion {
  readonly action: 'create';
  /** What is known before the form is filled in. */
  readonly resource: ResourceFacts;
  readonly userId: string;
  readonly teamId: string;
  readonly channelId: string;
}

/** What is needed to open forms. Without it the ingress has no token, and calls only the queue. */
export interface FormOptions {
  /** Of the providers that are enabled. */
  readonly forms: readonly ResourceForm[];
  readonly views: ViewOptions;
  /**
   * Whether a person may create, as far as it is known now, so that nobody fills in a form for nothing. The worker checks again.
   */
  readonly mayCreate?: (question: FormQuestion) => 'yes' | 'no' | 'unknown';
}

/**
 * Opens a form in answer to a slash command.
 *
 * @returns the answer to the person if it did not open
 */
export async function openForm(
  form: ResourceForm,
  { user_id: userId, team_id: teamId, channel_id: channelId, response_url: responseUrl, trigger_id }: SlashCommand,
  openView: OpenView,
  { mayCreate }: FormOptions,
): Promise<string | undefined> {
  const { provider, known } = form;
  const answer = mayCreate?.({ action: 'create', resource: { provider, ...known }, userId, teamId, channelId });
  if (answer === 'no') return refusals.mayNotCreate;
  const origin = formatOrigin({ provider, userId, channelId, responseUrl });
  if (origin === undefined) return refusals.unreadable;
  const outcome = await openView(trigger_id, formModal(form, origin));
  if (outcome === 'opened') return undefined;
  return outcome === 'tooLate' ? refusals.formTooLate : refusals.formFailed;
}

/**
 * Listens to forms that are submitted. The operation is queued first, then the modal closes. Problems are shown at their fields,
 * and if the queue fails, the inputs stay in the form.
 */
export function listenToForms(app: App, options: QueueOptions & { readonly forms: readonly ResourceForm[] }): void {
  for (const callbackId of [formCallbackId, formerFormCallbackId]) {
    app.view({ type: 'view_submission', callback_id: callbackId }, async ({ ack, body, view }) => {
      const teamId = body.team?.id ?? '';
      const submission = readSubmission(options.forms, view, { userId: body.user.id, teamId });
      if (submission.what === 'problems') return ack({ response_action: 'errors', errors: { ...submission.errors } });
      const queued = await enqueueRequest(options, submission.what === 'operation' ? submission.request : undefined);
      if (queued === 'queued') return ack();
      if (submission.what === 'unreadable' || queued === 'unreadable') {
        return ack({ response_action: 'update', view: lastWordModal('Nothing was done', refusals.unreadable) });
      }
      const text = queued === 'perhapsQueued' ? refusals.perhapsQueuedForm : refusals.notQueued;
      return ack({ response_action: 'errors', errors: { ...atFirstField(submission.form, text) } });
    });
  }
}
