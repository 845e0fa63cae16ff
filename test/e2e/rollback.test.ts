import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/index.ts';
import { callsOf, troublesAt } from './support/call-counts.ts';
import { answerTo, ask, ben, onCall } from './support/people.ts';
import { deadLetters, isQuiet, revealUntil } from './support/queues.ts';
import { deployService, instanceStatus } from './support/service.ts';
import { startTestSession, until } from './support/session.ts';

/** A person takes back a deployment that has failed, through the deployed functions. */

const update = 'proton.UpdateServiceInstance';
const rollback = 'proton-bot.rollback';

let session: Session;

beforeAll(async () => {
  session = await startTestSession({
    botFile: 'test/e2e/support/rollback.yml',
    packageFolder: '.proton-bot/rollback-test-package',
  });
  await deployService(session, { instances: ['api', 'web', 'worker'] });
});

afterAll(() => session.stop());

const specWith = (port: number) =>
  `proton: ServiceSpec\ninstances:\n${['api', 'web', 'worker']
    .map((name) => `  - name: ${name}\n    environment: prod-eu\n    spec: { port: ${port} }\n`)
    .join('')}`;

/** What the newest deployment of an instance deployed, or was to deploy. */
function portOf(instance: string): string | undefined {
  const { controlPlane } = session;
  const { serviceInstance } = controlPlane.call('GetServiceInstance', { serviceName: 'orders', name: instance });
  const id = /"lastAttemptedDeploymentId":"([^"]+)"/.exec(JSON.stringify(serviceInstance))?.[1];
  const { deployment } = controlPlane.call('GetDeployment', { id });
  return /port: (\d+)/.exec(JSON.stringify(Object(deployment).targetState))?.[1];
}

/** The live message about an instance that shows this. */
function messageOf(instance: string, words: string) {
  return session.slack.workspace
    .messages('deploys')
    .findLast(
      ({ text, threadTs }) => threadTs === undefined && text.includes(`\`orders/${instance}\``) && text.includes(words),
    );
}

/** A version that does not come up. */
async function deployBroken(instance: string): Promise<void> {
  session.controlPlane.script(`orders/${instance}`, 'fail');
  const input = { serviceName: 'orders', name: instance, deploymentType: 'CURRENT_VERSION', spec: specWith(81) };
  session.controlPlane.call('UpdateServiceInstance', input);
  await until(() => messageOf(instance, 'failed') !== undefined);
  session.controlPlane.script(`orders/${instance}`, 'succeed');
}

describe('a deployment that has failed', () => {
  test('is offered to be taken back on its message, and the last good version comes back, once', async () => {
    await deployBroken('api');
    expect(portOf('api')).toBe('81');
    const message = messageOf('api', 'failed');
    expect(JSON.stringify(message?.blocks)).toContain(rollback);
    const before = callsOf(session, update);
    const press = (person: string) =>
      answerTo(session, person, () => session.slack.click(person, message?.ts ?? '', rollback));
    expect(await press(ben)).toContain('You may not rollback');
    expect(callsOf(session, update)).toBe(before);
    expect(await press(onCall)).toContain('accepted the request');
    await until(() => instanceStatus(session, 'orders', 'api') === 'SUCCEEDED');
    expect([portOf('api'), callsOf(session, update)]).toEqual(['80', before + 1]);
    await until(() => messageOf('api', 'succeeded') !== undefined && isQuiet(session));
    // Of what was replaced, nothing is offered any more.
    expect(JSON.stringify(messageOf('api', 'failed')?.blocks ?? [])).not.toContain(rollback);
  });

  test('is taken back by a typed command, and nothing is done where there is nothing to take back', async () => {
    expect(await ask(session, '/proton rollback orders/web')).toContain('Cannot roll back');
    await deployBroken('web');
    expect(await ask(session, '/proton rollback orders/web')).toContain('accepted the request');
    await until(() => instanceStatus(session, 'orders', 'web') === 'SUCCEEDED');
    expect(portOf('web')).toBe('80');
  });

  test('is taken back once when the answer is lost', async () => {
    await deployBroken('worker');
    const { lost } = lostAnswer();
    session.cloud.setFaults(lost);
    const before = callsOf(session, update);
    await ask(session, '/proton rollback orders/worker');
    await until(() => callsOf(session, update) > before);
    session.cloud.setFaults({});
    await revealUntil(session, () => instanceStatus(session, 'orders', 'worker') === 'SUCCEEDED' && isQuiet(session));
    expect([portOf('worker'), callsOf(session, update), deadLetters(session)]).toEqual(['80', before + 1, 0]);
  });
});

function lostAnswer() {
  const { 'answer-lost': lost } = troublesAt({ service: 'proton', operation: 'UpdateServiceInstance' });
  if (lost === undefined) throw new Error('there is no such trouble');
  return { lost };
}
