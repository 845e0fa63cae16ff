import { type Controls, type Hold, stands } from '../model/controls.ts';
import { targetOf } from '../model/statuses.ts';
import type { Subject } from '../model/subject.ts';
import { matchSubject } from './match.ts';

/** The current holds on a subject: neither a rule nor a button can act on it. */
export function holdsOn(controls: Controls, subject: Subject, nowMs: number): readonly Hold[] {
  return controls.holds.filter((hold) => stands(hold, nowMs) && isOn(hold, subject));
}

/** Whether the hold is on this subject. A key of `match` that this kind of subject does not have matches nothing. */
export function isOn(hold: Pick<Hold, 'match' | 'target'>, subject: Subject): boolean {
  if (hold.target !== undefined && hold.target !== targetOf(subject)) return false;
  return matchSubject(hold.match, subject).every(({ matches }) => matches);
}
