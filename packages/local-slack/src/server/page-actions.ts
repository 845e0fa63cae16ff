import { z } from 'zod';
import type { Modals, UserActions } from '../delivery/index.ts';
import { UnknownSlackObjectError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { PageRequests } from '../protocol.ts';
import type { Workspace } from '../workspace/index.ts';
import { type HttpReply, type HttpRequest, jsonReply } from './http.ts';

const text = z.string().max(40_000);
const requests = {
  command: z.object({ personId: text, channelId: text, text }),
  message: z.object({ personId: text, channelId: text, text: text.min(1), threadTs: text.optional() }),
  action: z.object({
    personId: text,
    channelId: text.optional(),
    messageTs: text.optional(),
    viewId: text.optional(),
    actionId: text,
    blockId: text,
    choice: z.array(text).optional(),
  }),
  submit: z.object({
    personId: text,
    viewId: text,
    entered: z.record(z.string(), z.union([text, z.array(text)])),
  }),
  close: z.object({ personId: text, viewId: text }),
} satisfies { [Name in keyof PageRequests]: z.ZodType<PageRequests[Name]> };

/** What the page's person does: each name is the last part of `POST /page/<name>`. */
export class PageActions {
  readonly #workspace: Workspace;
  readonly #userActions: UserActions;
  readonly #modals: Modals;

  constructor(workspace: Workspace, userActions: UserActions, modals: Modals) {
    this.#workspace = workspace;
    this.#userActions = userActions;
    this.#modals = modals;
  }

  /** Takes JSON only: a form of another page cannot send that without being asked first by the browser. */
  async handle(name: string, request: HttpRequest): Promise<HttpReply> {
    if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
      return jsonReply(415, { ok: false, error: 'the body must be application/json' });
    }
    try {
      const result = await this.#run(name, JSON.parse(request.body.toString('utf8')));
      return result === undefined ? jsonReply(404, { ok: false, error: 'not found' }) : jsonReply(200, result);
    } catch (error) {
      if (error instanceof z.ZodError || error instanceof SyntaxError || error instanceof UnknownSlackObjectError) {
        return jsonReply(400, { ok: false, error: error.message });
      }
      throw error;
    }
  }

  async #run(name: string, given: unknown): Promise<JsonObject | undefined> {
    switch (name) {
      case 'command': {
        const { personId, channelId, text } = requests.command.parse(given);
        return this.#userActions.runCommand(personId, channelId, text);
      }
      case 'message': {
        const { personId, channelId, text, threadTs } = requests.message.parse(given);
        return { ok: true, ts: this.#userActions.say(personId, channelId, text, threadTs).ts };
      }
      case 'action':
        return this.#act(requests.action.parse(given));
      case 'submit': {
        const { personId, viewId, entered } = requests.submit.parse(given);
        return this.#modals.submit(personId, viewId, entered);
      }
      case 'close': {
        const { personId, viewId } = requests.close.parse(given);
        await this.#modals.close(personId, viewId);
        return { ok: true };
      }
      default:
        return undefined;
    }
  }

  async #act({ personId, channelId, messageTs, viewId, actionId, blockId, choice }: PageRequests['action']) {
    const given = { blockId, ...(choice === undefined ? {} : { choice }) };
    if (viewId === undefined) {
      const place = channelId === undefined ? {} : { channel: channelId };
      return this.#userActions.click(personId, messageTs ?? '', actionId, { ...given, ...place });
    }
    const view = this.#workspace.findView({ viewId });
    if (view?.openedFor !== personId) throw new UnknownSlackObjectError('open modal', viewId, []);
    return this.#userActions.clickInView(personId, view, actionId, given);
  }
}
