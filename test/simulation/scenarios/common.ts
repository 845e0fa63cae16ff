import fc from 'fast-check';
import type { PersonRequest } from '../../../src/lib/model/request.ts';
import { allFaults, type Fault, type Moment, type World } from '../../../src/simulation/index.ts';
import { deadlineAfterMs } from '../histories/history.ts';
import { channel } from '../histories/run.ts';

/** The calls that the bot makes whatever the back end. */
export const commonLabels: readonly string[] = [
  'DynamoDB GetItem',
  'DynamoDB PutItem',
  'DynamoDB TransactWriteItems',
  'DynamoDB Query',
  'DynamoDB BatchWriteItem',
  'EventBridge PutEvents',
  'Scheduler CreateSchedule',
  'SQS SendMessageBatch',
  'Slack show',
  'Slack reply',
  'Slack alert',
  'Slack answer',
];

/** Moments that matter: at once, while something runs, and around the deadline. */
export const commonPauses: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1_000, deadlineAfterMs, deadlineAfterMs + 1_000),
  fc.nat(240_000),
);

/**
 * What happens to a person's request on its way: a queue loses nothing, but it may deliver twice, or late; and what was put back
 * from its dead letters comes minutes or days after it was asked for.
 */
export type RequestDelivery = 'once' | 'twice' | 'late' | 'again' | 'minutesOld' | 'daysOld';

export const requestDelivery: fc.Arbitrary<RequestDelivery> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<RequestDelivery>('once', 'twice', 'late') },
  fc.constantFrom<RequestDelivery>('again', 'minutesOld', 'daysOld'),
);

const lateMs = 90_000;
const minutesOldMs = 16 * 60_000;
const daysOldMs = 3 * 24 * 60 * 60_000;

/** What strikes the function that handles a request's first delivery: which of its calls, from 0 or by its moment, and how. */
export interface Trouble {
  readonly call: number | Moment;
  readonly fault: Fault;
}

/** Mostly none; at any call between the record that it has come and the answer that is told. */
export const trouble: fc.Arbitrary<Trouble | undefined> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(undefined) },
  fc.record({ call: fc.nat(24), fault: fc.constantFrom(...allFaults) }),
);

/** The write that claims takes long: others do something meanwhile. */
export const slowness: fc.Arbitrary<Trouble> = fc.record({
  call: fc.constant('claim' as const),
  fault: fc.constantFrom<Fault>('delay', 'delayAnswer'),
});

/** Who takes part: a rule may ask two. */
export const people = ['U0PERSON', 'U0OTHER'] as const;

/** A person asks for something. @returns the request's id */
export function request(
  world: World,
  interaction: PersonRequest['interaction'],
  how: RequestDelivery,
  userId: string = people[0],
  struckBy?: Trouble,
): string {
  const id = world.uuid();
  const oldMs = how === 'minutesOld' ? minutesOldMs : how === 'daysOld' ? daysOldMs : 0;
  const body: PersonRequest = {
    id,
    receivedAtMs: world.clock.now() - oldMs,
    interaction,
    userId,
    teamId: 'T0SIMULATED',
    channelId: channel,
    responseUrl: answerUrl(id),
  };
  if (struckBy !== undefined) world.troubles.set(id, struckBy);
  world.commandQueue.send(body, how === 'late' ? lateMs : 0);
  if (how === 'twice') world.commandQueue.send(body);
  if (how === 'again') world.commandQueue.send(body, minutesOldMs);
  return id;
}

/** Where a request is answered: each has an address of its own. */
export function answerUrl(requestId: string): string {
  return `https://hooks.slack.com/${requestId}`;
}
