import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/index.ts';
import { callsOf, troublesAt } from './support/call-counts.ts';
import { openForm } from './support/forms.ts';
import { ada, ben } from './support/people.ts';
import { deadLetters, isQuiet, revealUntil } from './support/queues.ts';
import { deployService, instanceStatus } from './support/service.ts';
import { startTestSession, until } from './support/session.ts';
import {
  answerWith,
  at,
  browserTest,
  errorAt,
  messageAbout,
  openPageForEachTest,
  typeForForm,
} from './support/slack-page.ts';

const createCall = 'proton.CreateServiceInstance';

/** What goes wrong once while an instance of this name is created. */
const troubles = troublesAt({ service: 'proton', operation: 'CreateServiceInstance' });

let session: Session;

beforeAll(async () => {
  session = await startTestSession();
  await deployService(session, { environment: 'dev' });
});

openPageForEachTest(() => session, { channel: 'dev', person: ada });

afterEach(() => session.cloud.setFaults({}));

afterAll(() => session.stop());

async function fillIn(values: Readonly<Record<string, string>>): Promise<void> {
  for (const [member, value] of Object.entries(values)) await at(`input-${member}`).fill(value);
}

function specWith(name: string): string {
  return `proton: ServiceSpec\ninstances:\n  - name: ${name}\n    environment: dev\n    spec:\n      port: 80\n`;
}

const filledWith = (name: string) => ({ serviceName: 'orders', name, templateVersion: '1.0', spec: specWith(name) });

/** The live messages about an instance. */
function messagesAbout(name: string) {
  return session.slack.workspace.messages('dev').filter(({ text }) => text.includes(`\`orders/${name}\``));
}

/** Opens the form as a person does, and submits it. */
async function create(name: string): Promise<void> {
  const { slack } = session;
  const form = await openForm(session, { command: '/proton create-instance', channel: 'dev' });
  const submitted = await slack.submitView(ada, form, filledWith(name));
  if (!submitted.ok) throw new Error(`the form says: ${JSON.stringify(submitted)}`);
}

describe('a service instance', () => {
  browserTest(
    'is created with a form: what is wrong stands at its field, and its message goes to the end',
    async () => {
      await typeForForm('/proton create-instance');
      await fillIn({ serviceName: 'orders', name: 'api 2', templateVersion: 'latest', spec: specWith('api') });
      await at('modal-submit').click();
      await errorAt('name').filter({ hasText: 'Instance may contain only letters' }).waitFor();
      await errorAt('templateVersion').filter({ hasText: 'must be a major version' }).waitFor();
      await fillIn({ name: 'api-2', templateVersion: '1.0' });
      await at('modal-submit').click();
      await errorAt('spec').filter({ hasText: 'Spec has no instance named api-2; it has api' }).waitFor();
      expect(callsOf(session, createCall)).toBe(0);

      session.controlPlane.script('orders/api-2', 'hang');
      await fillIn({ spec: specWith('api-2') });
      await at('modal-submit').click();
      await at('modal').waitFor({ state: 'detached' });
      const answer = await answerWith('Creating orders/api-2');
      expect(await answer.innerText()).toContain('Proton cancels updates only');
      const message = messageAbout('orders/api-2');
      await message.getByText('creation in progress').first().waitFor();
      expect(await message.getByRole('button', { name: 'Cancel' }).count()).toBe(0);
      expect(callsOf(session, createCall)).toBe(1);

      session.controlPlane.script('orders/api-2', 'succeed');
      await message.getByText('creation succeeded').first().waitFor();
      expect(instanceStatus(session, 'orders', 'api-2')).toBe('SUCCEEDED');
      expect(messagesAbout('api-2')).toHaveLength(1);
    },
  );

  browserTest('that cannot be is refused in plain words, with the field named, and nothing is created', async () => {
    const before = callsOf(session, createCall);
    for (const [changes, text] of [
      [{ templateVersion: '9.9' }, 'Template version 9.9 does not exist in the template web'],
      [{ serviceName: 'nowhere' }, 'Service does not exist: nowhere'],
      [{ name: 'api', spec: specWith('api') }, 'Instance already exists: orders/api'],
    ] as const) {
      await typeForForm('/proton create-instance');
      await fillIn({ ...filledWith('refused'), ...changes });
      await at('modal-submit').click();
      await at('modal').waitFor({ state: 'detached' });
      await answerWith(text);
    }
    expect(callsOf(session, createCall)).toBe(before);
  });

  browserTest('is not created by a person without the right, who is told so', async () => {
    await at('person-select').selectOption(ben);
    const before = callsOf(session, createCall);
    await typeForForm('/proton create-instance');
    await fillIn(filledWith('not-allowed'));
    await at('modal-submit').click();
    await answerWith('may not create');
    expect(callsOf(session, createCall)).toBe(before);
  });

  test('is one, with one message, when the function is killed around the call, or the answer is lost', async () => {
    const names = Object.keys(troubles);
    for (const [name, faults] of Object.entries(troubles)) {
      const before = callsOf(session, createCall);
      session.cloud.setFaults(faults);
      await create(name);
      await until(() => callsOf(session, createCall) > before);
    }
    const isEnded = (name: string) => messagesAbout(name).at(0)?.text.includes('creation succeeded') === true;
    await revealUntil(session, () => names.every(isEnded) && isQuiet(session));
    expect(names.map((name) => [instanceStatus(session, 'orders', name), messagesAbout(name).length])).toEqual(
      names.map(() => ['SUCCEEDED', 1]),
    );
    expect(callsOf(session, createCall)).toBeGreaterThanOrEqual(2 * names.length);
    expect(deadLetters(session)).toBe(0);
  });
});
