import { createServer } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createControlPlaneHttpHandler } from '@proton-bot/control-plane';
import { createTable as createLocalTable } from '@proton-bot/local-aws';
import { ACCOUNT, createShop, createWorld, REGION } from '../../../packages/control-plane/test/support/world.ts';
import { type CloudUnderTest, startCloudUnderTest } from '../../../packages/local-aws/test/fixture/cloud.ts';
import { createTable, systemClock, systemRandom } from '../../../src/lib/aws/index.ts';
import type { TrailEntry } from '../../../src/lib/model/trail.ts';
import { createStore } from '../../../src/lib/store/index.ts';
import { createProtonService } from '../../../src/local/control-plane.ts';
import { tableProperties } from '../../lib/store/tables.ts';
import { run } from '../support/run.ts';

const arn = `arn:aws:proton:${REGION}:${ACCOUNT}:service/shop/service-instance/blue`;
const observed: TrailEntry = {
  id: '1',
  atMs: Date.UTC(2026, 2, 2, 10),
  target: arn,
  name: 'shop/blue',
  environment: 'prod',
  actor: { type: 'bot' },
  event: { what: 'observed', status: 'IN_PROGRESS', cause: 'event' },
};
const refused: TrailEntry = {
  ...observed,
  id: '2',
  target: 'unknown',
  actor: { type: 'person', userId: 'U0123456789', requestId: 'r' },
  event: { what: 'refused', request: 'cancel everything', reason: 'no such target' },
};
const observedLine = '2026-03-02T10:00:00.000Z  IN_PROGRESS (found by: event)';

/** A table and a control plane behind one address, as in the local cloud. */
let running: CloudUnderTest;
let port: string;

beforeAll(async () => {
  const world = createWorld();
  createShop(world);
  const controlPlane = createControlPlaneHttpHandler(world.plane);
  running = await startCloudUnderTest({
    template: { Resources: {} },
    services: [() => createProtonService((request, response) => void controlPlane(request, response))],
  });
  const url = running.cloud.endpointUrl;
  port = new URL(url).port;
  for (const tableName of ['proton-bot-prod', 'another']) {
    await createLocalTable(url, { ...(await tableProperties()), TableName: tableName });
  }
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: url, region: REGION, credentials });
  const store = (tableName: string) =>
    createStore({ table: createTable(client), tableName, clock: systemClock, random: systemRandom });
  await store('proton-bot-prod').appendTrail([observed, refused]);
  await store('another').appendTrail([{ ...observed, event: { what: 'requested', request: 'cancel' } }]);
  client.destroy();
});

afterAll(() => running.stop());

describe('the trail', () => {
  test.each(['shop/blue', arn])('of %s is printed', async (target) => {
    expect(await run(['trail', target, '--aws-port', port])).toEqual({ exitCode: 0, out: observedLine, err: '' });
  });

  test('of what concerned no target is printed, too', async () => {
    expect(await run(['trail', 'unknown'], { environment: { PROTON_BOT_AWS_PORT: port } })).toEqual({
      exitCode: 0,
      out: '2026-03-02T10:00:00.000Z  person U0123456789 was refused "cancel everything": no such target',
      err: '',
    });
  });

  test('is there as JSON', async () => {
    const { exitCode, out } = await run(['trail', 'shop/blue', '--json', '--aws-port', port]);
    expect([exitCode, JSON.parse(out)]).toEqual([0, [observed]]);
  });

  test.each(['shop/green', 'not a name!', 'prod'])('of %s, of which there is none, fails', async (target) => {
    const { exitCode, out, err } = await run(['trail', target, '--aws-port', port]);
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toContain(`the trail has no entries for ${target}`);
  });

  test('of a name that things of two back ends have is asked back, and each is found by what only it is called', async () => {
    const { instance } = running.cloud.supplyChain.call('CreateInstance', { instanceName: 'prod' });
    const { exitCode, err } = await run(['trail', 'prod', '--aws-port', port]);
    expect(exitCode).toBe(1);
    expect(err).toContain('"prod" is not unique. Use one of these ARNs: ');
    expect(err).toContain(`arn:aws:proton:${REGION}:${ACCOUNT}:environment/prod`);
    expect(err).toContain(`instance/${instance.instanceId}`);
    for (const name of ['environment:prod', 'supply-chain:prod', 'instance/prod']) {
      expect((await run(['trail', name, '--aws-port', port])).err).toContain(`the trail has no entries for ${name}`);
    }
  });

  test('of what one back end knows is found although another does not answer; of what nobody knows, it says who did not', async () => {
    running.cloud.setFaults({ calls: [{ service: 'supplychain', how: 'fail' }] });
    expect(await run(['trail', 'shop/blue', '--aws-port', port])).toEqual({ exitCode: 0, out: observedLine, err: '' });
    const { exitCode, err } = await run(['trail', 'nowhere', '--aws-port', port]);
    expect(exitCode).toBe(1);
    expect(err).toContain(
      '"nowhere" was not found, and these back ends did not answer: AWS Supply Chain (SupplyChainUnavailable)',
    );
    running.cloud.setFaults({});
  });

  test('is read from the named table where the SDK finds AWS', async () => {
    // The runs before have pointed the SDK's own settings at this endpoint.
    expect(await run(['trail', arn, '--table', 'another'])).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('asks to cancel'),
    });
    expect(await run(['trail', arn], { environment: { PROTON_BOT_TABLE: 'missing' } })).toEqual({
      exitCode: 1,
      out: '',
      err: 'proton-bot: the trail cannot be read from the table missing (ResourceNotFoundException); check Region, credentials and table name',
    });
  });

  test('cannot be read where no local cloud runs', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const address = closed.address();
    const closedPort = typeof address === 'object' && address !== null ? String(address.port) : '';
    await new Promise((resolve) => closed.close(resolve));
    const { exitCode, out, err } = await run(['trail', arn, '--aws-port', closedPort]);
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toMatch(/^proton-bot: the trail cannot be read \(.+\); is the local cloud running/);
    expect(err).not.toContain('    at ');
  });
});
