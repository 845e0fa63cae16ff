import type { App, BlockAction, ButtonAction, RespondFn, SlashCommand } from '@slack/bolt';
import { type ActionType, actionTypes } from '../../model/claim.ts';
import { errorName } from '../../model/errors.ts';
import type { ActionSupport } from '../../model/provider-traits.ts';
import type { IncomingRequest } from '../../model/request.ts';
import { resourceOperationKinds } from '../../model/resource-operation.ts';
import type { Log } from '../../ports.ts';
import {
  actionIds,
  formerOperationActionIds,
  operationActionIds,
  ownActionId,
  replyActionIds,
  slashCommand,
} from '../action-ids.ts';
import { parseCommand } from '../commands/index.ts';
import { lastWordModal } from '../resources/index.ts';
import { enqueueRequest, type QueueOptions } from './enqueue-request.ts';
import { ephemeral, refusals } from './error-messages.ts';
import { clickRequest, commandRequest, operationClickRequest, ownRequest, replyRequest } from './person-request.ts';
import { type FormOptions, listenToForms, openForm } from './resource-forms.ts';
import { isFromTeam } from './team.ts';
import type { OpenView } from './view-opener.ts';

export interface ListenerOptions extends QueueOptions {
  /** The only workspace whose requests are accepted. */
  readonly teamId: string;
  /** Only if an enabled provider has a form. */
  readonly formOptions?: FormOptions | undefined;
  /** What the enabled providers can do; the default is everything. */
  readonly actionSupport?: ActionSupport;
}

/**
 * Listens to the slash command, to the buttons and to forms. A request is queued first and then acknowledged. Bolt keeps the
 * acknowledgement until the listener returns anyway. So if the queue fails, the person sees it, and the request is not lost
 * silently. All answers except the ingress's own refusals come from the worker.
 */
export function listen(app: App, options: ListenerOptions, openView: OpenView | undefined): void {
  refuseOtherTeams(app, options);
  app.command(slashCommand, async ({ command, ack }) => {
    const refusal = await commandRefusal(command, options, openView);
    await (refusal === undefined ? ack() : ack(ephemeral(refusal)));
  });
  for (const action of actionTypes) listenToButton(app, options, action);
  for (const answer of ['approve', 'decline'] as const) {
    listenToClicks(app, options, replyActionIds[answer], (button, body) => replyRequest(answer, button, body));
  }
  listenToClicks(app, options, ownActionId, ownRequest);
  // Buttons of older messages are handled even if their provider is disabled now: the worker answers that it is.
  for (const kind of resourceOperationKinds) {
    for (const actionId of [operationActionIds[kind], formerOperationActionIds[kind]]) {
      listenToClicks(app, options, actionId, (button, body) => operationClickRequest(kind, button, body));
    }
  }
  listenToForms(app, { ...options, forms: options.formOptions?.forms ?? [] });
}

/** The answer to the person; nothing if the worker or a form answers. */
async function commandRefusal(
  command: SlashCommand,
  options: ListenerOptions,
  openView: OpenView | undefined,
): Promise<string | undefined> {
  const { formOptions } = options;
  const understood = parseCommand(textOf(command.text), formOptions?.forms, options.actionSupport);
  if ('command' in understood) return refusalOf(options, commandRequest(command, understood.command));
  if (formOptions === undefined || openView === undefined) return refusals.formFailed;
  // It must be complete. Otherwise the operation could later be neither answered nor identified.
  const isWhole = commandRequest(command, { name: 'help' }) !== undefined;
  return isWhole ? openForm(understood.form, command, openView, formOptions) : refusals.unreadable;
}

/** Replaces the form: Slack shows only the content of a submission's acknowledgement. */
const notThisTeamsForm = {
  response_action: 'update',
  view: lastWordModal('Nothing was done', refusals.otherWorkspace),
} as const;

function refuseOtherTeams(app: App, { teamId, log }: ListenerOptions): void {
  app.use(async (args) => {
    if (isFromTeam(args.body, teamId)) return args.next();
    log.warn('a request from another workspace was refused');
    if ('command' in args) return args.ack(ephemeral(refusals.otherWorkspace));
    if ('view' in args) return args.ack(notThisTeamsForm);
    if (!('action' in args)) return;
    await args.ack();
    await respondWith(args.respond, refusals.otherWorkspace, log);
  });
}

function listenToButton(app: App, options: ListenerOptions, action: ActionType): void {
  listenToClicks(app, options, actionIds[action], (button, body) => clickRequest(action, button, body));
}

function listenToClicks(
  app: App,
  options: ListenerOptions,
  actionId: string,
  read: (button: ButtonAction, body: BlockAction<ButtonAction>) => IncomingRequest | undefined,
): void {
  const constraints = { type: 'block_actions', action_id: actionId } as const;
  app.action<BlockAction<ButtonAction>>(constraints, async ({ action: button, body, ack, respond }) => {
    const refusal = await refusalOf(options, read(button, body));
    await ack();
    // Slack does not show the content of a click's acknowledgement, so a refusal uses the response URL.
    if (refusal !== undefined) await respondWith(respond, refusal, options.log);
  });
}

/** Queues a request; returns the answer to the person if that failed. */
async function refusalOf(options: QueueOptions, request: IncomingRequest | undefined): Promise<string | undefined> {
  const queued = await enqueueRequest(options, request);
  return queued === 'queued' ? undefined : refusals[queued];
}

/** The click is acknowledged even if the answer fails. */
async function respondWith(respond: RespondFn, text: string, log: Log): Promise<void> {
  try {
    await respond(ephemeral(text));
  } catch (error) {
    log.warn('the answer that nothing was done could not be posted', { error: errorName(error) });
  }
}

/** Bolt's types say that it is a text, but nothing checks this. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
