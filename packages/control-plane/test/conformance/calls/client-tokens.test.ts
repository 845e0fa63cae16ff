import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { INPUTS } from '../../../src/model/inputs/index.ts';
import { ENVIRONMENT_ACCOUNT, ROLE_ARN, serviceSpec, type World } from '../../support/world.ts';
import { inputOf } from '../model/model.ts';
import { resolveInput, sceneOf } from './scenes/index.ts';
import type { Input } from './scenes/scene.ts';
import { type Answer, openStage, type Stage } from './stage.ts';

/*
 * Rule 1 of https://docs.aws.amazon.com/proton/latest/APIReference/Welcome.html (idempotency): creates and updates with a
 * client token, over the wire, for every operation whose input has one.
 */

const HOUR_MS = 60 * 60 * 1000;
const TOKEN = 'Once-and-only-once';

interface TokenCase {
  readonly input?: Input;
  /** What makes the input another one. */
  readonly different: Input;
  /** What the same input does when its token says nothing: makes one more, or meets the one that is there. */
  readonly anew: 'works' | 'ConflictException';
  /** Deletes what the call has made. */
  readonly remove?: (world: World, made: Record<string, unknown>) => void;
}

const CASES: Readonly<Record<string, TokenCase>> = {
  CreateEnvironmentTemplateVersion: {
    different: { description: 'Another' },
    anew: 'works',
    remove: (world, { majorVersion, minorVersion }) =>
      world.call('DeleteEnvironmentTemplateVersion', { templateName: 'empty', majorVersion, minorVersion }),
  },
  CreateServiceTemplateVersion: {
    different: { supportedComponentSources: ['DIRECTLY_DEFINED'] },
    anew: 'works',
    remove: (world, { majorVersion, minorVersion }) =>
      world.call('DeleteServiceTemplateVersion', { templateName: 'empty', majorVersion, minorVersion }),
  },
  CreateEnvironmentAccountConnection: {
    different: { roleArn: ROLE_ARN },
    anew: 'works',
    remove: (world, { id }) =>
      world.call('DeleteEnvironmentAccountConnection', { id }, { accountId: ENVIRONMENT_ACCOUNT }),
  },
  CreateComponent: {
    different: { description: 'Another' },
    anew: 'ConflictException',
    remove: (world, { name }) => world.call('DeleteComponent', { name }),
  },
  CreateServiceInstance: {
    different: { tags: [{ key: 'team', value: 'shop' }] },
    anew: 'ConflictException',
    remove: (world) => world.call('UpdateService', { name: 'blog', spec: serviceSpec(['only']) }),
  },
  UpdateComponent: {
    input: { deploymentType: 'CURRENT_VERSION', templateFile: 'Resources: { A: { Type: "AWS::SQS::Queue" } }' },
    different: { templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }' },
    anew: 'works',
  },
  UpdateServiceInstance: {
    input: { deploymentType: 'CURRENT_VERSION' },
    different: { spec: serviceSpec(['blue']) },
    anew: 'works',
  },
};

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(() => stage.reset());
afterAll(() => stage.close());

test('is about every served operation with a client token', () => {
  const withToken = Object.keys(INPUTS).filter((operation) => inputOf(operation).idempotencyToken !== undefined);
  expect(Object.keys(CASES).sort()).toEqual(withToken.sort());
});

describe.each(Object.entries(CASES))('%s', (operation, { input, different, anew, remove }) => {
  const call = (more: Input = { clientToken: TOKEN }): Promise<Answer> => {
    const scene = sceneOf(operation);
    const whole = { ...resolveInput(scene.input, stage.ids), ...input, ...more };
    return stage.call(operation, whole, { accountId: scene.caller });
  };
  /** The call does its work, whatever was done before. */
  const expectAnew = async (more?: Input): Promise<void> => {
    const before = stage.state();
    const answer = await call(more);
    expect(answer.error?.name).toBe(anew === 'works' ? undefined : anew);
    if (anew === 'works') expect(stage.state()).not.toBe(before);
  };

  test('with the same token and input returns what the first call made, and does nothing', async () => {
    const first = await call();
    const state = stage.state();
    const second = await call();
    expect(second.error).toBeUndefined();
    expect(second.body).toEqual(first.body);
    expect(stage.state()).toBe(state);
  });

  test('with the same token and another input is refused as a mismatch', async () => {
    await call();
    const state = stage.state();
    const { error } = await call({ ...different, clientToken: TOKEN });
    expect(error).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('IdempotentParameterMismatch'),
    });
    expect(stage.state()).toBe(state);
  });

  test('takes a token in other letter case for another token', async () => {
    await call();
    stage.world.clock.settle();
    await expectAnew({ clientToken: TOKEN.toLowerCase() });
  });

  test('knows a token for eight hours, and not longer', async () => {
    await call();
    stage.world.clock.advance(8 * HOUR_MS - 1);
    const state = stage.state();
    expect((await call()).error).toBeUndefined();
    expect(stage.state()).toBe(state);
    stage.world.clock.advance(1);
    await expectAnew();
  });

  test('gets a token of its own from the client where the caller gives none', async () => {
    await call({});
    stage.world.clock.settle();
    await expectAnew({});
  });

  test('forgets the token of another account', async () => {
    await call();
    const scene = sceneOf(operation);
    const whole = { ...resolveInput(scene.input, stage.ids), ...input, ...different, clientToken: TOKEN };
    const { error } = await stage.call(operation, whole, { accountId: '777788889999' });
    // Another account has no resources of these names; a connection it can ask for itself.
    expect(error?.name).toBe(
      operation === 'CreateEnvironmentAccountConnection' ? undefined : 'ResourceNotFoundException',
    );
  });

  if (remove === undefined) return;
  test('makes a new one when what the token made was deleted', async () => {
    const first = await call();
    stage.world.clock.advance(HOUR_MS);
    const [made] = Object.values(Object(first.body));
    remove(stage.world, { ...Object(made) });
    stage.world.clock.settle();
    const second = await call();
    expect(second.error).toBeUndefined();
    expect(second.body).not.toEqual(first.body);
  });
});
