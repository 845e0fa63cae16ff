import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Locator } from 'playwright-core';
import type { Session } from '../../src/local/index.ts';
import { ada, ben } from './support/people.ts';
import { addService, deployService, hangUpdate, instanceStatus } from './support/service.ts';
import { startTestSession, until } from './support/session.ts';
import { at, browserTest, messageAbout, openPage, openPageForEachTest, type } from './support/slack-page.ts';

const managementAccountId = '123456789012';
const hostile = '<!channel> *bold* <https://x.example|click> <img src=x onerror="document.title=1"> & <@U0ADA0001>';

let session: Session;

beforeAll(async () => {
  session = await startTestSession();
  // A service that no rule cancels: what happens to it, people do.
  await deployService(session, { service: 'unhurried', instances: ['api', 'web', 'jobs'] });
  await addService(session, { environment: 'prod-eu', service: 'orders', instances: ['api'] });
});

openPageForEachTest(() => session, { channel: 'deploys' });

afterAll(() => session.stop());

/** The live message of a deployment, found on the page by the button it has and the name it shows. */
async function messageWithButton(name: string): Promise<Locator> {
  const button = at('action-proton-bot.cancel');
  const message = messageAbout(name).filter({ has: button });
  await message.waitFor();
  return at((await message.getAttribute('data-testid')) ?? '');
}

/** How often a cancel arrived at the control plane. */
function cancelCalls(): number {
  return Object.values(session.cloud.calls())
    .flatMap((operations) => Object.entries(operations))
    .filter(([operation]) => operation.includes('Cancel'))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** An environment account that is on no list asks to be connected. */
function connect(accountId: string, environmentName: string): string {
  const roleArn = `arn:aws:iam::${accountId}:role/proton`;
  const input = { managementAccountId, environmentName, roleArn };
  const made = session.controlPlane.call('CreateEnvironmentAccountConnection', input, { accountId });
  return /"id":"([^"]+)"/.exec(JSON.stringify(made))?.[1] ?? '';
}

function connectionStatus(id: string): string {
  const found = session.controlPlane.call('GetEnvironmentAccountConnection', { id });
  return /"status":"([^"]+)"/.exec(JSON.stringify(found))?.[1] ?? '';
}

describe('the page of the real bot', () => {
  browserTest('a slash command is answered to the person who typed it, and to nobody else', async () => {
    await at('person-select').selectOption(ada);
    await type('/proton help');
    await at('ephemeral')
      .getByText(/^cancel </)
      .first()
      .waitFor();
    await type('/proton status unhurried/api');
    await at('ephemeral').getByText('unhurried/api').first().waitFor();
    expect(await at('ephemeral').last().innerText()).toContain('Only visible to you');
    await at('person-select').selectOption(ben);
    await at('ephemeral').first().waitFor({ state: 'detached' });
  });

  browserTest(
    'the cancel button asks first; then one message goes through its states, and its buttons go',
    async () => {
      await at('person-select').selectOption(ada);
      hangUpdate(session, 'unhurried', 'api');
      const message = await messageWithButton('unhurried/api');
      await message.getByText('in progress').first().waitFor();
      const before = cancelCalls();

      await message.getByTestId('action-proton-bot.cancel').click();
      await at('confirm-dialog').waitFor();
      await at('confirm-deny').click();
      await at('confirm-dialog').waitFor({ state: 'detached' });

      await message.getByTestId('action-proton-bot.cancel').click();
      await at('confirm-ok').click();
      // The same element, in the same place, without a reload.
      await message.getByText('update cancelled').waitFor();
      expect(instanceStatus(session, 'unhurried', 'api')).toBe('CANCELLED');
      expect(cancelCalls() - before).toBe(1);
      await message.getByRole('button', { name: 'Cancel' }).first().waitFor({ state: 'detached' });

      const ts = ((await message.getAttribute('data-testid')) ?? '').replace('message-', '');
      await at(`thread-open-${ts}`).click();
      await at('thread-list').getByText('Cancel requested').last().waitFor();
      await at('thread-list').getByText('User initiated').last().waitFor();
      const thread = await at('thread-list').innerText();
      // The live message stands above its history.
      const history = thread.slice(thread.indexOf('in progress'));
      const states = ['in progress', 'being cancelled', 'update cancelled', 'User initiated'];
      const placeOf = (words: string): number => history.indexOf(words);
      expect(states.map(placeOf)).not.toContain(-1);
      expect(states.toSorted((one, other) => placeOf(one) - placeOf(other))).toEqual(states);
      // The provider's event may overtake its own answer to the call: who asked stands before or after "being cancelled".
      expect(placeOf('Cancel requested by @Ada')).toBeGreaterThan(placeOf('in progress'));
    },
  );

  browserTest(
    'a person without the right is refused with the reason; only they see it, and nothing happens',
    async () => {
      hangUpdate(session, 'unhurried', 'web');
      const message = await messageWithButton('unhurried/web');
      const before = cancelCalls();
      await at('person-select').selectOption(ben);
      await message.getByTestId('action-proton-bot.cancel').click();
      await at('confirm-ok').click();
      await at('ephemeral').filter({ hasText: 'cancel' }).last().waitFor();
      expect(await at('ephemeral').last().innerText()).toMatch(/may cancel|not allowed|only/i);
      await at('timeline-entry').filter({ hasText: 'refused' }).first().waitFor();

      await at('person-select').selectOption(ada);
      await at('ephemeral').first().waitFor({ state: 'detached' });
      expect(await message.getByTestId('action-proton-bot.cancel').count()).toBe(1);
      expect(instanceStatus(session, 'unhurried', 'web')).toBe('IN_PROGRESS');
      expect(cancelCalls()).toBe(before);
      session.controlPlane.script('unhurried/web', 'succeed');
    },
  );

  browserTest.each([
    ['accept', 'Accept', 'CONNECTED', '999988887777', 'partner-one'],
    ['reject', 'Reject', 'REJECTED', '888877776666', 'partner-two'],
  ] as const)('an account on no list asks, and %s answers it', async (action, label, status, accountId, name) => {
    await at('person-select').selectOption(ada);
    await at('channel-platform').click();
    const id = connect(accountId, name);
    const asking = messageAbout(accountId);
    await asking.getByTestId('action-proton-bot.accept').waitFor();
    expect(await asking.getByTestId('action-proton-bot.reject').count()).toBe(1);
    expect(connectionStatus(id)).toBe('PENDING');
    await asking.getByTestId(`action-proton-bot.${action}`).click();
    await at('confirm-dialog').waitFor();
    await at('confirm-ok').click();
    await until(() => connectionStatus(id) === status);
    await asking.getByRole('button', { name: label }).first().waitFor({ state: 'detached' });
    expect(await asking.count()).toBe(1);
  });

  browserTest('what a deployment says about itself is shown as it is, and does nothing', async () => {
    session.controlPlane.script('unhurried/jobs', 'fail', { statusMessage: hostile });
    session.controlPlane.call('UpdateServiceInstance', {
      serviceName: 'unhurried',
      name: 'jobs',
      deploymentType: 'CURRENT_VERSION',
    });
    const message = messageAbout('unhurried/jobs').last();
    await message.getByText('failed').first().waitFor();
    await message.getByText('<!channel>').first().waitFor();
    const shown = await message.innerText();
    for (const part of ['<!channel>', '<https://x.example|click>', '<img src=x onerror=', '<@U0ADA0001>']) {
      expect(shown).toContain(part);
    }
    expect(await message.locator('img, a[href*="x.example"]').count()).toBe(0);
    expect(await openPage().title()).not.toBe('1');
  });

  browserTest('beside the messages stands what the bot saw, decided and did, with the reasons', async () => {
    hangUpdate(session, 'orders', 'api');
    const entries = at('timeline-entry').filter({ hasText: 'orders/api' });
    await entries.filter({ hasText: 'cancel claimed by rule cancel-stuck-production' }).waitFor();
    for (const kind of ['observed', 'decided', 'acted', 'posted'])
      await entries.filter({ hasText: kind }).first().waitFor();
    const decision = entries.filter({ hasText: 'rule cancel-stuck-production fired' });
    await decision.getByText('Why').click();
    await decision.getByText('now - deployment.startedAt = ').first().waitFor();
  });
});
