import type { Ephemeral, Message } from './types.ts';

/** Messages by channel in the order of their timestamps, and the ephemerals that were shown. */
export class MessageStore {
  readonly #messages = new Map<string, Map<string, Message>>();
  readonly #ephemerals = new Map<string, Ephemeral>();

  put(message: Message): void {
    const ofChannel = this.#messages.get(message.channel) ?? new Map<string, Message>();
    ofChannel.set(message.ts, message);
    this.#messages.set(message.channel, ofChannel);
  }

  find(channel: string, ts: string): Message | undefined {
    return this.#messages.get(channel)?.get(ts);
  }

  remove(channel: string, ts: string): void {
    this.#messages.get(channel)?.delete(ts);
  }

  all(): Message[] {
    return [...this.#messages.values()].flatMap((ofChannel) => [...ofChannel.values()]);
  }

  inChannel(channel: string): Message[] {
    return [...(this.#messages.get(channel)?.values() ?? [])].filter(
      (message) => message.threadTs === undefined || message.threadTs === message.ts || message.alsoInChannel,
    );
  }

  inThread(channel: string, threadTs: string): Message[] {
    return [...(this.#messages.get(channel)?.values() ?? [])].filter(
      (message) => message.ts === threadTs || message.threadTs === threadTs,
    );
  }

  putEphemeral(ephemeral: Ephemeral): void {
    this.#ephemerals.set(ephemeral.ts, ephemeral);
  }

  findEphemeral(ts: string): Ephemeral | undefined {
    return this.#ephemerals.get(ts);
  }

  removeEphemeral(ts: string): void {
    this.#ephemerals.delete(ts);
  }

  ephemeralsOf(personId: string): Ephemeral[] {
    return [...this.#ephemerals.values()].filter((ephemeral) => ephemeral.visibleTo === personId);
  }
}
