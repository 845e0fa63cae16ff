import type { ConnectionFacts, DeploymentFacts, Subject } from '../model/subject.ts';
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
 * The values of a subject in the form that `environmentFor` (`compile/environment.ts`) declares.
 *
 * @param held - whether people have put it on hold; the provider does not know this
 */
export function factsOf(subject: Subject, lists: RulesDocument['lists'], nowMs: number, held: boolean): Facts {
  const now = new Date(nowMs);
  if (subject.on === 'deployment') {
    const deployment = withMoments(subject.deployment);
    deployment['held'] = held;
    return { now, lists, deployment };
  }
  return { now, lists, connection: withMoments(subject.connection) };
}

/** Every number among the facts is a moment, in epoch milliseconds and named so (`model/facts.ts`): rules see it as a timestamp. */
function withMoments(facts: DeploymentFacts | ConnectionFacts): Record<string, Fact> {
  const laidOut: Record<string, Fact> = {};
  for (const [name, value] of Object.entries<Fact | number>({ ...facts })) {
    if (typeof value === 'number') laidOut[name.slice(0, -2)] = new Date(value);
    else laidOut[name] = value;
  }
  return laidOut;
}

/**
 * A moment at or before 1970, or none at all, is a missing value and not a time: a condition on it
 * would find every deployment decades old, and cancel it.
 */
export function isKnownMoment(moment: Date): boolean {
  return moment.getTime() > 0;
}
