import { findElements } from '../block-kit/index.ts';
import { UnknownSlackObjectError } from '../errors.ts';
import { type JsonObject, textOf } from '../json.ts';
import type { Channel, Ephemeral, Message, Person, ResponseTarget, View, Workspace } from '../workspace/index.ts';
import type { AppCaller } from './app-caller.ts';
import { chooseIn } from './choices.ts';
import { actionJson, commandFields, messageActionPayload, type PayloadContext, viewActionPayload } from './payloads.ts';
import { applyAnswer, readAnswer } from './response-body.ts';

/** What came of what a person did; where it failed, the person was told in the channel. */
export type ActOutcome = { readonly ok: true } | { readonly ok: false; readonly error: string };

/** What people can do in messages: write, run commands, press buttons and choose. */
export class UserActions {
  readonly #workspace: Workspace;
  readonly #app: AppCaller;
  readonly #baseUrl: string;

  constructor(workspace: Workspace, app: AppCaller, baseUrl: string) {
    this.#workspace = workspace;
    this.#app = app;
    this.#baseUrl = baseUrl;
  }

  /** Posts a message as a person. */
  say(personId: string, channelId: string, text: string, threadTs?: string): Message {
    const channel = this.#channel(personId, channelId);
    return this.#workspace.post({
      channel: channel.id,
      user: this.#person(personId).id,
      text,
      ...(threadTs === undefined ? {} : { threadTs }),
    });
  }

  /**
   * Runs what was typed into the slash box, for example `/deploy web`.
   * A command that the app has not registered is answered by Slack itself and delivered to nobody.
   */
  async runCommand(personId: string, channelId: string, typed: string): Promise<ActOutcome> {
    const person = this.#person(personId);
    const channel = this.#channel(personId, channelId);
    const [, name = '', text = ''] = /^(\S+)\s*([\s\S]*)$/.exec(typed.trim()) ?? [];
    const known = this.#workspace.directory.app.commands.some((command) => command.command === name);
    if (!known)
      return this.#tell(person, channel, `\`${name}\` is not a command of this workspace.`, 'unknown_command');
    const target: ResponseTarget = { personId, channel: channel.id };
    const outcome = await this.#app.send(
      commandFields(
        this.#payloadContext(person),
        channel,
        { name, text: text.trim() },
        this.#responseUrl('commands', target),
      ),
    );
    if (!outcome.delivered) {
      return this.#tell(person, channel, `${name} failed with the error "${outcome.error}"`, outcome.error);
    }
    const read = readAnswer(outcome.response.headers['content-type'] ?? '', outcome.response.body);
    if ('error' in read) {
      const problems = [`${name} failed with the error "invalid_command_response"`, ...read.problems].join('\n');
      return this.#tell(person, channel, problems, 'invalid_command_response');
    }
    if ('answer' in read) applyAnswer(this.#workspace, target, read.answer);
    return { ok: true };
  }

  /**
   * Presses a button or chooses an option in a message or ephemeral, after any confirmation.
   *
   * @param choice - the values of the chosen options, for elements that have options.
   */
  async click(
    personId: string,
    messageTs: string,
    actionId: string,
    given: { readonly channel?: string; readonly blockId?: string; readonly choice?: readonly string[] } = {},
  ): Promise<ActOutcome> {
    const person = this.#person(personId);
    const target = this.#clickable(personId, messageTs, given.channel);
    const shown = 'message' in target ? target.message : target.ephemeral;
    const channel = this.#channel(personId, shown.channel);
    const action = this.#action(shown.blocks, actionId, given.blockId, given.choice);
    const threadTs = shown.threadTs;
    const responseUrl = this.#responseUrl('actions', {
      personId,
      channel: channel.id,
      ...(threadTs === undefined ? {} : { threadTs }),
      original: { kind: 'message' in target ? 'message' : 'ephemeral', ts: shown.ts },
    });
    const payload = messageActionPayload(this.#payloadContext(person), channel, target, action, responseUrl);
    const outcome = await this.#app.send({ payload: JSON.stringify(payload) });
    if (outcome.delivered) return { ok: true };
    const what = `That did not reach ${this.#workspace.directory.app.displayName}: the error is "${outcome.error}"`;
    return this.#tell(person, channel, what, outcome.error, threadTs);
  }

  /** Presses a button or chooses an option inside an open modal. */
  async clickInView(
    personId: string,
    view: View,
    actionId: string,
    given: { readonly blockId?: string; readonly choice?: readonly string[] } = {},
  ): Promise<ActOutcome> {
    const action = this.#action(view.blocks, actionId, given.blockId, given.choice);
    const payload = viewActionPayload(this.#payloadContext(this.#person(personId), view.id), view, action);
    const outcome = await this.#app.send({ payload: JSON.stringify(payload) });
    return outcome.delivered ? { ok: true } : { ok: false, error: outcome.error };
  }

  #action(
    blocks: Message['blocks'],
    actionId: string,
    blockId: string | undefined,
    choice: readonly string[] | undefined,
  ): JsonObject {
    const elements = findElements(blocks);
    const found = elements.find(
      ({ block, element }) => element['action_id'] === actionId && (blockId ?? block.block_id) === block.block_id,
    );
    if (found === undefined) {
      const known = elements.map(({ element }) => textOf(element['action_id']));
      throw new UnknownSlackObjectError('action', actionId, known);
    }
    const chosen = chooseIn(found.element, choice);
    return actionJson(found.block, found.element, this.#workspace.identifiers.nextTs(), chosen);
  }

  #clickable(
    personId: string,
    ts: string,
    channelId: string | undefined,
  ): { readonly message: Message } | { readonly ephemeral: Ephemeral } {
    const message = this.#workspace.messages
      .all()
      .find((candidate) => candidate.ts === ts && candidate.channel === (channelId ?? candidate.channel));
    if (message !== undefined) return { message };
    const ephemeral = this.#workspace.messages.findEphemeral(ts);
    if (ephemeral?.visibleTo === personId) return { ephemeral };
    throw new UnknownSlackObjectError('message', ts, []);
  }

  #tell(person: Person, channel: Channel, text: string, error: string, threadTs?: string): ActOutcome {
    this.#workspace.postEphemeral({
      channel: channel.id,
      visibleTo: person.id,
      from: 'slack',
      text,
      ...(threadTs === undefined ? {} : { threadTs }),
    });
    return { ok: false, error };
  }

  #payloadContext(person: Person, viewId?: string): PayloadContext {
    const workspace = this.#workspace;
    return { workspace, person, triggerId: workspace.triggers.issue(person.id, viewId) };
  }

  #responseUrl(kind: 'commands' | 'actions', target: ResponseTarget): string {
    const secret = this.#workspace.responseUrls.issue(target);
    return `${this.#baseUrl}/hooks/${kind}/${this.#workspace.directory.team.id}/${secret}`;
  }

  #person(id: string): Person {
    const person = this.#workspace.directory.person(id);
    if (person !== undefined) return person;
    throw new UnknownSlackObjectError(
      'person',
      id,
      this.#workspace.directory.people.map((known) => known.id),
    );
  }

  #channel(personId: string, given: string): Channel {
    const channel = this.#workspace.directory.postTarget(given);
    if (channel !== undefined && this.#workspace.directory.canSee(personId, channel)) return channel;
    throw new UnknownSlackObjectError(
      'channel',
      given,
      this.#workspace.directory.channels.map((known) => known.id),
    );
  }
}
