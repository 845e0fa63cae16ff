import type { App, BlockAction, ButtonAction, RespondFn } from '@slack/bolt';
import type { ActionType } from '../../model/claim.ts';
import type { PersonRequest } from '../../model/request.ts';
import type { Log } from '../../ports.ts';
import { actionIds } from '../action-ids.ts';
import { slashCommand } from '../commands/index.ts';
import { clickRequest, commandRequest } from './person-request.ts';
import { privately, refusals } from './refusals.ts';
import { isFromTeam } from './team.ts';

export interface ListenerOptions {
  /** The one workspace whose people are listened to. */
  readonly teamId: string;
  /** Puts a request where the worker finds it; settles only when it is safe there. */
  readonly enqueue: (request: PersonRequest) => Promise<void>;
  readonly log: Log;
}

/**
 * Listens to the slash command and to the buttons. A request is queued first and acknowledged then: Bolt holds the
 * acknowledgement until the listener returns anyway, and so a queue that fails is told to the person instead of losing
 * the request. All answers but the ingress's own refusals come from the worker.
 */
export function listen(app: App, options: ListenerOptions): void {
  refuseOtherTeams(app, options);
  app.command(slashCommand, async ({ command, ack }) => {
    const refusal = await refusalOf(options, commandRequest(command));
    await (refusal === undefined ? ack() : ack(privately(refusal)));
  });
  listenToButton(app, options, 'cancel');
  listenToButton(app, options, 'accept');
  listenToButton(app, options, 'reject');
}

function refuseOtherTeams(app: App, { teamId, log }: ListenerOptions): void {
  app.use(async (args) => {
    if (isFromTeam(args.body, teamId)) return args.next();
    log.warn('a request from another workspace was refused');
    if ('command' in args) return args.ack(privately(refusals.otherWorkspace));
    if (!('action' in args)) return;
    await args.ack();
    await tell(args.respond, refusals.otherWorkspace, log);
  });
}

function listenToButton(app: App, options: ListenerOptions, action: ActionType): void {
  const constraints = { type: 'block_actions', action_id: actionIds[action] } as const;
  app.action<BlockAction<ButtonAction>>(constraints, async ({ action: button, body, ack, respond }) => {
    const refusal = await refusalOf(options, clickRequest(action, button, body));
    await ack();
    // Slack shows nothing of what a click is acknowledged with, so a refusal takes the response URL.
    if (refusal !== undefined) await tell(respond, refusal, options.log);
  });
}

/** Queues a request; gives what the person must be told where that did not work. */
async function refusalOf(
  { enqueue, log }: ListenerOptions,
  request: PersonRequest | undefined,
): Promise<string | undefined> {
  if (request === undefined) {
    log.warn('a signed request is not one that this version of the bot understands');
    return refusals.unreadable;
  }
  try {
    await enqueue(request);
    return undefined;
  } catch (error) {
    log.error('a request could not be queued; the person is told', { error: nameOf(error) });
    // The SDK's name for an answer that did not come: the queue may have taken the request all the same.
    return nameOf(error) === 'TimeoutError' ? refusals.perhapsQueued : refusals.notQueued;
  }
}

/** The click is acknowledged whatever comes of telling. */
async function tell(respond: RespondFn, text: string, log: Log): Promise<void> {
  try {
    await respond(privately(text));
  } catch (error) {
    log.warn('a person could not be told that nothing was done', { error: nameOf(error) });
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
