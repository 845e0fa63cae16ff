import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { arnOf } from '../../../src/model/arns.ts';
import { INPUTS } from '../../../src/model/inputs/index.ts';
import { ACCOUNT, REGION } from '../../support/world.ts';
import { inputOf, OPERATIONS } from '../model/model.ts';
import { resolveInput, sceneOf } from './scenes/index.ts';
import type { Input } from './scenes/scene.ts';
import { type Answer, openStage, type Stage } from './stage.ts';

/*
 * Rules 2 to 4 of https://docs.aws.amazon.com/proton/latest/APIReference/Welcome.html (idempotency) over the wire, and
 * what this control plane does where the page says nothing (A30).
 */

const NAMED_CREATES: Readonly<Record<string, { readonly suffix: string; readonly update: string }>> = {
  CreateEnvironmentTemplate: { suffix: 'environment-template/fresh', update: 'UpdateEnvironmentTemplate' },
  CreateServiceTemplate: { suffix: 'service-template/fresh', update: 'UpdateServiceTemplate' },
  CreateEnvironment: { suffix: 'environment/fresh', update: 'UpdateEnvironment' },
  CreateService: { suffix: 'service/fresh', update: 'UpdateService' },
};
const EMPTY_WHEN_GONE = [
  'DeleteEnvironmentTemplate',
  'DeleteEnvironmentTemplateVersion',
  'DeleteServiceTemplate',
  'DeleteServiceTemplateVersion',
  'DeleteEnvironmentAccountConnection',
];
const TAKES_TIME = ['DeleteEnvironment', 'DeleteService'];

const served = Object.keys(INPUTS);
const REFUSED_WHEN_GONE = [
  'DeleteComponent',
  'DeleteRepository',
  'DeleteServiceSyncConfig',
  'DeleteTemplateSyncConfig',
  'DeleteDeployment',
];
/** A component takes its time to go. */
const GONE_AT_ONCE = new Set(REFUSED_WHEN_GONE.filter((operation) => operation !== 'DeleteComponent'));

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(() => stage.reset());
afterAll(() => stage.close());

function call(operation: string, more: Input = {}): Promise<Answer> {
  const { input, caller } = sceneOf(operation);
  return stage.call(operation, { ...resolveInput(input, stage.ids), ...more }, { accountId: caller });
}

async function unchangedBy(work: () => Promise<Answer>): Promise<Answer> {
  const state = stage.state();
  const answer = await work();
  expect(stage.state()).toBe(state);
  return answer;
}

test('the rules are about every create by name and every delete that is served', () => {
  const deletes = [...EMPTY_WHEN_GONE, ...TAKES_TIME, ...REFUSED_WHEN_GONE];
  expect(deletes.sort()).toEqual(served.filter((operation) => operation.startsWith('Delete')).sort());
});

describe('every operation that the model calls idempotent', () => {
  const idempotent = served.filter((operation) => OPERATIONS.get(operation)?.idempotent === true);

  test.each(idempotent)('%s changes nothing when it is repeated', async (operation) => {
    const token = inputOf(operation).idempotencyToken;
    const same = token === undefined ? {} : { [token]: 'once' };
    expect((await call(operation, same)).error).toBeUndefined();
    const { error } = await unchangedBy(() => call(operation, same));
    expect(error?.name).toBe(GONE_AT_ONCE.has(operation) ? 'ResourceNotFoundException' : undefined);
  });
});

describe.each(Object.entries(NAMED_CREATES))('%s of a name that exists (rule 2)', (operation, { suffix, update }) => {
  test('returns the original for the same input', async () => {
    const first = await call(operation);
    const second = await unchangedBy(() => call(operation));
    expect(second.error).toBeUndefined();
    expect(second.body).toEqual(first.body);
  });

  test('is refused for another input', async () => {
    await call(operation);
    const { error } = await unchangedBy(() => call(operation, { description: 'Another' }));
    expect(error).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Idempotent parameter mismatch'),
    });
  });

  test('is a conflict once it was updated; tags and changes of status do not count (A32)', async () => {
    await call(operation);
    const resourceArn = arnOf({ region: REGION, accountId: ACCOUNT }, suffix);
    stage.world.call('TagResource', { resourceArn, tags: [{ key: 'team', value: 'platform' }] });
    stage.world.clock.settle();
    expect((await call(operation)).error).toBeUndefined();
    stage.world.call(update, { name: 'fresh', description: 'Changed', deploymentType: 'NONE' });
    expect((await unchangedBy(() => call(operation))).error?.name).toBe('ConflictException');
    const other = await unchangedBy(() => call(operation, { description: 'Another' }));
    expect(other.error?.name).toBe('ValidationException');
  });
});

describe.each(EMPTY_WHEN_GONE)('%s (rule 3)', (operation) => {
  test('returns what it deletes; again, it succeeds with nothing', async () => {
    const first = await call(operation);
    expect(Object.values(Object(first.body))).toEqual([expect.objectContaining({ arn: expect.any(String) })]);
    const second = await unchangedBy(() => call(operation));
    expect(second).toMatchObject({ status: 200, body: {}, output: {} });
  });
});

describe.each(TAKES_TIME)('%s (rule 4)', (operation) => {
  test('returns the details while it runs, does nothing more, and then returns nothing', async () => {
    const first = await call(operation);
    const second = await unchangedBy(() => call(operation));
    expect(second.error).toBeUndefined();
    expect(second.body).toEqual(first.body);
    expect(JSON.stringify(second.body)).toContain('DELETE_IN_PROGRESS');
    stage.world.clock.settle();
    const third = await unchangedBy(() => call(operation));
    expect(third).toMatchObject({ status: 200, body: {}, output: {} });
    expect((await call(operation.replace('Delete', 'Get'), sceneInput(operation))).error?.name).toBe(
      'ResourceNotFoundException',
    );
  });
});

describe.each(REFUSED_WHEN_GONE)('%s (A30)', (operation) => {
  test('returns what it deletes; when that is gone, it is not found', async () => {
    const first = await call(operation);
    expect(first.error).toBeUndefined();
    expect(Object.keys(Object(first.body))).toHaveLength(1);
    stage.world.clock.settle();
    const second = await unchangedBy(() => call(operation));
    expect(second.error?.name).toBe('ResourceNotFoundException');
  });
});

test('DeleteComponent returns the component unchanged while it is being deleted (A30)', async () => {
  const first = await call('DeleteComponent');
  const second = await unchangedBy(() => call('DeleteComponent'));
  expect(second.error).toBeUndefined();
  expect(second.body).toEqual(first.body);
});

test.each([
  ['AcceptEnvironmentAccountConnection', 'CONNECTED'],
  ['RejectEnvironmentAccountConnection', 'REJECTED'],
])('%s returns the connection unchanged when it is %s already (A27)', async (operation, status) => {
  const first = await call(operation);
  expect(first.body).toMatchObject({ environmentAccountConnection: { status } });
  expect((await unchangedBy(() => call(operation))).body).toEqual(first.body);
});

function sceneInput(operation: string): Input {
  return resolveInput(sceneOf(operation).input, stage.ids);
}
