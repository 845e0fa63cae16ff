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
  readonly thread: HistoryEntry[];
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
  readonly announced: { readonly channel: string; readonly notification: ProviderNotification }[] = [];
  #count = 0;

  show(channel: string, view: StoryView, ts: string | undefined): string {
    const item: Item = view.kind === 'story' ? view.root : view.item;
    const status = statusOf(item.subject);
    const known = this.messages.find((message) => message.ts === ts);
    if (known) {
      known.stateVersion = item.stateVersion;
      known.status = status;
      known.updates += 1;
      return known.ts;
    }
    this.#count += 1;
    const message: RecordedMessage = {
      ts: `${this.#count}.000000`,
      channel,
      key: `${item.key.target} ${item.key.attempt}`,
      stateVersion: item.stateVersion,
      status,
      updates: 0,
      thread: [],
    };
    this.messages.push(message);
    return message.ts;
  }

  reply(ts: string, entries: readonly HistoryEntry[]): void {
    this.messages.find((message) => message.ts === ts)?.thread.push(...entries);
  }

  /** The messages that a deployment has in a channel; more than one only after a crash at the wrong moment. */
  of(channel: string, key: string): readonly RecordedMessage[] {
    return this.messages.filter((message) => message.channel === channel && message.key === key);
  }
}
