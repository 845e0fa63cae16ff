import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parseJsonObject } from '../src/json.ts';
import { acknowledge, ada, deploys, fieldsOf, type Harness, startHarness } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.slack.stop());

const plain = (text: string) => ({ type: 'plain_text', text });
const reasonModal = {
  type: 'modal',
  callback_id: 'reason',
  title: plain('Why?'),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input',
      block_id: 'reason',
      label: plain('Reason'),
      element: { type: 'plain_text_input', action_id: 'text' },
    },
  ],
};
const refusedWith = (error: string) => expect.objectContaining({ data: expect.objectContaining({ error }) });
const lastPayload = () => parseJsonObject(fieldsOf(harness.received.at(-1))['payload'] ?? '');

async function triggerOf(command: string): Promise<string> {
  await harness.slack.runCommand(ada, deploys, command);
  return fieldsOf(harness.received.at(-1))['trigger_id'] ?? '';
}

async function open(view: Record<string, unknown> = reasonModal): Promise<string> {
  await harness.client.apiCall('views.open', { trigger_id: await triggerOf('/ship reject'), view });
  return harness.slack.workspace.views(ada).at(-1)?.id ?? '';
}

test('a trigger opens one modal, within three seconds', async () => {
  const trigger_id = await triggerOf('/ship reject');
  await harness.client.apiCall('views.open', { trigger_id, view: reasonModal });
  const again = { trigger_id, view: reasonModal };
  await expect(harness.client.apiCall('views.open', again)).rejects.toEqual(refusedWith('exchanged_trigger_id'));
  const late = await triggerOf('/ship reject');
  harness.clock.advance(3001);
  await expect(harness.client.apiCall('views.open', { trigger_id: late, view: reasonModal })).rejects.toEqual(
    refusedWith('expired_trigger_id'),
  );
  await expect(harness.client.apiCall('views.open', { trigger_id: 'x', view: reasonModal })).rejects.toEqual(
    refusedWith('invalid_trigger_id'),
  );
  expect(harness.slack.workspace.views(ada)).toMatchObject([{ callbackId: 'reason' }]);
});

test('what was entered is submitted, and the modal closes', async () => {
  const viewId = await open();
  await expect(harness.slack.submitView(ada, viewId, { reason: 'not ours' })).resolves.toEqual({ ok: true });
  expect(lastPayload()).toMatchObject({
    type: 'view_submission',
    user: { id: ada },
    view: {
      id: viewId,
      callback_id: 'reason',
      state: { values: { reason: { text: { type: 'plain_text_input', value: 'not ours' } } } },
    },
  });
  expect(harness.slack.workspace.views(ada)).toEqual([]);
});

test('what is required is asked for before anything is sent', async () => {
  const viewId = await open();
  const sent = harness.received.length;
  await expect(harness.slack.submitView(ada, viewId, {})).resolves.toEqual({
    ok: false,
    errors: { reason: 'Please fill this in.' },
  });
  expect(harness.received).toHaveLength(sent);
});

test('errors keep the modal open; update, push and clear change the stack', async () => {
  const viewId = await open();
  const respondWith = (body: Record<string, unknown>) => {
    harness.answer = () => acknowledge(JSON.stringify(body), 'application/json');
  };
  respondWith({ response_action: 'errors', errors: { reason: 'too short' } });
  await expect(harness.slack.submitView(ada, viewId, { reason: 'a' })).resolves.toEqual({
    ok: false,
    errors: { reason: 'too short' },
  });
  respondWith({ response_action: 'update', view: { ...reasonModal, title: plain('Really?') } });
  await harness.slack.submitView(ada, viewId, { reason: 'a' });
  expect(harness.slack.workspace.views(ada)).toMatchObject([{ id: viewId, title: { text: 'Really?' } }]);
  respondWith({ response_action: 'push', view: { ...reasonModal, title: plain('Sure?') } });
  await harness.slack.submitView(ada, viewId, { reason: 'a' });
  expect(harness.slack.workspace.views(ada)).toMatchObject([
    { id: viewId },
    { title: { text: 'Sure?' }, previousViewId: viewId },
  ]);
  respondWith({ response_action: 'clear' });
  await harness.slack.submitView(ada, harness.slack.workspace.views(ada).at(-1)?.id ?? '', { reason: 'a' });
  expect(harness.slack.workspace.views(ada)).toEqual([]);
});

test.each([
  ['for no input', { other: 'too short' }, 'the app named errors for no input: other'],
  ['of which there are none', {}, 'the app answered with errors and named none'],
])('errors %s would be seen by nobody, and are told as the mistake they are', async (_where, errors, error) => {
  const viewId = await open();
  harness.answer = () => acknowledge(JSON.stringify({ response_action: 'errors', errors }), 'application/json');
  await expect(harness.slack.submitView(ada, viewId, { reason: 'a' })).resolves.toEqual({ ok: false, error });
  expect(harness.slack.workspace.views(ada)).toMatchObject([{ id: viewId }]);
});

test('several inputs and what the app put aside come back together; what was left empty is null', async () => {
  const input = (block_id: string, multiline: boolean) => ({
    type: 'input',
    block_id,
    optional: true,
    label: plain(block_id),
    element: { type: 'plain_text_input', action_id: 'value', multiline },
  });
  const blocks = [input('name', false), input('tags', true), input('domain', false)];
  const viewId = await open({ ...reasonModal, private_metadata: '{"channel":"C1"}', blocks });
  await harness.slack.submitView(ada, viewId, { name: 'one', tags: 'a=b\nc=d', domain: '' });
  const entered = (value: string | null) => ({ value: { type: 'plain_text_input', value } });
  expect(lastPayload()).toMatchObject({
    view: {
      private_metadata: '{"channel":"C1"}',
      state: { values: { name: entered('one'), tags: entered('a=b\nc=d'), domain: entered(null) } },
    },
  });
});

test('an update needs the current hash', async () => {
  const viewId = await open();
  const hash = harness.slack.workspace.views(ada)[0]?.hash;
  const update = { view_id: viewId, hash, view: { ...reasonModal, title: plain('New') } };
  await harness.client.apiCall('views.update', update);
  await expect(harness.client.apiCall('views.update', update)).rejects.toEqual(refusedWith('hash_conflict'));
});

test('a modal with an input but no submit is refused, with the place', async () => {
  const { submit, ...view } = reasonModal;
  expect(submit).toBeDefined();
  await expect(open(view)).rejects.toMatchObject({
    data: {
      error: 'invalid_arguments',
      response_metadata: { messages: [expect.stringContaining('[json-pointer:/view/submit]')] },
    },
  });
});

test('closing is told to the app only if it asked for that', async () => {
  const viewId = await open({ ...reasonModal, notify_on_close: true });
  await harness.slack.closeView(ada, viewId);
  expect(lastPayload()).toMatchObject({ type: 'view_closed', view: { id: viewId } });
  expect(harness.slack.workspace.views(ada)).toEqual([]);
});
