import { done, type IdempotencyRecord, released, taken, workState } from '../model/idempotency.ts';
import type { Notice } from '../model/notice.ts';
import { type Chat, ChatRefused, type Clock, type Log, type Store } from '../ports.ts';
import { keepRecord, RequestUnderWay, requestKeptMs } from './request-records.ts';

/** What telling news needs from outside. */
export interface NoticePorts {
  readonly store: Store;
  readonly chat: Pick<Chat, 'announce'>;
  readonly clock: Clock;
  readonly log: Log;
  /** The channels that news goes to. */
  readonly channelsFor: (notice: Notice) => readonly string[];
  /** A short text for one of any length: the same for the same, and another for another. */
  readonly digest: (text: string) => string;
}

/** Longer than `notify` runs (30 s, `serverless.yml`): when it lapses, whoever was posting is dead. */
const postingLeaseMs = 60_000;

/**
 * Tells news to every channel that is to hear it, once each however often and in whatever order it is delivered.
 *
 * Claim → post → record, channel by channel. A crash before the post costs a lease and loses nothing; one between the chat's
 * answer and the record is the one place where the news is told twice.
 *
 * @throws ChatBusy when the chat asks to wait or fails, RequestUnderWay when another delivery is posting: deliver the news
 *   again. What was posted until then is recorded, and one channel that fails does not keep the others waiting
 */
export async function tellNotice(ports: NoticePorts, notice: Notice): Promise<void> {
  const channels = ports.channelsFor(notice);
  if (channels.length === 0) ports.log.info('no route is for a notice', { target: notice.target });
  let failure: unknown;
  for (const channel of channels) {
    try {
      await tellOnce(ports, notice, channel);
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
}

async function tellOnce(ports: NoticePorts, notice: Notice, channel: string): Promise<void> {
  const { store, clock } = ports;
  // A key of the table has 2,048 bytes at most.
  const id = `notice~${ports.digest(notice.id)}~${channel}`;
  const stored = await store.getRecord(id);
  const nowMs = clock.now();
  const state = workState(stored, nowMs);
  if (state === 'done') return;
  if (state === 'inProgress') throw new RequestUnderWay(id);
  const times = { nowMs, leaseMs: postingLeaseMs, timeToLiveMs: requestKeptMs };
  const claimed = await keepRecord(store, taken(stored, id, times));
  await post(ports, notice, channel, claimed);
  await store.putRecord(done(claimed, clock.now()));
}

/** What the chat will never take is done with; where it takes nothing now, the lease is given back. */
async function post({ store, chat, log }: NoticePorts, notice: Notice, channel: string, claimed: IdempotencyRecord) {
  const { target, name, title, status } = notice;
  try {
    await chat.announce(channel, notice);
    log.info('told a notice', { target, name, title, status, channel });
  } catch (error) {
    if (!(error instanceof ChatRefused)) {
      await store.putRecord(released(claimed));
      throw error;
    }
    log.error('the chat will not take a notice', { channel, target, code: error.code });
  }
}
