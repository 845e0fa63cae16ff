import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/index.ts';
import { Deployer, freePort, HostProcess, type Key } from './support/host.ts';
import { deadLetters } from './support/queues.ts';
import { logsOf, startTestSession, until } from './support/session.ts';
import { storedItems } from './support/table.ts';
import { itemsAtRest } from './support/told.ts';

const parameterName = '/proton-bot/proton/key';
let folder: string;
let session: Session;
let host: HostProcess;
let deployer: Deployer;
let botKey: Key;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-host-'));
  const port = await freePort();
  // Keys can be issued before the host was ever started.
  botKey = await new HostProcess(folder, port, '').issueKey();
  session = await startTestSession({
    parameters: [{ name: parameterName, value: JSON.stringify(botKey), type: 'SecureString' }],
    environment: { AWS_ENDPOINT_URL_PROTON: `http://127.0.0.1:${String(port)}` },
  });
  host = new HostProcess(folder, port, session.awsUrl);
  await host.start();
  deployer = new Deployer(host.url, await host.issueKey());
  await deployer.deployOrders();
});

afterAll(async () => {
  deployer.close();
  await host.end('SIGTERM');
  await session.stop();
  await rm(folder, { recursive: true, force: true });
});

const cancelled = async () => (await deployer.instanceStatus()) === 'CANCELLED';

async function storeKey(key: Key): Promise<void> {
  const client = new SSMClient({
    endpoint: session.awsUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'operator', secretAccessKey: 'operator' },
  });
  const Value = JSON.stringify(key);
  await client.send(new PutParameterCommand({ Name: parameterName, Value, Type: 'SecureString', Overwrite: true }));
  client.destroy();
}

/** How the bot learnt of each deployment that it has cancelled. */
async function causesOfCancelled(): Promise<readonly unknown[]> {
  const items = await storedItems(session);
  return items
    .filter(({ history }) => JSON.stringify(history).includes('"CANCELLED"'))
    .map(({ history }) => {
      const [first] = history.flatMap(({ event }) => (event.what === 'observed' ? [event.cause] : []));
      return first;
    });
}

describe('a deployed bot whose Proton is a control plane that is hosted elsewhere', () => {
  test('cancels a stuck deployment that an event of the host reports, with calls that are signed with an issued key', async () => {
    await itemsAtRest(session, 2);
    await deployer.hangUpdate();
    await until(cancelled);
    await itemsAtRest(session, 3);
    expect(await causesOfCancelled()).toEqual(['event']);
    const cancels = (await host.recordsOf(botKey)).filter(({ operation }) => String(operation).startsWith('Cancel'));
    expect(cancels).toMatchObject([
      {
        operation: 'CancelServiceInstanceDeployment',
        target: { serviceName: 'orders', serviceInstanceName: 'api' },
        accountId: '123456789012',
        outcome: 'OK',
      },
    ]);
  });

  test('also when the host was killed before the event had arrived, and was started again', async () => {
    // The bus refuses everything while the host is alive.
    session.cloud.setFaults({ calls: [{ service: 'events', how: 'fail' }] });
    await deployer.hangUpdate();
    await host.end('SIGKILL');
    session.cloud.setFaults({});
    await host.start();
    await until(cancelled);
    await itemsAtRest(session, 4);
    expect(await causesOfCancelled()).toEqual(['event', 'event']);
  });

  test('also after its key was replaced, and the old one revoked', async () => {
    const next = await host.issueKey();
    await storeKey(next);
    await host.revokeKey(botKey);
    await deployer.hangUpdate();
    await until(cancelled);
    await itemsAtRest(session, 5);
    const cancels = (await host.recordsOf(next)).filter(({ operation }) => String(operation).startsWith('Cancel'));
    expect(cancels).toMatchObject([{ operation: 'CancelServiceInstanceDeployment', outcome: 'OK' }]);
  });

  test('and no message is given up, and no secret logged', async () => {
    expect(deadLetters(session)).toBe(0);
    const { secretAccessKey } = botKey;
    expect(logsOf(session).join('\n')).not.toContain(secretAccessKey);
  });
});
