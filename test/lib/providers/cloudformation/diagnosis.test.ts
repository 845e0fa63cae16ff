import { describe, expect, test } from '@jest/globals';
import type { DeploymentFacts } from '../../../../src/lib/model/subject.ts';
import { clientError, createStage, longMs } from './support.ts';

type Stage = ReturnType<typeof createStage>;

const template = (...types: readonly string[]) => ({
  TemplateBody: JSON.stringify({
    Resources: Object.fromEntries(types.map((Type, index) => [`Part${index}`, { Type }])),
  }),
});

/** What each investigator finds; the name of its error if it finds nothing. */
function investigate(stage: Stage, facts: DeploymentFacts) {
  stage.calls.length = 0;
  const investigators = stage.provider.investigators?.(facts) ?? [];
  const { signal } = new AbortController();
  return Promise.all(
    investigators.map((one) =>
      one.investigate(signal).catch((error: unknown) => [String(Reflect.get(Object(error), 'name'))]),
    ),
  );
}

describe('a diagnosis of a stack', () => {
  test('that failed has the failed resource with its reason, by one call for all', async () => {
    const stage = createStage();
    await stage.create('orders', template('AWS::SQS::Queue', 'AWS::ECS::Service'));
    stage.service.script('orders', 'fail');
    stage.service.call('UpdateStack', { StackName: 'orders' });
    await stage.clock.advance(longMs);
    const { facts } = await stage.read('orders');
    expect(facts.phase).toBe('failed');
    const [failed] = await investigate(stage, facts);
    expect(failed?.[0]).toMatch(/^Part\d \(AWS::\w+::\w+\) UPDATE_FAILED at 2026-11-29 10:\d\d:\d\d UTC: ./);
    expect(stage.calls.map(({ operation }) => operation)).toEqual(['DescribeStackEvents']);
  });

  test('that hangs has the resource that is in progress longest, and since when', async () => {
    const stage = createStage();
    await stage.create('orders', template('AWS::SQS::Queue', 'AWS::ECS::Service'));
    await stage.hang('orders');
    await stage.clock.advance(longMs);
    const [failed, longest] = await investigate(stage, (await stage.read('orders')).facts);
    expect(failed).toEqual([]);
    expect(longest?.[0]).toMatch(
      /^Part\d \(AWS::\w+::\w+\) has been UPDATE_IN_PROGRESS since 2026-11-29 10:1\d:\d\d UTC/,
    );
  });

  test('with something in its nested stack that hangs has that first, with the name of the stack', async () => {
    const stage = createStage();
    const id = await stage.create('orders');
    const nestedId = await stage.create('orders-network');
    const event = (of: string, name: string, type: string, second: number, physicalId = name) => ({
      StackId: of,
      StackName: of === id ? 'orders' : 'orders-network',
      LogicalResourceId: name,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      ResourceStatus: 'UPDATE_IN_PROGRESS',
      Timestamp: new Date(Date.parse('2026-11-29T10:00:00Z') + second * 1000),
    });
    stage.meddle = (operation) => {
      if (operation !== 'DescribeStackEvents') return undefined;
      const isNested = JSON.stringify(stage.calls.at(-1)?.input).includes('orders-network');
      return {
        StackEvents: isNested
          ? [event(nestedId, 'Gateway', 'AWS::EC2::NatGateway', 2)]
          : [event(id, 'Network', 'AWS::CloudFormation::Stack', 1, nestedId)],
      };
    };
    const [, longest] = await investigate(stage, (await stage.read('orders')).facts);
    expect(longest).toEqual([
      'orders-network/Gateway (AWS::EC2::NatGateway) has been UPDATE_IN_PROGRESS since 2026-11-29 10:00:02 UTC',
      'Network (AWS::CloudFormation::Stack) has been UPDATE_IN_PROGRESS since 2026-11-29 10:00:01 UTC',
    ]);
  });

  test('what was cancelled because another failed comes last, and what is nested comes before what it made fail', async () => {
    const stage = createStage();
    const id = await stage.create('orders');
    const event = (name: string, status: string, second: number, reason = '') => ({
      StackId: id,
      StackName: 'orders',
      EventId: `${name}${second}`,
      LogicalResourceId: name,
      PhysicalResourceId: name,
      ResourceType: 'AWS::ECS::Service',
      ResourceStatus: status,
      ResourceStatusReason: reason,
      Timestamp: new Date(Date.parse('2026-11-29T10:00:00Z') + second * 1000),
    });
    stage.meddle = (operation) =>
      operation === 'DescribeStackEvents'
        ? {
            StackEvents: [
              event('C', 'CREATE_IN_PROGRESS', 9, 'Eventual consistency check initiated'),
              event('C', 'CREATE_IN_PROGRESS', 5),
              event('B', 'CREATE_FAILED', 4, 'No such image'),
              event('A', 'CREATE_FAILED', 3, 'Resource creation cancelled'),
            ],
          }
        : undefined;
    const { facts } = await stage.read('orders');
    expect(await investigate(stage, facts)).toEqual([
      [
        'B (AWS::ECS::Service) CREATE_FAILED at 2026-11-29 10:00:04 UTC: No such image',
        'A (AWS::ECS::Service) CREATE_FAILED at 2026-11-29 10:00:03 UTC: Resource creation cancelled',
      ],
      [
        'C (AWS::ECS::Service) has been CREATE_IN_PROGRESS since 2026-11-29 10:00:05 UTC: Eventual consistency check initiated',
      ],
    ]);
  });

  test('that is denied is an error of each, which the bot leaves out; a nested stack that cannot be read is left out alone', async () => {
    const stage = createStage();
    await stage.create('orders', template('AWS::CloudFormation::Stack', 'AWS::SQS::Queue'));
    await stage.hang('orders');
    await stage.clock.advance(longMs);
    const { facts } = await stage.read('orders');
    const denied = () => {
      throw clientError('AccessDenied', 'not you', 403);
    };
    stage.meddle = denied;
    expect(await investigate(stage, facts)).toEqual([['AccessDenied'], ['AccessDenied']]);
    stage.meddle = () => (stage.countOf('DescribeStackEvents') > 1 ? denied() : undefined);
    expect(await investigate(stage, facts)).toEqual([expect.any(Array), expect.any(Array)]);
  });
});
