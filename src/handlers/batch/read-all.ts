import type { QueueMessage } from './queue-event.ts';
import type { Failure } from './tasks.ts';

/** A message and its content. */
export interface Read<Content> {
  readonly message: QueueMessage;
  readonly content: Content;
}

/** Reads every message. If one cannot be read, only this one fails. */
export function readAll<Content>(
  messages: readonly QueueMessage[],
  read: (body: string, sentAtMs: number | undefined) => Content,
): { readonly readable: readonly Read<Content>[]; readonly unreadable: readonly Failure[] } {
  const readable: Read<Content>[] = [];
  const unreadable: Failure[] = [];
  for (const message of messages) {
    try {
      readable.push({ message, content: read(message.body, message.sentAtMs) });
    } catch (error) {
      unreadable.push({ messages: [message], error });
    }
  }
  return { readable, unreadable };
}
