import { expect, test } from '@jest/globals';
import type { EventDraft } from '@proton-bot/local-aws';
import { createReplayer, type ReplayReport } from '../../src/local/replayer.ts';

const event = {
  id: 'the-same-id',
  source: 'aws.proton',
  'detail-type': 'AWS Proton Environment Status Change',
  detail: {},
};

/** A replayer whose bus keeps what it is given. */
function replayerOnPaper() {
  const replayer = createReplayer();
  const put: EventDraft[] = [];
  replayer.putEvents = (events) => void put.push(...events);
  const say = (report: object) =>
    replayer.onActivity({
      kind: 'event',
      atMs: 0,
      bus: 'proton-bot',
      rules: ['BotEvents'],
      event: {
        version: '0',
        id: 'report',
        source: 'proton-bot',
        'detail-type': 'Event Handled',
        account: '1',
        time: '',
        region: '',
        resources: [],
        detail: { version: 2, report: { eventId: event.id, messageId: 'm-1', ...report } },
      },
    });
  const message = (action: 'sent' | 'deleted', queue: string, body: object) =>
    replayer.onActivity({
      kind: 'message',
      atMs: 0,
      queue,
      action,
      messageId: 'm-1',
      body: JSON.stringify(body),
      receiveCount: 0,
    });
  return { replayer, put, say, message };
}

test('two events with one id each get an answer, the first the first', async () => {
  const { replayer, put, say, message } = replayerOnPaper();
  const both = [replayer.replay(event), replayer.replay(event)];
  message('sent', 'observe', event);
  say({ result: 'observed', target: 'a', status: 'IN_PROGRESS' });
  // That the queue is done with the first says nothing about the second.
  message('deleted', 'observe', event);
  say({ result: 'observed', target: 'a', status: 'SUCCEEDED' });
  const reports: readonly ReplayReport[] = await Promise.all(both);
  expect(reports.map(({ result, status }) => [result, status])).toEqual([
    ['observed', 'IN_PROGRESS'],
    ['observed', 'SUCCEEDED'],
  ]);
  expect(put).toEqual([event, event]);
});

test('what was decided is explained, clause by clause', async () => {
  const { replayer, say } = replayerOnPaper();
  const report = replayer.replay(event);
  const trace = [{ clause: 'when', source: 'status == "FAILED"', outcome: false, values: {} }];
  const decision = { rule: 'stuck', mode: 'enforce', verdict: 'idle', actions: [], trace };
  say({ result: 'observed', target: 'a', status: 'IN_PROGRESS', decisions: [decision] });
  expect((await report).decisions).toEqual(['stuck (enforce): does not fire\n  ✗ when: status == "FAILED"']);
});

test('an event about what the provider does not know says so', async () => {
  const { replayer, say } = replayerOnPaper();
  const report = replayer.replay(event);
  say({ result: 'unknownTarget', target: 'a' });
  expect(await report).toMatchObject({ result: 'observed', reason: 'the provider does not know the target' });
});

test('an event that the function could not read is known by its message, and forgotten afterwards', async () => {
  const { replayer, say, message } = replayerOnPaper();
  const malformed = { eventId: '', result: 'malformed', reason: 'its detail is empty' };
  const first = replayer.replay(event);
  message('sent', 'observe', event);
  say(malformed);
  expect(await first).toMatchObject({ result: 'malformed', reason: 'its detail is empty' });

  // The message comes back three minutes later, and fails again: that says nothing about the next event of this id.
  const second = replayer.replay(event);
  say(malformed);
  say({ result: 'ignored', reason: 'nothing to watch' });
  expect(await second).toMatchObject({ result: 'ignored' });
});

test('a notification is known by its queue, which is done with it', async () => {
  const { replayer, message } = replayerOnPaper();
  const news = {
    id: 'news',
    source: 'aws.supplychain',
    'detail-type': 'AWS Supply Chain Data Integration Status Change',
    account: '123456789012',
    region: 'eu-central-1',
    detail: { instanceId: '00000000-0000-4000-8000-000000000000', status: 'FAILED' },
  };
  const report = replayer.replay(news);
  message('sent', 'proton-bot-prod-notify', news);
  message('deleted', 'proton-bot-prod-notify', news);
  expect(await report).toMatchObject({
    result: 'observed',
    target: 'arn:aws:scn:eu-central-1:123456789012:instance/00000000-0000-4000-8000-000000000000',
    status: 'FAILED',
  });
  const empty = { ...news, id: 'empty', detail: {} };
  const ignored = replayer.replay(empty);
  message('sent', 'proton-bot-prod-notify', empty);
  message('deleted', 'proton-bot-prod-notify', empty);
  expect(await ignored).toMatchObject({ result: 'ignored' });
});

test('what is no envelope is said at once', async () => {
  const { replayer, put } = replayerOnPaper();
  expect(await replayer.replay([event])).toMatchObject({ result: 'malformed' });
  expect(put).toEqual([]);
});
