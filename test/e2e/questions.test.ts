import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/index.ts';
import { ada, ask, ben, onCall } from './support/people.ts';
import { deployService, hangUpdate, instanceStatus } from './support/service.ts';
import { startTestSession, until } from './support/session.ts';

/** What people ask in order to understand, through the deployed functions. */

let session: Session;

beforeAll(async () => {
  session = await startTestSession();
  await deployService(session);
});

afterAll(() => session.stop());

test('what each rule decides, what has happened, and who one is: everybody may ask', async () => {
  hangUpdate(session, 'orders', 'api');
  await until(() => instanceStatus(session, 'orders', 'api') === 'CANCELLED');
  const why = await ask(session, '/proton why orders/api', ben);
  expect(why).toContain('*cancel-stuck-production* (enforce)');
  expect(why).toContain('✗ when: `deployment.status');
  expect(why).toContain('CANCELLED');
  expect(await ask(session, '/proton why orders/nowhere', ben)).toContain('Nothing named `orders/nowhere`');
  const history = await ask(session, '/proton history orders/api', ben);
  expect(history).toContain('`cancel-stuck-production` fired');
  expect(await ask(session, '/proton whoami', onCall)).toContain('on-call may cancel in prod*, from #deploys');
  expect(await ask(session, '/proton whoami', ben)).toContain('developers may cancel in dev*');
});

test('a rule is given another mode: less at once, more with the approval of a second person', async () => {
  const mode = '/proton mode cancel-stuck-production';
  expect(await ask(session, `${mode} shadow too early`, ben)).toContain('Not done');
  expect(await ask(session, `${mode} shadow too early`)).toContain('is in the mode *shadow* now');
  expect(await ask(session, '/proton rules', ben)).toContain(
    '`cancel-stuck-production`: *shadow* (enforce in rules.yml)',
  );
  const asked = await ask(session, `${mode} enforce`);
  const [, id = ''] = /approve (\S+?)`/.exec(asked) ?? [];
  expect(await ask(session, '/proton approvals', ben)).toContain(id);
  expect(await ask(session, `/proton approve ${id}`)).toContain('you asked for the mode *enforce* yourself');
  expect(await ask(session, `/proton approve ${id}`, ada)).toContain('is in the mode *enforce* now');
  expect(await ask(session, '/proton approvals', ben)).toContain('Nothing waits for an approval');
});
