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
  const say = (fields: object) => replayer.onLog(JSON.stringify(fields));
  return { replayer, put, say };
}

test('two events with one id each get an answer, the first the first', async () => {
  const { replayer, put, say } = replayerOnPaper();
  const both = [replayer.replay(event), replayer.replay(event)];
  say({ message: 'observed', eventId: event.id, target: 'a', status: 'IN_PROGRESS' });
  say({ message: 'observed', eventId: event.id, target: 'a', status: 'SUCCEEDED' });
  const reports: readonly ReplayReport[] = await Promise.all(both);
  expect(reports.map(({ result, status }) => [result, status])).toEqual([
    ['observed', 'IN_PROGRESS'],
    ['observed', 'SUCCEEDED'],
  ]);
  expect(put).toEqual([event, event]);
});

test('an event that the function could not read is known by its message, and forgotten afterwards', async () => {
  const { replayer, say } = replayerOnPaper();
  const sent = () =>
    replayer.onActivity({
      kind: 'message',
      atMs: 0,
      queue: 'observe',
      action: 'sent',
      messageId: 'm-1',
      body: JSON.stringify(event),
      receiveCount: 0,
    });
  const first = replayer.replay(event);
  sent();
  say({ message: 'a message failed and comes back', ids: ['m-1'], reason: 'its detail is empty' });
  expect(await first).toMatchObject({ result: 'malformed', reason: 'its detail is empty' });

  // The message comes back three minutes later, and fails again: that says nothing about the next event of this id.
  const second = replayer.replay(event);
  say({ message: 'a message failed and comes back', ids: ['m-1'], reason: 'its detail is empty' });
  say({ message: 'ignored an event', eventId: event.id, reason: 'nothing to watch' });
  expect(await second).toMatchObject({ result: 'ignored' });
});

test('what is no envelope is said at once', async () => {
  const { replayer, put } = replayerOnPaper();
  expect(await replayer.replay([event])).toMatchObject({ result: 'malformed' });
  expect(put).toEqual([]);
});
