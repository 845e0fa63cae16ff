import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LocalSlack, startLocalSlack } from '@proton-bot/local-slack';
import type { PersonRequest } from '../../../src/lib/model/request.ts';
import { SlackChat } from '../../../src/lib/slack/index.ts';
import { createIngress } from '../../../src/lib/slack/ingress/index.ts';
import { workspace } from '../../../src/local/workspace.ts';
import { alone, deploymentItem, history } from './support/examples.ts';
import { RecordingLog } from './support/fake-slack.ts';
import { signingSecret, teamId } from './support/signed-events.ts';

const clock = { now: () => Date.now() };
const log = new RecordingLog();
const channel = 'C0DEPLOYS';
const queued: PersonRequest[] = [];
let slack: LocalSlack;
let chat: SlackChat;

beforeAll(async () => {
  const handle = createIngress({
    signingSecret,
    teamId,
    clock,
    log,
    enqueue: (request) => Promise.resolve(void queued.push(request)),
  });
  let count = 0;
  slack = await startLocalSlack({
    workspace,
    port: 0,
    clock,
    random: { uuid: () => `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}` },
    signingSecret,
    botToken: 'xoxb-test',
    deliver: async ({ path, headers, body }) => {
      const { headers: answered = {}, ...outcome } = await handle({ rawPath: path, headers, body });
      return { ...outcome, headers: answered };
    },
  });
  chat = new SlackChat({
    botToken: 'xoxb-test',
    slackApiUrl: slack.webApiUrl,
    clock,
    log,
    directory: { channelId: () => undefined, mentionedPeople: () => undefined },
  });
});

afterAll(() => slack.stop());

test('a command comes through the ingress, and its answer is shown to the person only', async () => {
  await slack.runCommand('U0ADA0001', channel, '/proton help');
  const request = queued.pop();
  if (request === undefined) throw new Error('nothing was queued');
  expect(request.interaction).toEqual({ type: 'command', command: { name: 'help' } });
  await chat.answer(request, { kind: 'help' });
  expect(slack.workspace.ephemerals('U0ADA0001').map(({ text }) => text)).toEqual([
    expect.stringMatching(/cancel.*rollback/su),
  ]);
  expect(slack.workspace.ephemerals('U0BEN0001')).toEqual([]);
});

test('one message goes through its states; its button brings back the attempt it was shown for', async () => {
  const item = deploymentItem();
  const ts = await chat.show(channel, alone(item), undefined);
  await chat.reply(channel, ts, item, item.history);
  await slack.click('U0CLEO001', ts, 'proton-bot.cancel');
  expect(queued.pop()?.interaction).toEqual({ type: 'click', action: 'cancel', key: item.key });

  const done = deploymentItem({ status: 'CANCELLED' }, { history: history({ what: 'observed', status: 'CANCELLED' }) });
  await expect(chat.show(channel, alone(done), ts)).resolves.toBe(ts);
  await chat.reply(channel, ts, done, done.history);
  expect(slack.workspace.messages(channel)).toHaveLength(1);
  const thread = slack.workspace.thread(channel, ts);
  expect(thread).toHaveLength(3);
  expect(JSON.stringify(thread[0]?.blocks)).toContain('update cancelled');
  expect(JSON.stringify(thread[0]?.blocks)).not.toContain('proton-bot.cancel');
});

test('an answer whose response URL is used up takes another way', async () => {
  await slack.runCommand('U0BEN0001', channel, '/proton status');
  const request = queued.pop();
  if (request === undefined) throw new Error('nothing was queued');
  slack.faults.expireResponseUrls();
  await chat.answer(request, { kind: 'status', items: [], total: 0 });
  expect(slack.workspace.ephemerals('U0BEN0001').map(({ text }) => text)).toEqual([
    expect.stringContaining('Nothing is in progress'),
  ]);
});

test('the members of a user group are the workspace’s', async () => {
  await expect(chat.membersOf('S0PLATFRM')).resolves.toEqual(['U0ADA0001', 'U0CLEO001']);
  await expect(chat.membersOf('S0UNKNOWN')).resolves.toBe('unavailable');
});
