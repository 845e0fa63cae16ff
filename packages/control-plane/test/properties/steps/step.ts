import * as fc from 'fast-check';
import { ACCOUNT } from '../../support/world.ts';
import type { Mutation } from '../effects/index.ts';
import { environmentArn, type Model } from '../model.ts';
import { DURATIONS, type Walk } from '../walk.ts';

/** One thing that may happen. What depends on what there is, is chosen by number, so that every step can be replayed. */
export interface Step {
  take(walk: Walk): void;
  /** How fast-check prints it in a counterexample. */
  [fc.toStringMethod](): string;
  toString(): string;
}

type Input = Readonly<Record<string, unknown>>;
type Members = Readonly<Record<string, fc.Arbitrary<unknown>>>;
interface CallOptions {
  readonly account?: string;
  /** Whether the caller expects another deployment than any there is. */
  readonly expectsOther?: boolean;
}

export function step(description: string, take: (walk: Walk) => void): Step {
  return { take, [fc.toStringMethod]: () => description, toString: () => description };
}

/** A call; `choose` adds what depends on what there is. */
export function callOf(
  operation: Mutation,
  input: Input,
  options: CallOptions = {},
  choose: (model: Model) => Input = () => ({}),
): Step {
  const { account = ACCOUNT, expectsOther } = options;
  return step(`${operation} ${JSON.stringify(input)} by ${account}`, (walk) =>
    walk.call({
      operation,
      account,
      input: { ...input, ...choose(walk.model) },
      expectedDeploymentId: expectsOther === true ? UNKNOWN_ID : undefined,
    }),
  );
}

/** A call with generated members; the optional ones come and go. */
export function calls(
  operation: Mutation,
  required: Members,
  optional: Members = {},
  options: CallOptions = {},
): fc.Arbitrary<Step> {
  return fc
    .record({ ...required, ...optional }, { requiredKeys: Object.keys(required) })
    .map((input) => callOf(operation, input, options));
}

/** A call about one of what there is, chosen by number, or about something that is not there. */
export function callsAbout(
  operation: Mutation,
  member: string,
  idsOf: (model: Model) => Iterable<string>,
  input: Members = {},
  account: fc.Arbitrary<string> = fc.constant(ACCOUNT),
): fc.Arbitrary<Step> {
  return fc.tuple(fc.nat(50), fc.record(input), account).map(([index, rest, by]) =>
    callOf(operation, { ...rest, [member]: `number ${index}` }, { account: by }, (model) => {
      const ids = [...idsOf(model)];
      return { [member]: ids[index % (ids.length + 1)] ?? (member === 'resourceArn' ? UNKNOWN_ARN : UNKNOWN_ID) };
    }),
  );
}

const UNKNOWN_ID = '00000000-0000-4000-8000-00000000ffff';
const UNKNOWN_ARN = environmentArn(ACCOUNT, 'unknown');

/** Steps that belong together and are rarely hit upon one by one, as an update and its cancel in time are. */
export function episode(steps: readonly Step[]): Step {
  return step(steps.map(String).join('; '), (walk) => {
    for (const part of steps) part.take(walk);
  });
}

export const wait = (byMs: number): Step => step(`${byMs} ms go by`, (walk) => walk.advance(byMs));
export const settle = wait(60_000);
/** Within a deployment. */
export const pause = fc.constantFrom(0, 1, DURATIONS.deploymentMs - 1).map(wait);
