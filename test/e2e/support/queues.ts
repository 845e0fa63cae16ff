import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from '../../../src/local/index.ts';

/** Nothing waits in a queue, is being worked on, or is put off. What is dead stays where it is. */
export function isQuiet(session: Session): boolean {
  return Object.entries(session.cloud.queueCounts())
    .filter(([name]) => !name.endsWith('-dead-letters'))
    .every(([, { visible, inFlight, delayed }]) => visible + inFlight + delayed === 0);
}

/** Messages that were given up. */
export function deadLetters(session: Session): number {
  const counts = Object.entries(session.cloud.queueCounts()).filter(([name]) => name.endsWith('-dead-letters'));
  return counts.reduce((sum, [, { visible, inFlight, delayed }]) => sum + visible + inFlight + delayed, 0);
}

/** On a busy machine there is hardly a second without a call, as sweeps make some, too. */
const longestUnrevealedMs = 8_000;

/**
 * Waits until something is so. What a dead function held, or what was put off, is delivered again minutes later; here as soon as no
 * function has made a call for a second, or after some seconds all the same. While one works, its messages are its own: to deliver them
 * twice, again and again, would keep a busy machine from ever coming to an end.
 */
export async function revealUntil(session: Session, condition: () => boolean): Promise<void> {
  let revealedAtMs = Date.now();
  while (!condition()) {
    const before = JSON.stringify(session.cloud.calls());
    await sleep(1_000);
    const isStill = JSON.stringify(session.cloud.calls()) === before;
    if (isQuiet(session) || !(isStill || Date.now() - revealedAtMs > longestUnrevealedMs)) continue;
    session.cloud.revealMessages();
    revealedAtMs = Date.now();
  }
}
