import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/index.ts';
import { messagesAbout } from './support/instances.ts';
import { ask } from './support/people.ts';
import { deadLetters, isQuiet } from './support/queues.ts';
import { startTestSession, until } from './support/session.ts';
import { sweepUntil } from './support/sweeps.ts';

let session: Session;

beforeAll(async () => {
  session = await startTestSession({
    botFile: 'test/e2e/support/supply-chain-alone.yml',
    packageFolder: '.proton-bot/supply-chain-test-package',
  });
});

afterAll(() => session.stop());

test('a bot without Proton watches instances, answers about them, and asks and hears nothing of Proton', async () => {
  // No event tells of an instance, and what is not under way is not listed: on a busy machine a creation of a second would have
  // ended before the first listing, and nobody would ever hear of it. So it goes on until it was seen.
  session.cloud.supplyChain.script('instance/factory-eu', 'hang');
  session.cloud.supplyChain.call('CreateInstance', { instanceName: 'factory-eu' });
  await sweepUntil(session, () => messagesAbout(session, 'factory-eu').length > 0);
  session.cloud.supplyChain.script('instance/factory-eu', 'succeed');
  expect(await ask(session, '/proton status factory-eu')).toContain('factory-eu');
  await sweepUntil(session, () => messagesAbout(session, 'factory-eu').some(({ text }) => /succeeded/.test(text)));
  expect(messagesAbout(session, 'factory-eu')).toHaveLength(1);
  expect(await ask(session, '/proton supply-chain list')).toContain('factory-eu');
  expect(await ask(session, '/proton help')).not.toContain('create-instance');

  session.cloud.putEvents([
    {
      source: 'aws.proton',
      'detail-type': 'AWS Proton Environment Status Change',
      detail: { name: 'prod-eu', status: 'IN_PROGRESS' },
    },
  ]);
  await until(() => isQuiet(session));
  expect(deadLetters(session)).toBe(0);
  const called = Object.values(session.cloud.calls()).flatMap((operations) => Object.keys(operations));
  expect(called.filter((operation) => operation.startsWith('proton.'))).toEqual([]);
});
