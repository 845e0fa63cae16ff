import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { MalformedEvent } from '../../../../src/lib/model/event.ts';
import { codePipelineDetailTypes, parseCodePipelineEvent } from '../../../../src/lib/providers/code-pipeline/events.ts';
import { orders, PipelineWorld } from './in-process.ts';

/** As AWS prints it: https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html */
const started = {
  version: '0',
  id: '01234567-EXAMPLE',
  'detail-type': 'CodePipeline Pipeline Execution State Change',
  source: 'aws.codepipeline',
  account: '123456789012',
  time: '2020-01-24T22:03:07Z',
  region: 'us-east-1',
  resources: ['arn:aws:codepipeline:us-east-1:123456789012:myPipeline'],
  detail: {
    pipeline: 'myPipeline',
    'execution-id': '12345678-1234-5678-abcd-12345678abcd',
    'start-time': '2023-10-26T13:49:39.208Z',
    'execution-trigger': {
      'trigger-type': 'StartPipelineExecution',
      'trigger-detail': 'arn:aws:sts::123456789012:assumed-role/Admin/my-user',
    },
    state: 'STARTED',
    version: 1.0,
    'pipeline-execution-attempt': 1.0,
  },
};

const reference = {
  on: 'deployment',
  provider: 'codePipeline',
  kind: 'pipeline',
  name: 'myPipeline',
  target: 'arn:aws:codepipeline:us-east-1:123456789012:myPipeline',
};

const { resources: _none, ...withoutResources } = started;

describe('an event of CodePipeline', () => {
  test('says which pipeline to look at, and nothing more', () => {
    expect(parseCodePipelineEvent(started)).toEqual({ kind: 'hint', reference });
  });

  test.each(codePipelineDetailTypes)('%s is one', (detailType) => {
    expect(parseCodePipelineEvent({ ...started, 'detail-type': detailType })).toEqual({ kind: 'hint', reference });
  });

  test.each([
    'STARTED',
    'SUCCEEDED',
    'FAILED',
    'RESUMED',
    'STOPPING',
    'STOPPED',
    'CANCELED',
    'CANCELLED',
    'SUPERSEDED',
    'ABANDONED',
    'a word of tomorrow',
    undefined,
  ])('the state %s changes nothing in that', (state) => {
    expect(parseCodePipelineEvent({ ...started, detail: { ...started.detail, state } })).toMatchObject({ reference });
  });

  test('without resources, the pipeline is the one of that name in the envelope’s account and Region, whatever the action’s Region', () => {
    const detail = { ...started.detail, region: 'eu-west-1', type: { category: 'Approval' } };
    expect(parseCodePipelineEvent({ ...withoutResources, detail })).toMatchObject({ reference });
  });

  test.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('in the partition %s', (partition, region) => {
    const arn = `arn:${partition}:codepipeline:${region}:123456789012:myPipeline`;
    for (const resources of [[arn], []]) {
      expect(parseCodePipelineEvent({ ...started, region, resources })).toMatchObject({ reference: { target: arn } });
    }
  });

  test('the ARN of a stage or an action leads to its pipeline', () => {
    const resources = [`${started.resources[0]}/Production/Approve`];
    expect(parseCodePipelineEvent({ ...started, resources })).toEqual({ kind: 'hint', reference });
  });

  test('a foreign source is malformed, and an unknown detail-type is ignored', () => {
    expect(() => parseCodePipelineEvent({ ...started, source: 'aws.codedeploy' })).toThrow(MalformedEvent);
    expect(parseCodePipelineEvent({ ...started, 'detail-type': 'CodePipeline News' })).toMatchObject({
      kind: 'ignored',
    });
  });

  test('whatever else it may be, it is a hint, ignored or malformed, and the error quotes nothing of it', () => {
    const secret = 'a-secret-of-the-event';
    const anything = fc.record(
      { source: fc.constant('aws.codepipeline'), 'detail-type': fc.constantFrom(...codePipelineDetailTypes, 1, null) },
      { requiredKeys: ['source'] },
    );
    fc.assert(
      fc.property(anything, fc.anything(), fc.anything(), (event, detail, resources) => {
        try {
          parseCodePipelineEvent({ ...event, detail, resources, secret });
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedEvent);
          expect(String(error)).not.toContain(secret);
        }
      }),
    );
  });

  test('every event that the stand-in sends leads to its pipeline', async () => {
    const world = new PipelineWorld();
    world.service.define(orders);
    world.service.start('orders');
    await world.pass(60_000);
    expect(world.events.length).toBeGreaterThan(6);
    for (const event of world.events) {
      const envelope = { account: '123456789012', region: 'eu-central-1', ...event };
      expect(parseCodePipelineEvent(envelope)).toMatchObject({ kind: 'hint', reference: { name: 'orders' } });
    }
  });
});
