import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type LocalSlack, startLocalSlack } from '@proton-bot/local-slack';
import { noDetails } from '../../../src/lib/model/observation.ts';
import type { PersonRequest } from '../../../src/lib/model/request.ts';
import { supplyChainForm } from '../../../src/lib/providers/supply-chain/form.ts';
import { SlackChat } from '../../../src/lib/slack/index.ts';
import { createIngress } from '../../../src/lib/slack/ingress/index.ts';
import { workspace } from '../../../src/local/workspace.ts';
import { alone, deploymentItem, depot, depotFacts } from './support/examples.ts';
import { RecordingLog } from './support/fake-slack.ts';
import { signingSecret, teamId } from './support/signed-events.ts';

const clock = { now: () => Date.now() };
const log = new RecordingLog();
const channel = 'C0DEPLOYS';
const ada = 'U0ADA0001';
const ben = 'U0BEN0001';
const botToken = 'xoxb-test';
const { provider } = supplyChainForm;
const queued: PersonRequest[] = [];
const queue = { isDown: false };
let slack: LocalSlack;
let chat: SlackChat;

beforeAll(async () => {
  let handle: ReturnType<typeof createIngress> | undefined;
  let count = 0;
  slack = await startLocalSlack({
    workspace,
    port: 0,
    clock,
    random: { uuid: () => `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}` },
    signingSecret,
    botToken,
    deliver: async ({ path, headers, body }) => {
      const outcome = await handle?.({ rawPath: path, headers, body });
      return { statusCode: 500, body: '', ...outcome, headers: outcome?.headers ?? {} };
    },
  });
  handle = createIngress({
    signingSecret,
    teamId,
    clock,
    log,
    formOptions: {
      forms: [supplyChainForm],
      views: { botToken: () => Promise.resolve(botToken), slackApiUrl: slack.webApiUrl },
      mayCreate: ({ userId }) => (userId === ben ? 'no' : 'unknown'),
    },
    enqueue: (request) =>
      queue.isDown ? Promise.reject(new Error('down')) : Promise.resolve(void queued.push(request)),
  });
  chat = new SlackChat({
    botToken,
    slackApiUrl: slack.webApiUrl,
    resourceForms: [supplyChainForm],
    clock,
    log,
    directory: { channelId: () => undefined, mentionedPeople: () => undefined },
  });
});

beforeEach(() => {
  queued.length = 0;
  queue.isDown = false;
});

afterAll(() => slack.stop());

async function openForm(): Promise<string> {
  await slack.runCommand(ada, channel, '/proton supply-chain create');
  const view = slack.workspace.views(ada).at(-1);
  if (view === undefined) throw new Error('no form was opened');
  return view.id;
}

test('a form is opened, says what is wrong at the field, and becomes one operation', async () => {
  const viewId = await openForm();
  expect(queued).toEqual([]);
  expect(
    await slack.submitView(ada, viewId, { instanceName: 'a/b', webAppDnsDomain: '-x-', tags: 'planning' }),
  ).toEqual({
    ok: false,
    errors: {
      instanceName: expect.stringContaining('Name may not contain "/"'),
      webAppDnsDomain: 'Web domain must not begin or end with a hyphen',
      tags: 'Tags have a line without "=": "planning"; write key=value',
    },
  });
  expect(await slack.submitView(ada, viewId, { instanceName: 'factory-eu', tags: 'team=planning' })).toEqual({
    ok: true,
  });
  expect(slack.workspace.views(ada)).toEqual([]);
  const fields = { instanceName: 'factory-eu', tags: { team: 'planning' } };
  expect(queued).toEqual([
    expect.objectContaining({
      id: viewId,
      userId: ada,
      channelId: channel,
      interaction: { type: 'operation', operation: { kind: 'create', provider, name: 'factory-eu', fields } },
    }),
  ]);
});

test('the answer to a form reaches the person where they asked for it', async () => {
  await slack.submitView(ada, await openForm(), { instanceName: 'factory-eu' });
  const [request] = queued;
  if (request === undefined) throw new Error('nothing was queued');
  await chat.answer(request, { kind: 'operationAccepted', operation: 'create', name: 'factory-eu' });
  expect(slack.workspace.ephemerals(ada).map(({ text }) => text)).toContainEqual(
    expect.stringContaining('Creating `factory-eu`'),
  );
});

test('what the queue does not take stays in the form, and can be submitted again', async () => {
  const viewId = await openForm();
  queue.isDown = true;
  expect(await slack.submitView(ada, viewId, { instanceName: 'factory-eu' })).toEqual({
    ok: false,
    errors: { instanceName: expect.stringContaining('Nothing was done') },
  });
  queue.isDown = false;
  expect(await slack.submitView(ada, viewId, { instanceName: 'factory-eu' })).toEqual({ ok: true });
  expect(queued.map(({ id }) => id)).toEqual([viewId]);
});

test('who may certainly not is told so instead', async () => {
  await slack.runCommand(ben, channel, '/proton supply-chain create');
  expect(slack.workspace.views(ben)).toEqual([]);
  expect(slack.workspace.ephemerals(ben).map(({ text }) => text)).toContainEqual(
    expect.stringContaining('You may not create this'),
  );
});

test('a form that Slack does not open is told', async () => {
  slack.faults.refuse('views.open', { times: 1, error: 'expired_trigger_id' });
  await slack.runCommand(ada, channel, '/proton supply-chain create');
  expect(slack.workspace.views(ada)).toEqual([]);
  expect(slack.workspace.ephemerals(ada).map(({ text }) => text)).toContainEqual(
    expect.stringContaining('three seconds to open a form'),
  );
});

test('a failed creation offers what can be done, and its button asks for it', async () => {
  const failed = deploymentItem(
    { ...depotFacts, provider, status: 'FAILED' },
    { details: { ...noDetails, operations: ['recreate', 'delete'] } },
  );
  const ts = await chat.show(channel, alone(failed), undefined);
  await slack.click(ada, ts, 'proton-bot.operation.recreate');
  const operation = { kind: 'recreate', provider, name: depotFacts.target, fields: {} };
  expect(queued.map(({ interaction }) => interaction)).toEqual([{ type: 'operation', operation }]);
  await chat.show(channel, alone(deploymentItem({ ...depotFacts, provider, status: 'DELETED' })), ts);
  expect(JSON.stringify(slack.workspace.messages(channel))).not.toContain('proton-bot.operation');
});

test('what is to be deleted is shown first, with the button that does it', async () => {
  await slack.runCommand(ada, channel, '/proton supply-chain delete factory-eu');
  const [request] = queued.splice(0);
  if (request === undefined) throw new Error('nothing was queued');
  expect(request.interaction).toEqual({
    type: 'command',
    command: { name: 'confirmDelete', provider, target: 'factory-eu' },
  });
  await chat.answer(request, { kind: 'deleteConfirmation', provider, resource: depot });
  const shown = slack.workspace.ephemerals(ada).at(-1);
  expect(JSON.stringify(shown?.blocks)).toContain('Data in S3 buckets is NOT deleted');
  await slack.click(ada, shown?.ts ?? '', 'proton-bot.operation.delete');
  expect(queued.map(({ interaction }) => interaction)).toEqual([
    { type: 'operation', operation: { kind: 'delete', provider, name: depot.target, fields: {} } },
  ]);
});
