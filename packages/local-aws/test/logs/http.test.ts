import * as sdk from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTaskDefinitionCommand, ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CloudUnderTest, startCloudUnderTest } from '../fixture/cloud.ts';

let running: CloudUnderTest;
let client: sdk.CloudWatchLogsClient;
let ecs: ECSClient;
const stream = { logGroupName: '/ecs/orders', logStreamName: 'ecs/web/1' };

beforeAll(async () => {
  running = await startCloudUnderTest({ template: { Resources: {} } });
  const options = {
    endpoint: running.cloud.endpointUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  client = new sdk.CloudWatchLogsClient(options);
  ecs = new ECSClient(options);
});
afterAll(async () => {
  client.destroy();
  ecs.destroy();
  await running.stop();
});

test('what is put into a stream can be read, from its end or from its beginning', async () => {
  await client.send(new sdk.CreateLogGroupCommand(stream));
  await client.send(new sdk.CreateLogStreamCommand(stream));
  const logEvents = Array.from({ length: 30 }, (_, index) => ({ timestamp: 1_000 + index, message: `line ${index}` }));
  await client.send(new sdk.PutLogEventsCommand({ ...stream, logEvents }));
  const read = async (startFromHead: boolean) => {
    const { events } = await client.send(new sdk.GetLogEventsCommand({ ...stream, limit: 2, startFromHead }));
    return events?.map(({ message }) => message);
  };
  expect(await read(false)).toEqual(['line 28', 'line 29']);
  expect(await read(true)).toEqual(['line 0', 'line 1']);
});

test('each error is the one that the model declares', async () => {
  const unknown = { ...stream, logGroupName: 'nobody' };
  await expect(client.send(new sdk.GetLogEventsCommand(unknown))).rejects.toBeInstanceOf(sdk.ResourceNotFoundException);
  await expect(client.send(new sdk.CreateLogStreamCommand(unknown))).rejects.toBeInstanceOf(
    sdk.ResourceNotFoundException,
  );
  await expect(client.send(new sdk.GetLogEventsCommand({ ...stream, limit: 10_001 }))).rejects.toBeInstanceOf(
    sdk.InvalidParameterException,
  );
  running.cloud.logs.write('other', 'one', ['line']);
  await expect(client.send(new sdk.CreateLogGroupCommand({ logGroupName: 'other' }))).rejects.toBeInstanceOf(
    sdk.ResourceAlreadyExistsException,
  );
});

test('a task definition is registered, and described by its ARN, its revision or its family', async () => {
  const containerDefinitions = [{ name: 'web', image: 'orders:v1', healthCheck: { command: ['CMD', 'true'] } }];
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({ family: 'orders', containerDefinitions }),
  );
  for (const text of [taskDefinition?.taskDefinitionArn ?? '', 'orders:1', 'orders']) {
    const described = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: text }));
    expect(described.taskDefinition).toMatchObject({ revision: 1, containerDefinitions });
  }
  await expect(ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'nobody' }))).rejects.toMatchObject({
    name: 'ClientException',
  });
});
