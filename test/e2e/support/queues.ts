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
