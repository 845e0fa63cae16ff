import { beforeAll, describe, expect, test } from '@jest/globals';
import { at, list, type Packaged, packagedBot } from './support/packaged.ts';

let bot: Packaged;
beforeAll(async () => {
  bot = await packagedBot();
});

interface Statement {
  readonly Effect: string;
  readonly Principal: unknown;
  readonly Action: unknown;
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Who calls, as IAM sees it: a role's session, or a service for a resource. Names of resources stand for their ARNs. */
type Caller = { readonly role: string } | { readonly service: string; readonly source: string };

/** The name of what an attribute or a text refers to. */
const nameOf = (value: unknown): string => String(at(value, 'Fn::GetAtt', '0') ?? at(value, 'Fn::Sub') ?? value);
const namesOf = (value: unknown): readonly string[] => list(value).map(nameOf);

/** As IAM evaluates conditions: a missing key matches the negated operator, and no other. */
function conditionHolds({ Condition = {} }: Statement, caller: Caller): boolean {
  const context = new Map(
    'role' in caller
      ? [
          ['aws:PrincipalArn', caller.role],
          ['aws:PrincipalIsAWSService', 'false'],
        ]
      : [
          ['aws:SourceArn', caller.source],
          ['aws:PrincipalIsAWSService', 'true'],
        ],
  );
  return Object.entries(Condition).every(([operator, tests]) =>
    Object.entries(tests).every(([key, wanted]) => {
      const isOne = namesOf(wanted).includes(context.get(key) ?? 'missing');
      if (operator === 'ArnEquals' || operator === 'Bool') return isOne;
      if (operator === 'ArnNotEquals') return !isOne;
      throw new Error(`the test knows no ${operator}`);
    }),
  );
}

function isAbout({ Principal, Action }: Statement, action: string, caller: Caller): boolean {
  const isPrincipal = Principal === '*' || ('service' in caller && at(Principal, 'Service') === caller.service);
  return isPrincipal && list(Action).includes(action);
}

/** The decision of a resource's policies, for somebody whose own rights allow everything. Services have no rights of their own. */
function allows(statements: readonly Statement[], action: string, caller: Caller): boolean {
  const applying = statements.filter((one) => isAbout(one, action, caller) && conditionHolds(one, caller));
  if (applying.some(({ Effect }) => Effect === 'Deny')) return false;
  return 'role' in caller || applying.some(({ Effect }) => Effect === 'Allow');
}

function statementsFor(queue: string): readonly Statement[] {
  const policies = bot
    .all('AWS::SQS::QueuePolicy')
    .filter(([, properties]) => list(properties['Queues']).some((one) => at(one, 'Ref') === queue));
  // SQS keeps one policy for each queue: the last one written.
  expect([queue, policies.length]).toEqual([queue, 1]);
  const statements = policies.flatMap(([, properties]) => list(at(properties, 'PolicyDocument', 'Statement')));
  return statements
    .map((statement): Statement => Object(statement))
    .filter(({ Resource }) => namesOf(Resource).includes(queue));
}

const redriving = 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/proton-bot-prod-redrive';

function callers(): readonly Caller[] {
  const roles = ['somebody', 'the account’s root', redriving, ...bot.all('AWS::IAM::Role').map(([id]) => id)];
  const rules = ['BotEvents', 'ProtonEvents', 'SomeRule'].map((source) => ({
    service: 'events.amazonaws.com',
    source,
  }));
  return [...roles.map((role) => ({ role })), ...rules, { service: 'sns.amazonaws.com', source: 'BotEvents' }];
}

const shown = (caller: Caller) => ('role' in caller ? caller.role : `${caller.service} ${caller.source}`);
const events = ['events.amazonaws.com BotEvents', 'events.amazonaws.com ProtonEvents'];

describe('whatever somebody’s own rights are', () => {
  test.each([
    ['CommandQueue', ['SlackRole', redriving]],
    ['ObserveQueue', ['SweepRole', 'DiscoverRole', 'ScheduleRole', redriving, ...events]],
    ['DiscoverQueue', ['SweepRole', 'DiscoverRole', redriving]],
    ['NotifyQueue', ['SweepRole', redriving, ...events]],
    ['EventDeadLetterQueue', events],
    ['ObserveDeadLetterQueue', []],
    ['DiscoverDeadLetterQueue', []],
    ['CommandDeadLetterQueue', []],
    ['NotifyDeadLetterQueue', []],
  ])('to %s only these may send: %j', (queue, senders) => {
    const statements = statementsFor(queue);
    const able = callers().filter((caller) => allows(statements, 'sqs:SendMessage', caller));
    expect(able.map(shown).sort()).toEqual([...senders].sort());
  });

  test('every queue is guarded, and lets in whoever has the right to send to it', () => {
    for (const [queue] of bot.all('AWS::SQS::Queue')) {
      const statements = statementsFor(queue);
      for (const [role] of bot.all('AWS::IAM::Role')) {
        const sends = bot
          .statementsOf(role)
          .some(
            ({ actions, resources }) => actions.includes('sqs:SendMessage') && resources.map(nameOf).includes(queue),
          );
        expect([queue, role, allows(statements, 'sqs:SendMessage', { role })]).toEqual([queue, role, sends]);
      }
    }
  });

  test('on the bus only those publish who have the right to', () => {
    const statements = bot
      .all('AWS::Events::EventBusPolicy')
      .filter(([, properties]) => at(properties['EventBusName'], 'Ref') === 'Bus')
      .map(([, properties]): Statement => Object(properties['Statement']));
    expect(statements).toHaveLength(1);
    const able = callers().filter((caller) => allows(statements, 'events:PutEvents', caller));
    expect(able.map(shown).sort()).toEqual(['CommandRole', 'ObserveRole']);
    for (const [role] of bot.all('AWS::IAM::Role')) {
      const publishes = bot.statementsOf(role).some(({ actions }) => actions.includes('events:PutEvents'));
      expect([role, publishes]).toEqual([role, ['CommandRole', 'ObserveRole'].includes(role)]);
    }
  });
});
