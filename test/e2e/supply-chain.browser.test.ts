import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/index.ts';
import { type Outcome, run } from '../cli/support/run.ts';
import { callsOf, troublesAt } from './support/call-counts.ts';
import {
  createInstance,
  dataIntegrationEvent,
  instancesNamed,
  messagesAbout,
  openInstanceForm,
} from './support/instances.ts';
import { ada, ben } from './support/people.ts';
import { deadLetters, isQuiet, revealUntil } from './support/queues.ts';
import { startTestSession, until } from './support/session.ts';
import {
  answerWith,
  at,
  browserTest,
  errorAt,
  hasBrowser,
  messageAbout,
  openPageForEachTest,
  type,
  typeForForm,
} from './support/slack-page.ts';
import { sweepUntil } from './support/sweeps.ts';

const createCall = 'supplychain.CreateInstance';
const why = 'The KMS key cannot be used: <!channel>';

/** What goes wrong once while an instance of this name is created. */
const troubles = troublesAt({ service: 'supplychain', operation: 'CreateInstance' });
const names = Object.keys(troubles);

let session: Session;

beforeAll(async () => {
  session = await startTestSession({ supplyChain: { creationMs: 2_000, deletionMs: 500 } });
  const scripted = await proton(['local', 'script', 'instance/line-two', 'fail', '--message', why]);
  expect(scripted).toEqual({ exitCode: 0, out: 'instance/line-two: deployments fail from now on', err: '' });
});

openPageForEachTest(() => session, { channel: 'platform', person: ada });

afterEach(() => session.cloud.setFaults({}));

afterAll(() => session.stop());

/** The command line, at the session's own port. */
function proton(typed: readonly string[]): Promise<Outcome> {
  return run([...typed, '--aws-port', new URL(session.awsUrl).port]);
}

describe('AWS Supply Chain', () => {
  browserTest(
    'an instance is created with a form: what is wrong stands at its field, and then exactly one is made',
    async () => {
      await typeForForm('/proton supply-chain create');
      await at('input-instanceName').fill('factory-eu');
      await at('input-instanceDescription').fill('Plans the factory');
      await at('input-webAppDnsDomain').fill('Factory of Europe!');
      await at('input-tags').fill('team=planning\nwithout a sign');
      await at('modal-submit').click();
      await errorAt('webAppDnsDomain').filter({ hasText: 'Web domain' }).waitFor();
      await errorAt('tags').filter({ hasText: 'without a sign' }).waitFor();
      expect(await errorAt('instanceName').innerText()).toBe('');
      expect(callsOf(session, createCall)).toBe(0);

      await at('input-webAppDnsDomain').fill('factory-eu');
      await at('input-tags').fill('team=planning');
      await at('modal-submit').click();
      await at('modal').waitFor({ state: 'detached' });
      await answerWith('factory-eu');
      await messageAbout('factory-eu').getByText('creation in progress').first().waitFor();
      await messageAbout('factory-eu').getByText('cannot be cancelled').waitFor();
      expect(await messageAbout('factory-eu').getByRole('button', { name: 'Cancel' }).count()).toBe(0);
      expect(callsOf(session, createCall)).toBe(1);
      expect(instancesNamed(session, 'factory-eu')).toMatchObject([
        { instanceDescription: 'Plans the factory', webAppDnsDomain: 'factory-eu' },
      ]);
    },
  );

  test('an instance is one, with one message, when its form is submitted twice, the function is killed around the call, or the answer is lost', async () => {
    const form = await openInstanceForm(session);
    const submit = () => session.slack.submitView(ada, form, { instanceName: 'line-two' });
    await Promise.allSettled([submit(), submit()]);
    for (const [name, faults] of Object.entries(troubles)) {
      const before = callsOf(session, createCall);
      session.cloud.setFaults(faults);
      await createInstance(session, name);
      await until(() => callsOf(session, createCall) > before);
    }
    const all = ['line-two', ...names];
    await revealUntil(session, () => all.every((name) => messagesAbout(session, name).length > 0) && isQuiet(session));
    const counts = all.map((name) => [instancesNamed(session, name).length, messagesAbout(session, name).length]);
    expect(counts).toEqual(all.map(() => [1, 1]));
    expect(callsOf(session, createCall)).toBeGreaterThanOrEqual(2 * names.length);
    expect(deadLetters(session)).toBe(0);
  });

  test('news of data integrations are told once each, however often and in whatever order they come', async () => {
    const told = () =>
      session.slack.workspace.messages('platform').filter(({ text }) => text.includes('Data integration'));
    const news = (status: string, id: string) =>
      dataIntegrationEvent(id, { flowExecutionId: 'execution-1', status, message: why });
    session.cloud.setFaults({ events: [{ pattern: { source: ['aws.supplychain'] }, duplicate: 1 }] });
    session.cloud.putEvents([news('FAILED', 'e2'), news('IN_PROGRESS', 'e1'), news('FAILED', 'e3')]);
    await until(() => told().length >= 2 && isQuiet(session));
    expect(await session.replayer.replay(news('FAILED', 'e2'))).toMatchObject({ result: 'observed', status: 'FAILED' });
    expect(await session.replayer.replay(dataIntegrationEvent('e4', { instanceId: '' }))).toMatchObject({
      result: 'ignored',
      reason: expect.stringContaining('names neither an instance nor'),
    });
    await until(() => isQuiet(session));
    const statuses = told().map(({ text }) => /FAILED|IN_PROGRESS/.exec(text)?.[0]);
    expect(statuses).toHaveLength(2);
    expect(new Set(statuses)).toEqual(new Set(['FAILED', 'IN_PROGRESS']));
    expect(deadLetters(session)).toBe(0);
  });

  browserTest('an instance is neither created nor deleted by a person without the right, who is told so', async () => {
    await at('person-select').selectOption(ben);
    const before = callsOf(session, 'supplychain.DeleteInstance');
    const made = callsOf(session, createCall);
    await type('/proton supply-chain create');
    await at('input-instanceName').fill('not-allowed');
    await at('modal-submit').click();
    await answerWith('may not create');
    expect(callsOf(session, createCall)).toBe(made);
    await type('/proton supply-chain delete factory-eu');
    const question = await answerWith('Delete factory-eu');
    await question.getByTestId('action-proton-bot.operation.delete').click();
    await at('confirm-ok').click();
    await answerWith('may not delete');
    expect(callsOf(session, 'supplychain.DeleteInstance')).toBe(before);
    expect(instancesNamed(session, 'factory-eu')).toMatchObject([{ state: 'Active' }]);
  });

  test('an instance goes on by sweeps alone, each message to its end, as no event tells of it', async () => {
    const named = hasBrowser ? ['factory-eu', ...names] : names;
    const shows = (name: string, words: string) => messagesAbout(session, name).at(0)?.text.includes(words) === true;
    await sweepUntil(
      session,
      () => named.every((name) => shows(name, 'creation succeeded')) && shows('line-two', 'failed'),
    );
    for (const name of [...named, 'line-two']) expect(messagesAbout(session, name)).toHaveLength(1);
    const { out: trail } = await proton(['trail', 'instance/reset']);
    expect(trail).toContain(`person ${ada} asks to create reset`);
    expect(trail).toContain('IN_PROGRESS (found by: request)');
    expect(trail).toContain('SUCCEEDED (was IN_PROGRESS, found by: sweep)');
  });

  browserTest(
    'an instance that failed shows why and what AWS advises, and is deleted and created again by one button',
    async () => {
      const message = messageAbout('line-two').first();
      await message.getByText('creation failed').first().waitFor();
      await message.getByText(why).waitFor();
      await message.getByText('AWS recommends').waitFor();
      const [failed] = instancesNamed(session, 'line-two');
      session.cloud.supplyChain.script('instance/line-two', 'succeed');
      await message.getByTestId('action-proton-bot.operation.recreate').click();
      await at('confirm-dialog').filter({ hasText: 'S3' }).waitFor();
      await at('confirm-ok').click();
      await answerWith('Deleting and creating again');
      await until(() => messagesAbout(session, 'line-two').length === 2);
      await until(() =>
        instancesNamed(session, 'line-two').every(({ instanceId }) => instanceId !== failed?.instanceId),
      );
      expect(instancesNamed(session, 'line-two')).toHaveLength(1);
    },
  );

  browserTest('an instance is listed and shown to whoever asks', async () => {
    await at('person-select').selectOption(ben);
    await type('/proton supply-chain list');
    const list = await (await answerWith('instances')).innerText();
    for (const name of ['factory-eu', 'killed-before', 'reset']) expect(list).toContain(name);
    await type('/proton supply-chain show factory-eu');
    const shown = await (await answerWith('Plans the factory')).innerText();
    expect(shown).toContain('Active');
  });

  browserTest('an instance is deleted after a question that says what goes and what stays', async () => {
    await type('/proton supply-chain delete factory-eu');
    const question = await answerWith('Delete factory-eu');
    expect(await question.innerText()).toContain('Data in S3 buckets is NOT deleted');
    await question.getByTestId('action-proton-bot.operation.delete').click();
    await at('confirm-deny').click();
    await at('confirm-dialog').waitFor({ state: 'detached' });
    expect(instancesNamed(session, 'factory-eu')).toMatchObject([{ state: 'Active' }]);
    await question.getByTestId('action-proton-bot.operation.delete').click();
    await at('confirm-ok').click();
    await answerWith('Deleting factory-eu');
    await messageAbout('factory-eu').getByText('deletion in progress').first().waitFor();
    await until(() => instancesNamed(session, 'factory-eu').length === 0);
  });
});
