import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/index.ts';
import { ask } from './support/people.ts';
import { isQuiet } from './support/queues.ts';
import { startTestSession, until } from './support/session.ts';

let session: Session;

beforeAll(async () => {
  session = await startTestSession({ botFile: 'test/e2e/support/proton-alone.yml' });
});

afterAll(async () => {
  await session.stop();
});

/** Calls to a service, by whatever function. */
function callsTo(service: string): readonly string[] {
  const called = Object.values(session.cloud.calls()).flatMap((operations) => Object.keys(operations));
  return called.filter((operation) => operation.startsWith(`${service}.`));
}

test('a bot without the provider knows no such command, opens no form, asks the service nothing and tells no news of it', async () => {
  for (const words of ['create', 'list', 'delete factory-eu']) {
    expect(await ask(session, `/proton supply-chain ${words}`)).toMatch(/unknown|not a command|no command/i);
  }
  expect(await ask(session, '/proton help')).not.toContain('supply-chain');
  const { instance } = session.cloud.supplyChain.call('CreateInstance', { instanceName: 'factory-eu' });
  session.cloud.putEvents([
    {
      source: 'aws.supplychain',
      'detail-type': 'AWS Supply Chain Data Integration Status Change',
      detail: { instanceId: instance.instanceId, flowExecutionId: 'one', status: 'FAILED' },
    },
  ]);
  const swept = await session.cloud.invoke('sweep', {});
  expect(swept.outcome).toBe('succeeded');
  await until(() => isQuiet(session));
  expect(session.slack.faults.calls('views.open')).toBe(0);
  expect(callsTo('supplychain')).toEqual([]);
  expect(session.slack.workspace.messages('platform')).toEqual([]);
});
