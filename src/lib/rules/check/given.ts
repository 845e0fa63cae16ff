import { z } from 'zod';
import { strictObject } from '../../configuration-check/index.ts';
import { type FactMember, factMembers, membersOf } from '../../model/facts.ts';
import type { ConnectionFacts, DeploymentFacts } from '../../model/subject.ts';
import type { RuleSubject } from '../document.ts';
import { durationMs } from './duration.ts';

/** A length of time before the moment of the test: `46m`. */
interface GivenTimes {
  readonly age?: string | undefined;
  readonly idle?: string | undefined;
  readonly overdue?: string | undefined;
}

/** The facts without their moments; tests give those as lengths of time. */
type Lasting<Facts> = { readonly [Field in keyof Facts as Field extends `${string}Ms` ? never : Field]: Facts[Field] };

type Given<Facts> = { readonly [Field in keyof Lasting<Facts>]?: Lasting<Facts>[Field] | undefined };

/** The deployment in a test: each member may be left out. */
export type GivenDeployment = Given<DeploymentFacts> & GivenTimes & { readonly held?: boolean | undefined };
export type GivenConnection = Given<ConnectionFacts> & Pick<GivenTimes, 'age'>;

const length = z
  .string()
  .refine((text) => (durationMs(text) ?? -1) >= 0, 'not a duration; write for example 46m, 1h30m or 20s');

/** The schema of the deployment in a test; a member that is left out has its default. */
export const givenDeployment: z.ZodType<GivenDeployment> = strictObject(shapeOf('deployment'));

/** The schema of the connection in a test. */
export const givenConnection: z.ZodType<GivenConnection> = strictObject(shapeOf('connection'));

function shapeOf(on: RuleSubject): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(
    Object.entries(membersOf(on)).flatMap(([name, member]) => {
      if (member.type !== 'timestamp') return [[name, schemaOf(member)]];
      return member.given === undefined ? [] : [[member.given.name, length.optional().describe(member.given.sentence)]];
    }),
  );
}

function schemaOf(member: Exclude<FactMember, { readonly type: 'timestamp' }>): z.ZodType {
  switch (member.type) {
    case 'bool':
      return z.boolean().optional();
    case 'map<string, string>':
      return z.record(z.string(), z.string()).optional().describe(member.given);
    case 'string': {
      const { values, given } = member;
      // A missing moment is left out.
      const text = values === undefined ? z.string().max(500) : z.enum(values.filter((value) => value !== ''));
      return given === undefined ? text.optional() : text.optional().describe(given);
    }
  }
}

/** The defaults in tests (`model/facts.ts`), without the moments. */
export function usualFacts(on: 'deployment'): Lasting<DeploymentFacts>;
export function usualFacts(on: 'connection'): Lasting<ConnectionFacts>;
export function usualFacts(on: RuleSubject): object {
  const members: Readonly<Record<string, FactMember>> = factMembers[on];
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, member]) => (member.type === 'timestamp' ? [] : [[name, member.usual]])),
  );
}
