import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startLocalCloud } from '../../src/index.ts';
import { type CloudUnderTest, startCloudUnderTest } from '../fixture/cloud.ts';
import { writePackageFolder, zipOf } from '../fixture/package-folder.ts';
import { fixtureTemplate, functionResource } from '../fixture/template.ts';

describe('a deployment', () => {
  let running: CloudUnderTest;
  beforeAll(async () => {
    running = await startCloudUnderTest({ template: fixtureTemplate() });
  });
  afterAll(() => running.stop());

  test('gives every resource its name and ARN, and the outputs', () => {
    const { resources, outputs } = running.cloud.deployment;
    const url = running.cloud.endpointUrl;
    expect(resources.get('ObserveQueue')).toEqual({
      ref: `${url}/123456789012/observe`,
      attributes: {
        Arn: 'arn:aws:sqs:eu-central-1:123456789012:observe',
        QueueName: 'observe',
        QueueUrl: `${url}/123456789012/observe`,
      },
    });
    expect(resources.get('NotifyQueue')?.attributes?.['QueueName']).toBe('local-NotifyQueue');
    expect(resources.get('ObserveFunction')?.attributes?.['Arn']).toBe(
      'arn:aws:lambda:eu-central-1:123456789012:function:fixture-dev-observe',
    );
    expect(resources.get('BusRule')?.ref).toBe('fixture-bus|local-BusRule');
    expect(resources.get('HourlySchedule')?.attributes?.['Arn']).toContain('schedule/default/hourly');
    expect(resources.get('Role')?.attributes?.['Arn']).toBe('arn:aws:iam::123456789012:role/local-Role');
    expect(outputs).toEqual({ HttpApiUrl: `${url}/_http-api` });
  });

  test('makes nothing whose condition does not hold', () => {
    expect(running.cloud.deployment.resources.has('ProductionOnlyQueue')).toBe(false);
  });
});

test('parameters given win over the defaults', async () => {
  const running = await startCloudUnderTest({ templateParameters: { Stage: 'production' } });
  expect(running.cloud.deployment.resources.has('ProductionOnlyQueue')).toBe(true);
  await running.stop();
});

test('a topic gets of an event what the transformer of its rule says', async () => {
  const template = fixtureTemplate();
  const toTopic = {
    Id: 'topic',
    Arn: { Ref: 'Topic' },
    InputTransformer: {
      InputPathsMap: { name: '$.detail.name', count: '$.detail.counts[0]', absent: '$.detail.absent' },
      InputTemplate: '"<name> has <count>, and <absent>."',
    },
  };
  const running = await startCloudUnderTest({
    template: {
      ...template,
      Resources: {
        ...template.Resources,
        Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } },
        Mail: {
          Type: 'AWS::SNS::Subscription',
          Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: 'on-call@example.com' },
        },
        Rule: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['shop'] }, Targets: [toTopic] } },
      },
    },
  });
  const detail = { name: 'the "best" order', counts: [3] };
  running.cloud.putEvents([{ source: 'shop', 'detail-type': 'Order', detail }]);
  running.cloud.putEvents([{ source: 'elsewhere', 'detail-type': 'Order', detail }]);
  expect(running.cloud.published()).toEqual([
    { topicArn: 'arn:aws:sns:eu-central-1:123456789012:alarms', message: '"the \\"best\\" order has 3, and ."' },
  ]);
  await running.stop();
});

describe('a template that cannot be deployed is refused by name', () => {
  const queue = (properties: object): object => ({ Type: 'AWS::SQS::Queue', Properties: properties });
  const rule = (properties: object): object => ({ Type: 'AWS::Events::Rule', Properties: properties });
  const support = { Role: { Type: 'AWS::IAM::Role' }, DeploymentBucket: { Type: 'AWS::S3::Bucket' } };
  const integration = (more: object): object => ({
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: 'local',
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: 'nobody',
      PayloadFormatVersion: '2.0',
      ...more,
    },
  });

  test.each<[what: string, resources: Record<string, object>, error: string, message: RegExp]>([
    [
      'an unknown type',
      { Cluster: { Type: 'AWS::ECS::Cluster' } },
      'UnsupportedResourceError',
      /make Cluster: it has no AWS::ECS::Cluster/,
    ],
    [
      'a FIFO queue',
      { Queue: queue({ FifoQueue: true }) },
      'InvalidPropertiesError',
      /Queue \(AWS::SQS::Queue\).*FifoQueue/,
    ],
    ['a bad number', { Queue: queue({ VisibilityTimeout: 'long' }) }, 'InvalidPropertiesError', /VisibilityTimeout/],
    [
      'a missing reference',
      { Queue: queue({ QueueName: { Ref: 'Nobody' } }) },
      'UnresolvableValueError',
      /Queue.QueueName: there is no Nobody/,
    ],
    [
      'a missing attribute',
      { Queue: queue({}), Other: queue({ QueueName: { 'Fn::GetAtt': ['Queue', 'Colour'] } }) },
      'UnresolvableValueError',
      /no Queue.Colour/,
    ],
    [
      'a missing condition',
      { Queue: { ...queue({}), Condition: 'Nobody' } },
      'UnresolvableValueError',
      /Queue: there is no condition Nobody/,
    ],
    [
      'a circle',
      { A: queue({ QueueName: { Ref: 'B' } }), B: queue({ QueueName: { Ref: 'A' } }) },
      'CircularDependencyError',
      /A → B → A/,
    ],
    [
      'an invalid pattern',
      { Rule: rule({ EventPattern: { source: 'aws.proton' } }) },
      'InvalidPropertiesError',
      /Rule.*"source" must be an object or an array/,
    ],
    [
      'an input transformer',
      { Rule: rule({ EventPattern: { source: ['a'] }, Targets: [{ Id: 'a', Arn: 'arn', InputTransformer: {} }] }) },
      'InvalidPropertiesError',
      /InputTransformer/,
    ],
    [
      'a transformer that names what it has no path for',
      {
        Rule: rule({
          EventPattern: { source: ['a'] },
          Targets: [{ Id: 'a', Arn: 'arn', InputTransformer: { InputTemplate: '"<nobody>"' } }],
        }),
      },
      'InvalidInputTemplateError',
      /<nobody>.*add a path/,
    ],
    ['a rule for nothing', { Rule: rule({}) }, 'InvalidPropertiesError', /EventPattern or ScheduleExpression/],
    [
      'a cron rule',
      { Rule: rule({ ScheduleExpression: 'cron(0 * * * ? *)' }) },
      'InvalidPropertiesError',
      /rate\(value unit\)/,
    ],
    [
      'a rule on a bus that is not there',
      { Rule: rule({ EventBusName: 'nowhere', EventPattern: { source: ['a'] } }) },
      'UnknownEventBusError',
      /nowhere/,
    ],
    [
      'a schedule without a role',
      {
        Schedule: {
          Type: 'AWS::Scheduler::Schedule',
          Properties: {
            ScheduleExpression: 'rate(1 minute)',
            FlexibleTimeWindow: { Mode: 'OFF' },
            Target: { Arn: 'arn:x' },
          },
        },
      },
      'InvalidPropertiesError',
      /Schedule.*RoleArn/,
    ],
    [
      'a function with layers',
      { ...support, Probe: { ...functionResource('probe'), Properties: { Layers: [] } } },
      'InvalidPropertiesError',
      /Layers/,
    ],
    [
      'a function without a zip',
      { ...support, Nothing: functionResource('nothing') },
      'PackageNotReadableError',
      /Nothing.*nothing\.zip/,
    ],
    [
      'an integration with nobody',
      { Integration: integration({}) },
      'InvalidPropertiesError',
      /IntegrationUri: no function nobody/,
    ],
    [
      'payload format 1.0',
      { Integration: integration({ PayloadFormatVersion: '1.0' }) },
      'InvalidPropertiesError',
      /PayloadFormatVersion/,
    ],
    [
      'a table DynamoDB refuses',
      {
        Table: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            AttributeDefinitions: [],
            KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
            BillingMode: 'PAY_PER_REQUEST',
          },
        },
      },
      'TableNotCreatedError',
      /cannot be made/,
    ],
  ])('%s', async (_what, Resources, name, message) => {
    await expect(startCloudUnderTest({ template: { Resources } })).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
  });

  test('a parameter without a value', async () => {
    const template = {
      Parameters: { Name: { Type: 'String' } },
      Resources: { Queue: queue({ QueueName: { Ref: 'Name' } }) },
    };
    await expect(startCloudUnderTest({ template })).rejects.toThrow(/the parameter Name has no value/);
  });

  test('a zip that is damaged, or leads out of its folder', async () => {
    const packageFolder = writePackageFolder({ Resources: { ...support, Probe: functionResource('probe') } });
    const start = () => startLocalCloud({ port: 0, packageFolder });
    writeFileSync(join(packageFolder, 'probe.zip'), 'no zip');
    await expect(start()).rejects.toMatchObject({
      name: 'PackageNotReadableError',
      message: expect.stringContaining('probe.zip'),
    });
    writeFileSync(join(packageFolder, 'probe.zip'), zipOf('../outside.cjs', ''));
    await expect(start()).rejects.toThrow(/leads out of the folder/);
    rmSync(dirname(packageFolder), { recursive: true });
  });

  test('a folder without a template, or with a broken one', async () => {
    const packageFolder = mkdtempSync(join(tmpdir(), 'proton-bot-test-'));
    const start = () => startLocalCloud({ port: 0, packageFolder });
    await expect(start()).rejects.toMatchObject({
      name: 'TemplateNotReadableError',
      message: expect.stringContaining('npm run package'),
    });
    writeFileSync(join(packageFolder, 'cloudformation-template-update-stack.json'), '{"Resources":{"A":{}}}');
    await expect(start()).rejects.toMatchObject({ name: 'TemplateNotReadableError' });
    rmSync(packageFolder, { recursive: true });
  });
});

test('a port that is taken is a clear error that says how to choose another', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const starting = startCloudUnderTest({ port, portSetting: { flag: '--port', environmentVariable: 'PORT' } });
  await expect(starting).rejects.toMatchObject({
    name: 'PortInUseError',
    port,
    message: expect.stringMatching(/in use.*--port <port> or PORT=<port>/),
  });
  await new Promise((resolve) => other.close(resolve));
});
