import type { Alert } from '../lib/model/alerts.ts';
import type { HistoryEntry, Item } from '../lib/model/item.ts';
import type { ProviderNotification } from '../lib/model/provider-notification.ts';
import type { Answer } from '../lib/model/request.ts';
import { statusOf } from '../lib/model/statuses.ts';
import type { StoryView } from '../lib/model/story-message.ts';
import type { AnswerAddress } from '../lib/ports.ts';

/** A message as people see it. */
export interface RecordedMessage {
  readonly ts: string;
  readonly channel: string;
  readonly key: string;
  /** The newest state the message shows. */
  stateVersion: number;
  status: string;
  updates: number;
  /** What it shows of everything that it is about, parts too, by their keys. */
  readonly shown: Map<string, { readonly stateVersion: number; readonly status: string }>;
  /** Whether all that is left of it is a line that points to another one. */
  isPointer: boolean;
  readonly thread: (HistoryEntry & { readonly key: string })[];
}

/** A chat workspace in memory: what was posted, updated, threaded and answered. */
export class ChatRecorder {
  readonly messages: RecordedMessage[] = [];
  readonly answers: (AnswerAddress & {
    readonly answer: Answer;
    readonly atMs: number;
    /** When it was posted, by the world's count. */
    readonly order: number;
  })[] = [];
  /** What was also posted in a channel, by the key of the item. */
  readonly alerts: { readonly channel: string; readonly key: string; readonly entries: readonly HistoryEntry[] }[] = [];
  readonly announced: { readonly channel: string; readonly notification: ProviderNotification }[] = [];
  #count = 0;

  show(channel: string, view: StoryView, ts: string | undefined): string {
    const item: Item = view.kind === 'story' ? view.root : view.item;
    const status = statusOf(item.subject);
    const items = view.kind === 'story' ? [view.root, ...view.parts] : [view.item];
    const shown = new Map(
      items.map((one) => [keyText(one), { stateVersion: one.stateVersion, status: statusOf(one.subject) }]),
    );
    const known = this.messages.find((message) => message.ts === ts);
    if (known) {
      for (const [key, state] of shown) known.shown.set(key, state);
      known.isPointer = view.kind === 'pointer';
      known.stateVersion = item.stateVersion;
      known.status = status;
      known.updates += 1;
      return known.ts;
    }
    this.#count += 1;
    const message: RecordedMessage = {
      ts: `${this.#count}.000000`,
      channel,
      key: keyText(item),
      shown,
      isPointer: view.kind === 'pointer',
      stateVersion: item.stateVersion,
      status,
      updates: 0,
      thread: [],
    };
    this.messages.push(message);
    return message.ts;
  }

  reply(ts: string, item: Item, entries: readonly HistoryEntry[]): void {
    const key = keyText(item);
    const message = this.messages.find((one) => one.ts === ts);
    message?.thread.push(...entries.map((entry) => ({ ...entry, key })));
  }

  alert(channel: string, { item, entries }: Alert): void {
    this.alerts.push({ channel, key: keyText(item), entries });
  }

  /** The messages that a deployment has in a channel; more than one only after a crash at the wrong moment. */
  of(channel: string, key: string): readonly RecordedMessage[] {
    return this.messages.filter((message) => message.channel === channel && message.key === key);
  }
}

function keyText({ key }: Item): string {
  return `${key.target} ${key.attempt}`;
}
