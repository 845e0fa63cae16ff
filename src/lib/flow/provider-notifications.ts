import { done, type IdempotencyRecord, released, taken, workState } from '../model/idempotency.ts';
import type { ProviderNotification } from '../model/provider-notification.ts';
import { requestRecordLifetimeMs } from '../model/request-age.ts';
import { type Chat, ChatRefused, type Clock, type Log, type Store } from '../ports.ts';
import { keepRecord, RequestUnderWay } from './request-records.ts';

/** What delivering notifications needs from outside. */
export interface NotificationPorts {
  readonly store: Store;
  readonly chat: Pick<Chat, 'announce'>;
  readonly clock: Clock;
  readonly log: Log;
  /** The channels that a notification goes to. */
  readonly channelsFor: (notification: ProviderNotification) => readonly string[];
  /** A short hash of a text of any length. */
  readonly digest: (text: string) => string;
}

/** Longer than `notify` runs (30 s, `serverless.yml`): when it expires, the worker that was posting is dead. */
const postingLeaseMs = 60_000;

/**
 * Posts a notification to every channel of its routes, once each, however often and in whatever order it is delivered.
 *
 * Claim → post → record, channel by channel. A crash before the post delays it by a lease and loses nothing. Only a crash between
 * the chat's answer and the record posts it twice.
 *
 * @throws ChatBusy when the chat asks to wait or fails, RequestUnderWay when another delivery is posting: deliver the
 *   notification again. Everything posted before is recorded, and a channel that fails does not delay the others
 */
export async function deliverNotification(ports: NotificationPorts, notification: ProviderNotification): Promise<void> {
  const channels = ports.channelsFor(notification);
  if (channels.length === 0) ports.log.info('no route is for a notification', { target: notification.target });
  let failure: unknown;
  for (const channel of channels) {
    try {
      await deliverOnce(ports, notification, channel);
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
}

async function deliverOnce(
  ports: NotificationPorts,
  notification: ProviderNotification,
  channel: string,
): Promise<void> {
  const { store, clock } = ports;
  // `notice` is what versions before this one called it: their records keep it from being posted again. A key of the table has 2,048 bytes at most.
  const id = `notice~${ports.digest(notification.id)}~${channel}`;
  const stored = await store.getRecord(id);
  const nowMs = clock.now();
  const state = workState(stored, nowMs);
  if (state === 'done') return;
  if (state === 'inProgress') throw new RequestUnderWay(id);
  const times = { nowMs, leaseMs: postingLeaseMs, timeToLiveMs: requestRecordLifetimeMs };
  const claimed = await keepRecord(store, taken(stored, id, times));
  await post(ports, notification, channel, claimed);
  await store.putRecord(done(claimed, clock.now()));
}

/** If the chat will never accept it, the work is done. If it accepts nothing now, the lease is released. */
async function post(
  { store, chat, log }: NotificationPorts,
  notification: ProviderNotification,
  channel: string,
  claimed: IdempotencyRecord,
) {
  const { target, name, title, status } = notification;
  try {
    await chat.announce(channel, notification);
    log.info('posted a notification', { target, name, title, status, channel });
  } catch (error) {
    if (!(error instanceof ChatRefused)) {
      await store.putRecord(released(claimed));
      throw error;
    }
    log.error('the chat will not take a notification', { channel, target, code: error.code });
  }
}
