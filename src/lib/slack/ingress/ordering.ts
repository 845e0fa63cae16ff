import type { App, SlashCommand } from '@slack/bolt';
import type { OrderForm } from '../orders/index.ts';
import {
  atFirstField,
  formatOrigin,
  lastWordModal,
  orderCallbackId,
  orderModal,
  readSubmission,
} from '../orders/index.ts';
import { handOver, type QueueOptions } from './queueing.ts';
import { refusals } from './refusals.ts';
import type { OpenView, ViewOptions } from './view-opener.ts';

/** Who wants to order something, and where. */
export interface OrderQuestion {
  readonly action: 'create';
  /** Of whom. */
  readonly provider: string;
  readonly userId: string;
  readonly teamId: string;
  readonly channelId: string;
}

/** What taking orders needs. Without it the ingress has no token, and calls nobody but the queue. */
export interface OrderingOptions {
  /** Of the providers that are enabled. */
  readonly forms: readonly OrderForm[];
  readonly views: ViewOptions;
  /**
   * Whether a person may order, as far as it can be told at once: so that nobody fills in a form in vain. The worker asks
   * again.
   */
  readonly mayOrder?: (question: OrderQuestion) => 'yes' | 'no' | 'unknown';
}

/**
 * Opens a form in answer to a slash command.
 *
 * @returns what the person must be told where it did not open
 */
export async function openForm(
  form: OrderForm,
  { user_id: userId, team_id: teamId, channel_id: channelId, response_url: responseUrl, trigger_id }: SlashCommand,
  openView: OpenView,
  { mayOrder }: OrderingOptions,
): Promise<string | undefined> {
  if (mayOrder?.({ action: 'create', provider: form.provider, userId, teamId, channelId }) === 'no')
    return refusals.mayNotCreate;
  const origin = formatOrigin({ provider: form.provider, userId, channelId, responseUrl });
  if (origin === undefined) return refusals.unreadable;
  const outcome = await openView(trigger_id, orderModal(form, origin));
  if (outcome === 'opened') return undefined;
  return outcome === 'tooLate' ? refusals.formTooLate : refusals.formFailed;
}

/**
 * Listens to forms that are submitted. The order is queued first and the modal closes then: what is wrong stands at the
 * field, and what the queue did not take stays in the form.
 */
export function listenToForms(app: App, options: QueueOptions & { readonly forms: readonly OrderForm[] }): void {
  const constraints = { type: 'view_submission', callback_id: orderCallbackId } as const;
  app.view(constraints, async ({ ack, body, view }) => {
    const teamId = body.team?.id ?? '';
    const submission = readSubmission(options.forms, view, { userId: body.user.id, teamId });
    if (submission.what === 'problems') return ack({ response_action: 'errors', errors: { ...submission.errors } });
    const queued = await handOver(options, submission.what === 'order' ? submission.request : undefined);
    if (queued === 'queued') return ack();
    if (submission.what === 'unreadable' || queued === 'unreadable') {
      return ack({ response_action: 'update', view: lastWordModal('Nothing was done', refusals.unreadable) });
    }
    const text = queued === 'perhapsQueued' ? refusals.perhapsQueuedForm : refusals.notQueued;
    return ack({ response_action: 'errors', errors: { ...atFirstField(submission.form, text) } });
  });
}
