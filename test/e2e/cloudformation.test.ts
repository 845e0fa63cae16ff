import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isFinal, statusOf } from '../../src/lib/model/statuses.ts';
import type { Session } from '../../src/local/index.ts';
import { callsOf } from './support/call-counts.ts';
import { ask } from './support/people.ts';
import { deadLetters, isQuiet } from './support/queues.ts';
import { startTestSession, until } from './support/session.ts';
import { sweepUntil } from './support/sweeps.ts';
import { storedItems } from './support/table.ts';
import { expectEachToldOnce, itemsAtRest } from './support/told.ts';

/** The packaged bot with stacks as its only back end, and the local cloud's CloudFormation. */
let session: Session;
const template = JSON.stringify({
  Resources: { Table: { Type: 'AWS::DynamoDB::Table' }, Network: { Type: 'AWS::CloudFormation::Stack' } },
});
const everyEvent = { pattern: { source: ['aws.cloudformation'] }, drop: 1 };

beforeAll(async () => {
  session = await startTestSession({
    botFile: 'test/e2e/support/cloudformation-alone.yml',
    packageFolder: '.proton-bot/cloudformation-test-package',
    cloudFormation: { resourceMs: 100, cleanupMs: 50 },
  });
});

afterAll(() => session.stop());

function statusOfStack(StackName: string): string | undefined {
  return session.cloud.cloudFormation.call('DescribeStacks', { StackName }).Stacks[0]?.StackStatus;
}

/** A stack that is there, and that the bot has told of. */
async function create(StackName: string, tags: Readonly<Record<string, string>>): Promise<void> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  session.cloud.cloudFormation.call('CreateStack', { StackName, TemplateBody: template, Tags });
  await until(() => statusOfStack(StackName) === 'CREATE_COMPLETE');
}

function hang(StackName: string): void {
  session.cloud.cloudFormation.script(`${StackName}-Network`, 'hang');
  session.cloud.cloudFormation.call('UpdateStack', { StackName });
}

const messagesIn = (channel: string) => session.slack.workspace.messages(channel).map(({ text }) => text);

describe('the deployed bot, with stacks', () => {
  test('cancels an update that hangs in a nested stack, and tells its end once, for the root alone', async () => {
    await create('orders', { 'proton:environment': 'arn:aws:proton:eu-central-1:123456789012:environment/prod-eu' });
    await itemsAtRest(session, 1);
    hang('orders');
    await until(() => statusOfStack('orders') === 'UPDATE_ROLLBACK_COMPLETE');
    const items = await itemsAtRest(session, 2);
    expect(items.map(({ subject }) => statusOf(subject)).sort()).toEqual(['CANCELLED', 'SUCCEEDED']);
    expect(callsOf(session, 'cloudformation.CancelUpdateStack')).toBe(1);
    expect(statusOfStack('orders-Network')).toBe('UPDATE_ROLLBACK_COMPLETE');
    await expectEachToldOnce(session, 'C0DEPLOYS', items);
    expect(messagesIn('deploys').filter((text) => text.includes('Network'))).toEqual([]);
  });

  test('finds one by the listing alone when every event is lost; a throttled listing is made good', async () => {
    session.cloud.setFaults({
      events: [everyEvent],
      calls: [{ service: 'cloudformation', operation: 'ListStacks', how: 'throttle', next: 2 }],
    });
    hang('orders');
    await sweepUntil(session, () => statusOfStack('orders') === 'UPDATE_ROLLBACK_COMPLETE');
    session.cloud.setFaults({});
    await sweepUntil(session, async () => {
      const items = await storedItems(session);
      return items.length === 3 && items.every(({ subject }) => isFinal(subject));
    });
    const items = await itemsAtRest(session, 3);
    expect(items.filter(({ subject }) => statusOf(subject) === 'CANCELLED')).toHaveLength(2);
  });

  test('tells of what is in no environment where the routes say so, and leaves CDKToolkit alone', async () => {
    await create('CDKToolkit', {});
    await create('shared', { team: 'platform' });
    await itemsAtRest(session, 4);
    await until(() => messagesIn('platform').some((text) => text.includes('shared')));
    expect([...messagesIn('platform'), ...messagesIn('deploys')].filter((text) => text.includes('CDKToolkit'))).toEqual(
      [],
    );
    expect(await ask(session, '/proton status shared')).toContain('shared');
    expect(await ask(session, '/proton rollback shared')).toContain('CloudFormation itself rolls back an update');
  });

  test('takes AWS’s own example of an event, and others, without a dead letter', async () => {
    const known = (await storedItems(session)).length;
    session.cloud.putEvents([
      {
        source: 'aws.cloudformation',
        'detail-type': 'CloudFormation Stack Status Change',
        resources: ['arn:aws:cloudformation:us-west-1:111122223333:stack/teststack'],
        detail: {
          'stack-id': 'arn:aws:cloudformation:eu-central-1:123456789012:stack/teststack',
          'status-details': { status: 'CREATE_COMPLETE', 'status-reason': '' },
          'client-request-token': '',
        },
      },
      { source: 'aws.cloudformation', 'detail-type': 'CloudFormation Resource Status Change', detail: {} },
    ]);
    await until(() => isQuiet(session));
    expect(deadLetters(session)).toBe(0);
    expect(await storedItems(session)).toHaveLength(known);
  });
});
