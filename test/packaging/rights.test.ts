import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as events from '@aws-sdk/client-eventbridge';
import * as scheduler from '@aws-sdk/client-scheduler';
import * as sqs from '@aws-sdk/client-sqs';
import * as ssm from '@aws-sdk/client-ssm';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { protonOperations, serviceInstanceOperations } from '../../src/lib/providers/proton/index.ts';
import { supplyChainOperations } from '../../src/lib/providers/supply-chain/index.ts';
import { at, list, type Packaged, type PackagedFunction, packagedBot } from './support/packaged.ts';

const clients = { dynamodb, events, scheduler, sqs, ssm } as const;

/** What Lambda itself does with a function's role, for one that a queue wakes. */
const polling = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const logging = ['logs:CreateLogStream', 'logs:PutLogEvents'];

let bot: Packaged;

beforeAll(async () => {
  bot = await packagedBot();
});

/** A batch of calls needs the right to one of them, a transaction that to each of its writes. */
const rightFor: Readonly<Record<string, string>> = {
  'sqs:SendMessageBatch': 'sqs:SendMessage',
  'sqs:ChangeMessageVisibilityBatch': 'sqs:ChangeMessageVisibility',
  // A transaction needs the rights of what is in it: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
  'dynamodb:TransactWriteItems': 'dynamodb:PutItem',
};

/** In the client for an option that is not used: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/vpc-endpoints-dynamodb.html */
const neverCalled = 'dynamodb:DescribeEndpoints';

/** The one adapter to the table has all five operations; these two functions use less of the store. */
const ofTheTable: Readonly<Record<string, readonly string[]>> = {
  // Finds what is due, and what was listed when.
  sweep: ['dynamodb:Query'],
  // Reads an item, and writes what was told.
  notify: ['dynamodb:GetItem', 'dynamodb:PutItem'],
};

/** The operations whose commands are in a bundle: the SDK names each in the class that stands for it. */
function operationsIn(code: string): readonly string[] {
  return [...code.matchAll(/class(?: [\w$]+)? extends [\w$]+\([\w$]+,[\w$]+,"([A-Z]\w+)"/g)].map(
    ([, name = '']) => name,
  );
}

/** What a bundle can call, but for Proton, as actions. What the SDK's credential providers call needs no right. */
function actionsIn(code: string): readonly string[] {
  return operationsIn(code).flatMap((operation) =>
    Object.entries(clients)
      .filter(([, client]) => `${operation}Command` in client)
      .map(([prefix]) => `${prefix}:${operation}`),
  );
}

/** What a function needs of AWS Supply Chain: `supply-chain.test.ts` says more. A creation may carry tags. */
function supplyChainActions(name: string): readonly string[] {
  const wanted: Readonly<Record<string, (operation: string) => boolean>> = {
    observe: isReading,
    command: () => true,
    discover: (operation) => operation.startsWith('List'),
  };
  const calls = supplyChainOperations.filter(wanted[name] ?? (() => false)).map((operation) => `scn:${operation}`);
  return calls.includes('scn:CreateInstance') ? [...calls, 'scn:TagResource'] : calls;
}

function isReading(operation: string): boolean {
  return /^(?:Get|List)/.test(operation);
}

/** What a function needs of Proton, by what it is for: only two of them act, and only one lists what is under way. */
function protonActions(name: string): readonly string[] {
  const wanted: Readonly<Record<string, (operation: string) => boolean>> = {
    observe: (operation) => !operation.startsWith('List'),
    command: (operation) => !operation.startsWith('List') || operation === 'ListEnvironmentAccountConnections',
    discover: (operation) => operation.startsWith('List'),
  };
  const more = name === 'command' ? serviceInstanceOperations : [];
  const calls = [...protonOperations.filter(wanted[name] ?? (() => false)), ...more];
  return [...new Set(calls)].map((operation) => `proton:${operation}`);
}

function isWokenByQueue(roleId: string): boolean {
  const wakers = bot
    .all('AWS::Lambda::EventSourceMapping')
    .map(([, properties]) => JSON.stringify(properties['FunctionName']));
  const lambda = bot
    .all('AWS::Lambda::Function')
    .find(([, properties]) => at(properties, 'Role', 'Fn::GetAtt', '0') === roleId);
  return wakers.some((waker) => waker.includes(String(lambda?.[0])));
}

function neededBy({ name, roleId, code }: PackagedFunction): readonly string[] {
  const table = ofTheTable[name];
  const calls = actionsIn(code)
    .filter((action) => action !== neverCalled)
    .filter((action) => !action.startsWith('dynamodb:') || table === undefined || table.includes(action))
    .map((action) => rightFor[action] ?? action);
  const passing = calls.includes('scheduler:CreateSchedule') ? ['iam:PassRole'] : [];
  return [
    ...calls,
    ...protonActions(name),
    ...supplyChainActions(name),
    ...logging,
    ...passing,
    ...(isWokenByQueue(roleId) ? polling : []),
  ];
}

function allowedTo(roleId: string): readonly string[] {
  return bot.statementsOf(roleId).flatMap(({ actions }) => actions);
}

describe('rights', () => {
  test('each function has a role of its own', () => {
    const roles = bot.functions.map(({ roleId }) => roleId);
    expect(roles).toHaveLength(6);
    expect(new Set(roles).size).toBe(6);
    for (const role of roles) {
      const trusted = list(at(bot.one(role), 'AssumeRolePolicyDocument', 'Statement'));
      expect(trusted.map((statement) => at(statement, 'Principal', 'Service'))).toEqual(['lambda.amazonaws.com']);
      expect(bot.one(role)['ManagedPolicyArns'] ?? []).toEqual([]);
    }
  });

  test.each(['observe', 'sweep', 'discover', 'slack', 'command', 'notify'])(
    '%s may do what its code does, and nothing else',
    (name) => {
      const packaged = bot.functions.find((candidate) => candidate.name === name);
      if (packaged === undefined) throw new Error(`${name} is not packaged`);
      const allowed = allowedTo(packaged.roleId);
      expect(new Set(allowed).size + (splitActions[name] ?? 0)).toBe(allowed.length);
      expect([...new Set(allowed)].sort()).toEqual([...new Set(neededBy(packaged))].sort());
    },
  );

  test('what a bundle can call is read from it: each function calls something, and only some have Proton', () => {
    for (const { code } of bot.functions) expect(actionsIn(code).length).toBeGreaterThan(0);
    const withProton = bot.functions.filter(({ code }) => code.includes('AwsProton20200720')).map(({ name }) => name);
    expect(withProton.sort()).toEqual(['command', 'discover', 'observe']);
    expect(protonOperations.length).toBeGreaterThan(10);
  });

  test('no action is left open, and no resource but for the lists that are of none', () => {
    for (const { roleId } of bot.functions) {
      for (const { actions, resources } of bot.statementsOf(roleId)) {
        for (const action of actions) expect(action).not.toContain('*');
        if (resources.includes('*')) expect(actions.filter((action) => !action.startsWith('proton:List'))).toEqual([]);
        expect(resources.length).toBeGreaterThan(0);
      }
    }
  });

  test('the role of the schedules may send to one queue, and do nothing else', () => {
    expect(bot.statementsOf('ScheduleRole')).toEqual([
      { actions: ['sqs:SendMessage'], resources: [{ 'Fn::GetAtt': ['ObserveQueue', 'Arn'] }] },
    ]);
  });
});

/** How many actions are on two resources: `command` and `sweep` read the table and its index; `command` and `slack` two parameters. */
const splitActions: Readonly<Record<string, number>> = { command: 2, sweep: 1, slack: 1 };
