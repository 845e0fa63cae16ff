import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createControlPlaneHttpHandler } from '@proton-bot/control-plane';
import { createTable as createLocalTable } from '@proton-bot/local-aws';
import { createWorld } from '../../../packages/control-plane/test/support/world.ts';
import { type CloudUnderTest, startCloudUnderTest } from '../../../packages/local-aws/test/fixture/cloud.ts';
import { describeDiagnosed } from '../../../src/cli/diagnose-target.ts';
import { createTable, systemClock, systemRandom } from '../../../src/lib/aws/index.ts';
import { newItem } from '../../../src/lib/model/item-changes.ts';
import { noDetails } from '../../../src/lib/model/observation.ts';
import { createStore } from '../../../src/lib/store/index.ts';
import { createProtonService } from '../../../src/local/control-plane.ts';
import { facts } from '../../lib/model/subjects.ts';
import { tableProperties } from '../../lib/store/tables.ts';
import { run } from '../support/run.ts';

/** The stand-ins behind one address, and the bot's table. */
let running: CloudUnderTest;
let port: string;
let executionId: string;
const region = 'eu-central-1';

const keptAtMs = Date.parse('2026-11-30T12:00:00Z');

beforeAll(async () => {
  const controlPlane = createControlPlaneHttpHandler(createWorld().plane);
  running = await startCloudUnderTest({
    template: { Resources: {} },
    services: [() => createProtonService((request, response) => void controlPlane(request, response))],
  });
  const url = running.cloud.endpointUrl;
  port = new URL(url).port;
  await createLocalTable(url, { ...(await tableProperties()), TableName: 'proton-bot-prod' });
  const { codePipeline } = running.cloud;
  codePipeline.define({
    name: 'orders',
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', category: 'Source', provider: 'CodeStarSourceConnection' }] },
      { name: 'Staging', actions: [{ name: 'Deploy', category: 'Deploy', provider: 'ECS' }] },
    ],
  });
  codePipeline.define({
    name: 'idle',
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', category: 'Source', provider: 'CodeStarSourceConnection' }] },
      { name: 'Staging', actions: [{ name: 'Deploy', category: 'Deploy', provider: 'ECS' }] },
    ],
  });
  codePipeline.script('pipeline/orders', 'hang');
  executionId = codePipeline.start('orders');
  const client = new DynamoDBClient({
    endpoint: url,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const store = createStore({
    table: createTable(client),
    tableName: 'proton-bot-prod',
    clock: systemClock,
    random: systemRandom,
  });
  const metadata: unknown = Reflect.get(codePipeline.call('GetPipeline', { name: 'orders' }), 'metadata');
  const target = String(Reflect.get(Object(metadata), 'pipelineArn'));
  const deployment = facts({ provider: 'codePipeline', kind: 'pipeline', target, name: 'orders', id: executionId });
  const observation = { subject: { on: 'deployment', deployment }, details: noDetails } as const;
  const context = { askedAtMs: keptAtMs, answeredAtMs: keptAtMs, cause: 'event' } as const;
  const item = newItem({ target, attempt: '1' }, observation, context);
  const kept = { ...item, diagnosis: { atMs: keptAtMs, part: 'd-1', text: 'the script failed' } };
  await store.create(kept, await store.attempts(target));
  client.destroy();
});

afterAll(() => running.stop());

describe('the diagnosis of a target', () => {
  test('is what the back end says now, and what the bot kept', async () => {
    const { exitCode, out, err } = await run(['diagnose', 'orders', '--aws-port', port]);
    expect([exitCode, err]).toEqual([0, '']);
    const [title, now, kept, text] = out.split('\n');
    expect(title).toMatch(/^arn:aws:codepipeline:eu-central-1:\d+:orders {2}InProgress$/);
    expect(now).toMatch(/^Source\/Checkout has been in progress since \d{4}-/);
    expect([kept, text]).toEqual(['kept by the bot in d-1 at 2026-11-30T12:00:00.000Z:', 'the script failed']);
  });

  test('is there as JSON', async () => {
    const { out } = await run(['diagnose', 'orders', '--json', '--aws-port', port]);
    expect(JSON.parse(out)).toMatchObject({ status: 'InProgress', kept: { text: 'the script failed' } });
  });

  test.each(['idle', 'nowhere'])('of %s, where nothing was deployed, fails', async (target) => {
    const { exitCode, out, err } = await run(['diagnose', target, '--aws-port', port]);
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toContain(`no back end knows ${target}, or nothing was deployed there`);
  });

  test('has no sequences that a terminal obeys, and says so where there is none', () => {
    const diagnosed = { target: 'arn', status: 'FAILED' };
    expect(describeDiagnosed({ ...diagnosed, now: { atMs: 1, text: 'red \u001b[31m\nline' } })).toEqual([
      'arn  FAILED',
      String.raw`red \u001b[31m` + '\n  line',
    ]);
    expect(describeDiagnosed(diagnosed)[1]).toBe('nothing was found about why it would fail or hang');
  });
});
