import type { App, BlockAction, ButtonAction, RespondFn, SlashCommand } from '@slack/bolt';
import { type ActionType, actionTypes } from '../../model/claim.ts';
import { errorName } from '../../model/errors.ts';
import type { IncomingRequest } from '../../model/request.ts';
import { resourceOperationKinds } from '../../model/resource-operation.ts';
import type { Log } from '../../ports.ts';

import {
  actionIds,
  formerOperationActionIds,
  operationActionIds,
  replyActionIds,
  slashCommand,
} from '../action-ids.ts';
import { parseCommand } from '../commands/index.ts';
import { lastWordModal } from '../resources/index.ts';
import { enqueueRequest, type QueueOptions } from './enqueue-request.ts';
import { privately, refusals } from './error-messages.ts';
import { clickRequest, commandRequest, operationClickRequest, replyRequest } from './person-request.ts';
import { type FormOptions, listenToForms, openForm } from './resource-forms.ts';
import { isFromTeam } from './team.ts';
import type { OpenView } from './view-opener.ts';

export interface ListenerOptions extends QueueOptions {
  /** The one workspace whose people are listened to. */
  readonly teamId: string;
  /** Only where a provider that is enabled has a form. */
  readonly formOptions?: FormOptions | undefined;
}

/**
 * Listens to the slash command, to the buttons and to forms. A request is queued first and acknowledged then: Bolt holds the
 * acknowledgement until the listener returns anyway, and so a queue that fails is told to the person instead of losing
 * the request. All answers but the ingress's own refusals come from the worker.
 */
export function listen(app: App, options: ListenerOptions, openView: OpenView | undefined): void {
  refuseOtherTeams(app, options);
  app.command(slashCommand, async ({ command, ack }) => {
    const refusal = await commandRefusal(command, options, openView);
    await (refusal === undefined ? ack() : ack(privately(refusal)));
  });
  for (const action of actionTypes) listenToButton(app, options, action);
  for (const answer of ['approve', 'decline'] as const) {
    listenToClicks(app, options, replyActionIds[answer], (button, body) => replyRequest(answer, button, body));
  }
  // Buttons of messages from before a provider was switched off are listened to as well: the worker says that it is.
  for (const kind of resourceOperationKinds) {
    for (const actionId of [operationActionIds[kind], formerOperationActionIds[kind]]) {
      listenToClicks(app, options, actionId, (button, body) => operationClickRequest(kind, button, body));
    }
  }
  listenToForms(app, { ...options, forms: options.formOptions?.forms ?? [] });
}

/** What the person must be told; nothing where the worker or a form has the next word. */
async function commandRefusal(
  command: SlashCommand,
  options: ListenerOptions,
  openView: OpenView | undefined,
): Promise<string | undefined> {
  const { formOptions } = options;
  const understood = parseCommand(textOf(command.text), formOptions?.forms);
  if ('command' in understood) return refusalOf(options, commandRequest(command, understood.command));
  if (formOptions === undefined || openView === undefined) return refusals.formFailed;
  // Whole, or the operation could be neither answered nor told apart later.
  const isWhole = commandRequest(command, { name: 'help' }) !== undefined;
  return isWhole ? openForm(understood.form, command, openView, formOptions) : refusals.unreadable;
}

/** Takes the place of the form: what a submission is acknowledged with is all that Slack shows. */
const notThisTeamsForm = {
  response_action: 'update',
  view: lastWordModal('Nothing was done', refusals.otherWorkspace),
} as const;

function refuseOtherTeams(app: App, { teamId, log }: ListenerOptions): void {
  app.use(async (args) => {
    if (isFromTeam(args.body, teamId)) return args.next();
    log.warn('a request from another workspace was refused');
    if ('command' in args) return args.ack(privately(refusals.otherWorkspace));
    if ('view' in args) return args.ack(notThisTeamsForm);
    if (!('action' in args)) return;
    await args.ack();
    await tell(args.respond, refusals.otherWorkspace, log);
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
    // Slack shows nothing of what a click is acknowledged with, so a refusal takes the response URL.
    if (refusal !== undefined) await tell(respond, refusal, options.log);
  });
}

/** Queues a request; gives what the person must be told where that did not work. */
async function refusalOf(options: QueueOptions, request: IncomingRequest | undefined): Promise<string | undefined> {
  const queued = await enqueueRequest(options, request);
  return queued === 'queued' ? undefined : refusals[queued];
}

/** The click is acknowledged whatever comes of telling. */
async function tell(respond: RespondFn, text: string, log: Log): Promise<void> {
  try {
    await respond(privately(text));
  } catch (error) {
    log.warn('a person could not be told that nothing was done', { error: errorName(error) });
  }
}

/** Bolt's types promise a text, but nothing checks what is sent. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
