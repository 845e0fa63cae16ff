import type { Subject } from '../model/subject.ts';
import type { RulesDocument } from './document.ts';

/** A value that conditions can see. */
export type Fact = string | boolean | Date | Readonly<Record<string, string>>;

/** The values of the variables for one subject at one moment. */
export interface Facts {
  readonly now: Date;
  readonly lists: RulesDocument['lists'];
  readonly deployment?: Readonly<Record<string, Fact>>;
  readonly connection?: Readonly<Record<string, Fact>>;
}

/**
 * Lays out a subject the way `environmentFor` (`compile/environment.ts`) declares it.
 *
 * @param held - whether people have put it on hold: the provider knows nothing of that
 */
export function factsOf(subject: Subject, lists: RulesDocument['lists'], nowMs: number, held: boolean): Facts {
  const now = new Date(nowMs);
  if (subject.on === 'deployment') {
    const { startedAtMs, endedAtMs, lastProgressAtMs, ...facts } = subject.deployment;
    const moments = {
      startedAt: new Date(startedAtMs),
      endedAt: new Date(endedAtMs),
      lastProgressAt: new Date(lastProgressAtMs),
    };
    return { now, lists, deployment: { ...facts, held, ...moments } };
  }
  const { requestedAtMs, ...facts } = subject.connection;
  return { now, lists, connection: { ...facts, requestedAt: new Date(requestedAtMs) } };
}

/**
 * A moment at or before 1970, or none at all, is a missing value and not a time: a condition on it
 * would find every deployment decades old, and cancel it.
 */
export function isKnownMoment(moment: Date): boolean {
  return moment.getTime() > 0;
}
