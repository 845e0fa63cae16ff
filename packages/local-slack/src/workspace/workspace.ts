import { type CheckedBlock, nameBlocks, type ViewContent } from '../block-kit/index.ts';
import type { JsonObject } from '../json.ts';
import type { Clock, Random } from '../ports.ts';
import { Directory } from './directory.ts';
import { Identifiers } from './identifiers.ts';
import { MessageStore } from './message-store.ts';
import { ResponseUrls } from './response-urls.ts';
import { Triggers } from './triggers.ts';
import type { Ephemeral, Message, View, WorkspaceChange, WorkspaceSeed } from './types.ts';
import { Views } from './views.ts';

/** What a new message says. */
export interface MessageDraft {
  readonly channel: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly CheckedBlock[];
  readonly mrkdwn?: boolean;
  readonly threadTs?: string;
  readonly alsoInChannel?: boolean;
  readonly metadata?: JsonObject;
}

/** What an update changes; what is undefined stays. */
export interface MessageChange {
  readonly text?: string;
  readonly blocks?: readonly CheckedBlock[];
  readonly metadata?: JsonObject;
  /** False for what Slack itself replaces through a response URL: no "edited" mark. */
  readonly marksEdited: boolean;
}

/** What an ephemeral says. */
export interface EphemeralDraft {
  readonly channel: string;
  readonly visibleTo: string;
  readonly from: 'app' | 'slack';
  readonly text: string;
  readonly blocks?: readonly CheckedBlock[];
  readonly threadTs?: string;
}

/**
 * The whole state of the local Slack: pure, on the ports for time and chance. Who may change what is decided by the
 * Web API and the deliveries; here is only what follows from a change. Listeners hear of each, in order.
 */
export class Workspace {
  readonly directory: Directory;
  readonly identifiers: Identifiers;
  readonly messages = new MessageStore();
  readonly responseUrls: ResponseUrls;
  readonly triggers: Triggers;
  readonly #views: Views;
  readonly #listeners = new Set<(change: WorkspaceChange) => void>();

  constructor(seed: WorkspaceSeed, clock: Clock, random: Random) {
    this.directory = new Directory(seed);
    this.identifiers = new Identifiers(clock, random);
    this.responseUrls = new ResponseUrls(clock, this.identifiers);
    this.triggers = new Triggers(clock, this.identifiers);
    this.#views = new Views(this.identifiers);
  }

  /** Calls `listener` with every change from now on; call what is returned to stop it. */
  onChange(listener: (change: WorkspaceChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  post(draft: MessageDraft): Message {
    const message: Message = {
      channel: draft.channel,
      ts: this.identifiers.nextTs(),
      user: draft.user,
      byApp: draft.user === this.directory.app.botUserId,
      text: draft.text,
      blocks: this.#name(draft.blocks ?? []),
      mrkdwn: draft.mrkdwn ?? true,
      alsoInChannel: draft.alsoInChannel ?? false,
      ...(draft.threadTs === undefined ? {} : { threadTs: draft.threadTs }),
      ...(draft.metadata === undefined ? {} : { metadata: draft.metadata }),
    };
    this.messages.put(message);
    this.#announce({ type: 'message', action: 'posted', message });
    return message;
  }

  /**
   * Changes a message in place. Text without blocks removes the blocks; neither retains them:
   * https://docs.slack.dev/reference/methods/chat.update
   */
  update(message: Message, change: MessageChange): Message {
    const keepsBlocks = change.blocks === undefined && change.text === undefined;
    const changed: Message = {
      ...message,
      text: change.text ?? message.text,
      blocks: keepsBlocks ? message.blocks : this.#name(change.blocks ?? []),
      ...(change.metadata === undefined ? {} : { metadata: change.metadata }),
      ...(change.marksEdited ? { editedTs: this.identifiers.nextTs() } : {}),
    };
    this.messages.put(changed);
    this.#announce({ type: 'message', action: 'updated', message: changed });
    return changed;
  }

  delete(message: Message): void {
    this.messages.remove(message.channel, message.ts);
    this.#announce({ type: 'messageDeleted', channel: message.channel, ts: message.ts });
  }

  /** @param replacedTs - the ephemeral whose place the new one takes. */
  postEphemeral(draft: EphemeralDraft, replacedTs?: string): Ephemeral {
    const ephemeral: Ephemeral = {
      channel: draft.channel,
      ts: replacedTs ?? this.identifiers.nextTs(),
      visibleTo: draft.visibleTo,
      from: draft.from,
      text: draft.text,
      blocks: this.#name(draft.blocks ?? []),
      ...(draft.threadTs === undefined ? {} : { threadTs: draft.threadTs }),
    };
    this.messages.putEphemeral(ephemeral);
    this.#announce({ type: 'ephemeral', ephemeral });
    return ephemeral;
  }

  deleteEphemeral(ts: string): void {
    this.messages.removeEphemeral(ts);
    this.#announce({ type: 'ephemeralDeleted', ts });
  }

  viewsOf(personId: string): readonly View[] {
    return this.#views.stackOf(personId);
  }

  findView(wanted: { readonly viewId?: string; readonly externalId?: string }): View | undefined {
    return this.#views.find(wanted);
  }

  openView(personId: string, content: ViewContent): View {
    return this.#changeViews(personId, () => this.#views.open(personId, content));
  }

  pushView(personId: string, content: ViewContent): View {
    return this.#changeViews(personId, () => this.#views.push(personId, content));
  }

  updateView(view: View, content: ViewContent): View {
    return this.#changeViews(view.openedFor, () => this.#views.update(view, content));
  }

  closeViews(personId: string, all: boolean): void {
    this.#changeViews(personId, () => this.#views.close(personId, all));
  }

  #changeViews<Result>(personId: string, change: () => Result): Result {
    const result = change();
    this.#announce({ type: 'views', personId, views: this.#views.stackOf(personId) });
    return result;
  }

  #name(blocks: readonly CheckedBlock[]) {
    return nameBlocks(blocks, () => this.identifiers.word(5));
  }

  #announce(change: WorkspaceChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
