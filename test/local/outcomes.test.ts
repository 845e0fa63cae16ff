import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createControlPlane, createControlPlaneHttpHandler } from '@proton-bot/control-plane';
import { ManualClock } from '@proton-bot/local-aws';
import { type CloudUnderTest, startCloudUnderTest } from '../../packages/local-aws/test/fixture/cloud.ts';
import { createRequester } from '../../packages/local-aws/test/supply-chain/support/requests.ts';
import { settings } from '../../packages/local-aws/test/supply-chain/support/world.ts';
import { controlPath, createProtonService } from '../../src/local/control-plane.ts';
import { run } from '../cli/support/run.ts';

const path = `${controlPath}outcomes`;
const clock = new ManualClock(Date.parse('2026-11-21T10:00:00Z'));
const controlPlane = createControlPlane({
  clock: { now: () => clock.nowMs(), schedule: () => () => undefined },
  random: { uuid: () => '00000000-0000-4000-8000-000000000000' },
  region: 'eu-central-1',
  accountId: '123456789012',
  emit: () => undefined,
});

let running: CloudUnderTest;
let client: ReturnType<typeof createRequester>;
beforeEach(async () => {
  const serve = createControlPlaneHttpHandler(controlPlane, { testRoutes: true });
  running = await startCloudUnderTest({
    template: { Resources: {} },
    clock,
    supplyChain: settings,
    controlPath,
    services: [() => createProtonService((request, response) => void serve(request, response))],
  });
  client = createRequester(running.cloud.endpointUrl);
});
afterEach(async () => {
  controlPlane.reset();
  client.close();
  await running.stop();
});

/** The instance of that name, once its creation is over. */
async function ended(instanceName: string): Promise<object | undefined> {
  const { instance } = running.cloud.supplyChain.call('CreateInstance', { instanceName });
  await clock.advance(settings.creationMs);
  return running.cloud.supplyChain
    .call('ListInstances', {})
    .instances.find(({ instanceId }) => instanceId === instance.instanceId);
}

/** What the control plane was told to do. */
function scriptedTargets(): unknown[] {
  return controlPlane.snapshot().outcomes.map(({ targetArn, outcome }) => `${outcome} ${targetArn}`);
}

describe('POST outcomes', () => {
  test('reaches Supply Chain for instances, and Proton for its own targets', async () => {
    const script = { target: 'instance/orders', outcome: 'fail', statusMessage: 'No bucket.' };
    expect(await client.post(path, script)).toMatchObject({ status: 200, json: {} });
    expect(await ended('orders')).toMatchObject({ state: 'CreateFailed', errorMessage: 'No bucket.' });
    expect(scriptedTargets()).toEqual([]);

    expect(await client.post(path, { target: 'orders/api', outcome: 'hang' })).toMatchObject({ status: 200, json: {} });
    const arn = 'arn:aws:proton:eu-central-1:123456789012:service/orders/service-instance/api';
    expect(scriptedTargets()).toEqual([`hang ${arn}`]);
  });

  test.each<[what: string, body: object, message: RegExp]>([
    ['an outcome', { target: 'instance/a', outcome: 'finishFirst' }, /outcome: an instance can succeed, fail or hang/],
    ['a cancellation', { target: 'instance/a', outcome: 'fail', on: 'cancellation' }, /on: of an instance, the deploy/],
    ['a message', { target: 'instance/a', outcome: 'hang', statusMessage: 'm' }, /'statusMessage'/],
    ['a member', { target: 'instance/a', outcome: 'hang', when: 'now' }, /when/],
    ['a target', { target: 'arn:aws:scn:x:1:instance/a', outcome: 'hang' }, /'target'.*instance\/<name or id>/],
  ])('refuses %s that an instance has not', async (_what, body, message) => {
    const answer = await client.post(path, body);
    expect([answer.status, answer.json]).toEqual([
      400,
      expect.objectContaining({ message: expect.stringMatching(message) }),
    ]);
  });

  test('leaves it to Proton to refuse what is none, and takes nothing but JSON', async () => {
    expect(await client.send('POST', path, { body: '{' })).toMatchObject({ status: 400 });
    expect(await client.post(path, ['instance/a'])).toMatchObject({ status: 400 });
    expect(await client.post(path, { target: 5 })).toMatchObject({ status: 400 });
    expect(await client.send('GET', path)).toMatchObject({ status: 405 });
    const body = JSON.stringify({ target: 'instance/orders', outcome: 'fail' });
    expect(await client.send('POST', path, { body, headers: { 'content-type': 'text/plain' } })).toMatchObject({
      status: 415,
    });
    expect(await client.post(`${path}?region=us-east-1`, { target: 'instance/orders', outcome: 'fail' })).toMatchObject(
      {
        status: 400,
        json: { message: expect.stringContaining('give the ARN') },
      },
    );
    expect(await ended('orders')).toMatchObject({ state: 'Active' });
  });
});

describe('proton-bot local script', () => {
  const script = (...typed: string[]) =>
    run(['local', 'script', ...typed], {
      environment: { PROTON_BOT_AWS_PORT: new URL(running.cloud.endpointUrl).port },
    });

  test('scripts a creation and a deletion', async () => {
    expect(await script('instance/orders', 'fail', '--message', 'No bucket.')).toMatchObject({ exitCode: 0, err: '' });
    expect(await ended('orders')).toMatchObject({ state: 'CreateFailed', errorMessage: 'No bucket.' });
    expect(await script('instance/spare', 'hang', '--on', 'deletion')).toMatchObject({ exitCode: 0 });
    const spare = await ended('spare');
    running.cloud.supplyChain.call('DeleteInstance', spare);
    await clock.advance(settings.deletionMs);
    const { instances } = running.cloud.supplyChain.call('ListInstances', { instanceNameFilter: ['spare'] });
    expect(instances).toMatchObject([{ state: 'Deleting' }]);
  });

  test('tells why there is no such script', async () => {
    const refused = await script('instance/orders', 'fail', '--on', 'cancellation');
    expect(refused).toMatchObject({ exitCode: 1, err: expect.stringContaining('can be scripted') });
  });
});
