import {
  CancelUpdateStackCommand,
  ChangeSetNotFoundException,
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackSetOperationCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  InvalidOperationException,
  ListStackSetOperationsCommand,
  ListStacksCommand,
  OperationInProgressException,
  OperationNotFoundException,
  paginateListStackSets,
  paginateListStacks,
  StackSetNotFoundException,
  StopStackSetOperationCommand,
  UpdateStackCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackExists,
  waitUntilStackImportComplete,
  waitUntilStackRollbackComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CloudUnderTest, startCloudUnderTest } from '../fixture/cloud.ts';
import { template } from './support/world.ts';

let under: CloudUnderTest;
let client: CloudFormationClient;
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
/** Times short enough to wait for. */
const cloudFormation = { resourceMs: 20, slowResourceMs: 200, cleanupMs: 10, changeSetMs: 10, pageSize: 3 };

beforeAll(async () => {
  under = await startCloudUnderTest({ cloudFormation });
  const { endpointUrl: endpoint } = under.cloud;
  client = new CloudFormationClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await under.stop();
});

const waiting = { minDelay: 0.02, maxDelay: 0.1, maxWaitTime: 20 };
const waiter = () => ({ client, ...waiting });

/** What the client throws. */
async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('with the SDK’s own client', () => {
  test('a stack is created, updated, cancelled and deleted, and its waiters see how it ends', async () => {
    const StackName = 'orders';
    const tags = [{ Key: 'Kosten & <Stelle> "7"', Value: `é漢 'a'` }];
    const created = await client.send(new CreateStackCommand({ StackName, TemplateBody: template, Tags: tags }));
    await waitUntilStackExists(waiter(), { StackName });
    await waitUntilStackCreateComplete(waiter(), { StackName });
    await client.send(new UpdateStackCommand({ StackName, TemplateBody: template }));
    await waitUntilStackUpdateComplete(waiter(), { StackName });
    under.cloud.cloudFormation.script(StackName, 'hang');
    await client.send(new UpdateStackCommand({ StackName, UsePreviousTemplate: true }));
    await client.send(new CancelUpdateStackCommand({ StackName: created.StackId ?? '' }));
    await waitUntilStackRollbackComplete(waiter(), { StackName });
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    expect(Stacks).toMatchObject([{ StackId: created.StackId, StackStatus: 'UPDATE_ROLLBACK_COMPLETE', Tags: tags }]);
    await client.send(new DeleteStackCommand({ StackName }));
    await waitUntilStackDeleteComplete(waiter(), { StackName });
    const gone = await errorOf(client.send(new DescribeStacksCommand({ StackName })));
    expect(gone).toMatchObject({ name: 'ValidationError', $metadata: { httpStatusCode: 400 } });
    expect(gone).toHaveProperty('message', 'Stack with id orders does not exist');
  });

  test('whatever is answered is what the API’s model has: the client leaves out what it does not know', async () => {
    const StackName = 'modelled';
    await client.send(
      new CreateStackCommand({
        StackName,
        TemplateBody: template,
        TimeoutInMinutes: 5,
        DeploymentConfig: { Mode: 'EXPRESS', DisableRollback: true },
        ClientRequestToken: 'a-token',
      }),
    );
    await waitUntilStackCreateComplete(waiter(), { StackName });
    const inProcess = under.cloud.cloudFormation;
    const same = async (work: Promise<{ readonly $metadata: unknown }>, expected: object) => {
      const { $metadata: _metadata, ...output } = await work;
      expect(output).toEqual(expected);
    };
    await same(client.send(new DescribeStacksCommand({ StackName })), inProcess.call('DescribeStacks', { StackName }));
    await same(
      client.send(new DescribeStackEventsCommand({ StackName })),
      inProcess.call('DescribeStackEvents', { StackName }),
    );
    await same(client.send(new ListStacksCommand({})), inProcess.call('ListStacks', {}));
  });

  test('lists go on where they left off, over pages that may be empty', async () => {
    for (const StackName of ['p1', 'p2', 'p3', 'p4', 'p5']) {
      await client.send(new CreateStackCommand({ StackName, TemplateBody: template }));
      await waitUntilStackCreateComplete(waiter(), { StackName });
    }
    under.cloud.cloudFormation.script('p1', 'hang');
    await client.send(new UpdateStackCommand({ StackName: 'p1' }));
    const found: (readonly (string | undefined)[])[] = [];
    for await (const page of paginateListStacks({ client }, { StackStatusFilter: ['UPDATE_IN_PROGRESS'] })) {
      found.push((page.StackSummaries ?? []).map(({ StackName }) => StackName));
    }
    expect(found.flat()).toEqual(['p1']);
    expect(found.some((page) => page.length === 0)).toBe(true);
  });

  test('faults look as they do on AWS: throttles by their name, and each operation can fail by itself', async () => {
    under.cloud.setFaults({ calls: [{ service: 'cloudformation', operation: 'ListStacks', how: 'throttle' }] });
    expect(await errorOf(client.send(new ListStacksCommand({})))).toMatchObject({
      name: 'Throttling',
      message: 'Rate exceeded',
      $metadata: { httpStatusCode: 400 },
    });
    await client.send(new DescribeStacksCommand({}));
    under.cloud.setFaults({ calls: [{ service: 'cloudformation', how: 'fail' }] });
    expect(await errorOf(client.send(new DescribeStacksCommand({})))).toMatchObject({
      $metadata: { httpStatusCode: 500 },
    });
    under.cloud.setFaults({});
  });

  test('another operation is refused by its name', async () => {
    const { endpointUrl } = under.cloud;
    const answer = await fetch(endpointUrl, {
      method: 'POST',
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=test/20261129/eu-central-1/cloudformation/aws4_request, SignedHeaders=host, Signature=0',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'Action=ListTypes&Version=2010-05-15',
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/xml']);
    const text = await answer.text();
    expect(text).toContain('<Code>InvalidAction</Code>');
    expect(text).toContain('The local cloud has no ListTypes of CloudFormation');
  });

  test('an outcome is scripted by a control route, and its events come to the default bus', async () => {
    const route = `${under.cloud.endpointUrl}/_local-aws/stack-outcomes`;
    const post = (content: unknown) =>
      fetch(route, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) });
    expect((await post({ stack: 'scripted', outcome: 'fail', reason: 'as asked' })).status).toBe(200);
    expect((await post({ stack: 'scripted', outcome: 'explode' })).status).toBe(400);
    expect((await post({ stack: 'scripted', outcome: 'hang', reason: 'never' })).status).toBe(400);
    await client.send(new CreateStackCommand({ StackName: 'scripted', TemplateBody: template }));
    const failed = await errorOf(waitUntilStackCreateComplete(waiter(), { StackName: 'scripted' }));
    expect(failed).toBeInstanceOf(Error);
    await under.until(
      (activity) => activity.kind === 'event' && JSON.stringify(activity).includes('ROLLBACK_IN_PROGRESS'),
    );
  });
});

test('a change set is made, waited for and executed; what is not there has the error of the model', async () => {
  const changeSet = { StackName: 'taken-over', ChangeSetName: 'import-1' };
  await client.send(new CreateChangeSetCommand({ ...changeSet, ChangeSetType: 'IMPORT', TemplateBody: template }));
  await waitUntilChangeSetCreateComplete(waiter(), changeSet);
  await client.send(new ExecuteChangeSetCommand(changeSet));
  await waitUntilStackImportComplete(waiter(), { StackName: 'taken-over' });
  expect(await errorOf(client.send(new DescribeChangeSetCommand(changeSet)))).toBeInstanceOf(
    ChangeSetNotFoundException,
  );
});

test('operations on StackSets, with paging and the errors of the model', async () => {
  for (const name of ['one', 'two', 'three', 'four']) {
    await client.send(new CreateStackSetCommand({ StackSetName: name, ManagedExecution: { Active: name === 'two' } }));
  }
  const names: string[] = [];
  for await (const { Summaries } of paginateListStackSets({ client, pageSize: 3 }, { Status: 'ACTIVE' })) {
    names.push(...(Summaries ?? []).map(({ StackSetName = '' }) => StackSetName));
  }
  expect(names).toEqual(['one', 'two', 'three', 'four']);
  under.cloud.cloudFormation.script('stackset/one', 'hang');
  const one = { StackSetName: 'one' };
  const places = { Accounts: ['111111111111'], Regions: ['eu-west-1'] };
  const { OperationId } = await client.send(new CreateStackInstancesCommand({ ...one, ...places }));
  expect(await errorOf(client.send(new CreateStackInstancesCommand({ ...one, ...places })))).toBeInstanceOf(
    OperationInProgressException,
  );
  const { Summaries } = await client.send(new ListStackSetOperationsCommand(one));
  expect(Summaries).toMatchObject([{ OperationId, Action: 'CREATE', Status: 'RUNNING' }]);
  const own = { ...one, OperationId };
  await client.send(new StopStackSetOperationCommand(own));
  const { StackSetOperation } = await client.send(new DescribeStackSetOperationCommand(own));
  expect(StackSetOperation).toMatchObject({ Status: 'STOPPING' });
  expect(await errorOf(client.send(new StopStackSetOperationCommand(own)))).toBeInstanceOf(InvalidOperationException);
  expect(
    await errorOf(client.send(new DescribeStackSetOperationCommand({ ...one, OperationId: 'none' }))),
  ).toBeInstanceOf(OperationNotFoundException);
  expect(await errorOf(client.send(new ListStackSetOperationsCommand({ StackSetName: 'nobody' })))).toBeInstanceOf(
    StackSetNotFoundException,
  );
});
