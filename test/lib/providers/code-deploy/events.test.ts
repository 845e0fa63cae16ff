import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { MalformedEvent } from '../../../../src/lib/model/event.ts';
import { parseCodeDeployEvent } from '../../../../src/lib/providers/code-deploy/events.ts';
import { DeployWorld, fleet } from './in-process.ts';

/** As AWS has it in the test data of its library for Go: https://github.com/aws/aws-lambda-go/blob/main/events/testdata/codedeploy-deployment-event.json */
const success = {
  account: '123456789012',
  region: 'us-east-1',
  'detail-type': 'CodeDeploy Deployment State-change Notification',
  source: 'aws.codedeploy',
  version: '0',
  time: '2016-06-30T22:06:31Z',
  id: 'c071bfbf-83c4-49ca-a6ff-3df053957145',
  resources: [
    'arn:aws:codedeploy:us-east-1:123456789012:application:myApplication',
    'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:myApplication/myDeploymentGroup',
  ],
  detail: {
    instanceGroupId: '9fd2fbef-2157-40d8-91e7-6845af69e2d2',
    region: 'us-east-1',
    application: 'myApplication',
    deploymentId: 'd-123456789',
    state: 'SUCCESS',
    deploymentGroup: 'myDeploymentGroup',
  },
};

const reference = {
  on: 'deployment',
  provider: 'codeDeploy',
  kind: 'deploymentGroup',
  name: 'myApplication/myDeploymentGroup',
  target: 'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:myApplication/myDeploymentGroup',
};

const { resources: _none, ...withoutResources } = success;

describe('an event of CodeDeploy', () => {
  test('says which deployment group to look at, and nothing more', () => {
    expect(parseCodeDeployEvent(success)).toEqual({ kind: 'hint', reference });
  });

  test.each([
    'START',
    'SUCCESS',
    'FAILURE',
    'STOP',
    'READY',
    // Words of the API, and of others: none of them is believed.
    'Stopped',
    'CANCELED',
    'CANCELLED',
    'a word of tomorrow',
    undefined,
  ])('the state %s changes nothing in that', (state) => {
    expect(parseCodeDeployEvent({ ...success, detail: { ...success.detail, state } })).toMatchObject({ reference });
  });

  test('without resources, the group is the one of these names in the envelope’s account and Region', () => {
    expect(parseCodeDeployEvent(withoutResources)).toEqual({ kind: 'hint', reference });
  });

  test.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('in the partition %s', (partition, region) => {
    const arn = `arn:${partition}:codedeploy:${region}:123456789012:deploymentgroup:myApplication/myDeploymentGroup`;
    for (const resources of [[arn], []]) {
      expect(parseCodeDeployEvent({ ...success, region, resources })).toMatchObject({ reference: { target: arn } });
    }
  });

  test('what single instances say is nothing to look at: their deployment sums it up', () => {
    const event = { ...success, 'detail-type': 'CodeDeploy Instance State-change Notification' };
    expect(parseCodeDeployEvent(event)).toMatchObject({ kind: 'ignored' });
  });

  test('a deployment without a group is CloudFormation’s, whose stack tells of itself', () => {
    const { application: _application, deploymentGroup: _group, ...detail } = success.detail;
    expect(parseCodeDeployEvent({ ...withoutResources, detail })).toMatchObject({ kind: 'ignored' });
  });

  test.each([
    ['a foreign source', { ...success, source: 'aws.codepipeline' }],
    ['no detail-type', { ...success, 'detail-type': undefined }],
    ['neither group nor deployment', { ...withoutResources, detail: {} }],
    ['no detail', { ...withoutResources, detail: null }],
    ['no account', { ...withoutResources, account: undefined }],
    ['an account that is none', { ...withoutResources, account: '12' }],
  ])('%s is refused, with the reason and nothing of the event', (_what, event) => {
    expect(() => parseCodeDeployEvent(event)).toThrow(MalformedEvent);
    expect(() => parseCodeDeployEvent(event)).not.toThrow(/123456789012/);
  });

  test('whatever comes, it is read, ignored or refused', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(success)), fc.anything()), (members) => {
        try {
          expect(['hint', 'ignored']).toContain(parseCodeDeployEvent({ ...success, ...members }).kind);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedEvent);
        }
      }),
    );
  });

  test('those of the local cloud are such events', async () => {
    const world = new DeployWorld();
    world.start(fleet);
    await world.pass(60_000);
    expect(world.events.length).toBeGreaterThan(1);
    for (const event of world.events) {
      const told = parseCodeDeployEvent({ account: '123456789012', region: 'eu-central-1', ...event });
      expect(told).toMatchObject({ kind: 'hint', reference: { name: 'shop/fleet' } });
    }
  });
});
