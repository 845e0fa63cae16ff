import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { parseJsonObject } from '../src/json.ts';
import { acknowledge, ada, ben, deploys, fieldsOf, type Harness, postMessage, startHarness } from './harness.ts';
import { launchBrowser } from './support/browser.ts';

// Where no browser can run, launchBrowser says why and these tests are skipped; with CI set it throws instead.
const browser: Browser | undefined = await launchBrowser();
const browserTest = browser === undefined ? test.skip : test;

let harness: Harness;
let page: Page;
const problems: string[] = [];

afterAll(() => browser?.close());
beforeEach(async () => {
  harness = await startHarness();
  if (browser === undefined) return;
  page = await openPage();
});
afterEach(async () => {
  await page?.close();
  await harness.slack.stop();
  expect(problems.splice(0)).toEqual([]);
});

/** Opens the page; whatever goes wrong in it, a script or a blocked resource, fails the test. */
async function openPage(colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  if (browser === undefined) throw new Error('no browser');
  const opened = await browser.newPage({ viewport: { width: 1440, height: 860 }, colorScheme });
  opened.on('pageerror', (error) => problems.push(error.message));
  opened.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await opened.goto(harness.slack.url);
  await opened.getByTestId('status').getByText('Live').waitFor();
  return opened;
}

const at = (testId: string): Locator => page.getByTestId(testId);
const plain = (text: string) => ({ type: 'plain_text', text });
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const post = (message: Record<string, unknown>) => postMessage(harness.client, { channel: deploys, ...message });

async function type(text: string): Promise<void> {
  await at('composer-input').fill(text);
  await at('composer-input').press('Enter');
}

const cancelButton = {
  type: 'button',
  action_id: 'cancel',
  value: 'deployment-1',
  style: 'danger',
  text: plain('Cancel'),
  confirm: {
    title: plain('Cancel it?'),
    text: plain('It stops.'),
    confirm: plain('Cancel it'),
    deny: plain('Leave it'),
  },
};

browserTest('a slash command is answered to the person who ran it, until the page is reloaded', async () => {
  harness.answer = () => acknowledge('*1* deployment in progress :hourglass_flowing_sand:');
  await type('/ship status');
  await at('ephemeral').waitFor();
  expect(fieldsOf(harness.received[0])).toMatchObject({ command: '/ship', text: 'status', user_id: ada });
  expect(await at('ephemeral').innerText()).toContain('Only visible to you');
  expect(await at('ephemeral').locator('strong').innerText()).toBe('1');
  expect(await at('ephemeral').locator('svg.emoji').getAttribute('aria-label')).toBe(':hourglass_flowing_sand:');
  await at('person-select').selectOption(ben);
  await at('ephemeral').waitFor({ state: 'detached' });
  await at('person-select').selectOption(ada);
  await at('ephemeral').waitFor();
  await page.reload();
  await page.getByText('Nothing has happened here yet.').waitFor();
});

browserTest('a button asks first; then the app is told and its message changes in place', async () => {
  const { ts } = await post({
    text: 'a',
    blocks: [section('deploying'), { type: 'actions', elements: [cancelButton] }],
  });
  harness.answer = async () => {
    await harness.client.apiCall('chat.update', { channel: deploys, ts, text: 'b', blocks: [section('*cancelled*')] });
    return acknowledge();
  };
  await at('action-cancel').click();
  await at('confirm-deny').click();
  await at('confirm-dialog').waitFor({ state: 'detached' });
  expect(harness.received).toEqual([]);

  await at('person-select').selectOption(ben);
  await at('action-cancel').focus();
  await page.keyboard.press('Enter');
  await at('confirm-ok').click();
  await at(`message-${ts}`).getByText('cancelled').waitFor();
  expect(parseJsonObject(fieldsOf(harness.received[0])['payload'] ?? '')).toMatchObject({
    user: { id: ben },
    message: { ts },
    actions: [{ action_id: 'cancel', value: 'deployment-1' }],
  });
  expect(await at('action-cancel').count()).toBe(0);
  expect(await at(`message-${ts}`).innerText()).not.toContain('(edited)');
});

browserTest('a refusal is seen by nobody but the person refused', async () => {
  const { ts } = await post({
    text: 'a',
    blocks: [{ type: 'actions', elements: [{ ...cancelButton, confirm: undefined }] }],
  });
  const second = await openPage();
  await second.getByTestId('person-select').selectOption(ben);
  harness.answer = async (fields) => {
    const payload = parseJsonObject(fields.get('payload') ?? '');
    const text = 'Only @platform may cancel here.';
    await fetch(String(payload?.['response_url']), { method: 'POST', body: JSON.stringify({ text }) });
    return acknowledge();
  };
  await second.getByTestId('action-cancel').click();
  await second.getByTestId('ephemeral').getByText('Only @platform may cancel here.').waitFor();
  expect(await at('ephemeral').count()).toBe(0);
  expect(await at(`message-${ts}`).count()).toBe(1);
  await second.close();
});

browserTest('an app that fails is told to the person', async () => {
  harness.answer = () => ({ statusCode: 502, headers: {}, body: '' });
  await type('/ship status');
  await at('ephemeral').getByText('dispatch_failed').waitFor();
});

browserTest('a thread opens beside the channel and takes replies, but no commands', async () => {
  const { ts } = await post({ text: 'parent' });
  await post({ text: 'first reply', thread_ts: ts });
  await at(`thread-open-${ts}`).getByText('1 reply').click();
  await at('thread-list').getByText('first reply').waitFor();
  expect(await at('message-list').getByText('first reply').count()).toBe(0);
  await at('thread-input').fill('looking at it');
  await at('thread-input').press('Enter');
  await at('thread-list').getByText('looking at it').waitFor();
  expect(harness.slack.workspace.thread(deploys, ts)).toMatchObject([{}, {}, { user: ada, text: 'looking at it' }]);
  await at('thread-input').fill('/ship status');
  await at('thread-input').press('Enter');
  await at('thread-pane').getByText('does not run slash commands in threads').waitFor();
  expect(harness.received).toEqual([]);
  await page.keyboard.press('Escape');
  await at('thread-pane').waitFor({ state: 'hidden' });
});

browserTest('text from outside stays text, wherever it is shown', async () => {
  const evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";
  await post({
    text: 'a',
    blocks: [
      { type: 'header', text: plain(evil) },
      section(`${evil} \`${evil}\` <javascript:document.title='owned'|click>`),
      { type: 'context', elements: [plain(evil)] },
      { type: 'actions', elements: [{ type: 'button', action_id: evil, text: plain(evil.slice(0, 75)) }] },
    ],
  });
  await post({ text: evil });
  harness.slack.timeline.append({ atMs: 0, kind: 'observed', target: evil, title: evil, detail: evil });
  await type(evil);
  await at('message-list').locator('article').nth(2).waitFor();
  await at('timeline-entry').waitFor();
  expect(await page.locator('article img, article script, .timeline img, .timeline script').count()).toBe(0);
  expect(await page.locator('[href^="javascript:"]').count()).toBe(0);
  expect(await page.title()).not.toBe('owned');
  expect(await at('message-list').innerText()).toContain('<img src=x onerror=');
});

browserTest('a message of 10,000 characters is shown whole and inside its column', async () => {
  const words = 'x'.repeat(10_000);
  const { ts } = await post({ text: words });
  await at(`message-${ts}`).waitFor();
  expect(await at(`message-${ts}`).locator('.block-text').innerText()).toHaveLength(10_000);
  const list = await at('message-list').boundingBox();
  const message = await at(`message-${ts}`).boundingBox();
  expect(message?.width).toBeLessThanOrEqual(list?.width ?? 0);
});

browserTest('a permalink opens the channel at the message', async () => {
  const { ts } = await post({ channel: 'platform', text: 'look here' });
  const link = await harness.client.chat.getPermalink({ channel: 'C0PLATFRM', message_ts: ts });
  await page.goto(link.permalink ?? '');
  await page.locator('.message-highlighted').getByText('look here').waitFor();
  expect(await at('channel-title').innerText()).toBe('# platform');
});

browserTest('another channel shows how much is new in it', async () => {
  await post({ channel: 'platform', text: 'one' });
  await post({ channel: 'platform', text: 'two' });
  await at('channel-platform').locator('.unseen').getByText('2').waitFor();
  await at('channel-platform').click();
  await at('message-list').getByText('two').waitFor();
  await at('channel-platform').locator('.unseen').waitFor({ state: 'detached' });
});

browserTest('the timeline is filtered by kind and target and opens its reasons', async () => {
  const { timeline } = harness.slack;
  timeline.append({
    atMs: 1000,
    kind: 'decided',
    target: 'orders/prod',
    title: 'Cancel',
    detail: 'rule: stuck\n  45m > 30m',
  });
  timeline.append({ atMs: 2000, kind: 'acted', target: 'orders/prod', title: 'Cancelled' });
  timeline.append({ atMs: 3000, kind: 'decided', target: 'search/dev', title: 'Nothing' });
  await at('timeline-entry').nth(2).waitFor();
  await at('timeline-filter-acted').click();
  await at('timeline-entry').getByText('Cancelled').waitFor({ state: 'detached' });
  await at('timeline-target').fill('orders');
  await at('timeline-entry').getByText('Nothing').waitFor({ state: 'detached' });
  await at('timeline-entry').locator('summary').click();
  expect(await at('timeline-entry').locator('pre').innerText()).toBe('rule: stuck\n  45m > 30m');
});

browserTest('a modal is filled in, refused with an error beside the field, and sent', async () => {
  const view = {
    type: 'modal',
    title: plain('Reject'),
    submit: plain('Send'),
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: plain('Reason'),
        element: { type: 'plain_text_input', action_id: 'r' },
      },
    ],
  };
  harness.answer = async (fields) => {
    await harness.client.apiCall('views.open', { trigger_id: fields.get('trigger_id'), view });
    return acknowledge();
  };
  await type('/ship reject');
  await at('modal').getByText('Reject').waitFor();
  await at('modal-submit').click();
  await at('modal').getByText('Please fill this in.').waitFor();
  harness.answer = () => acknowledge();
  await at('input-reason').fill('not one of ours');
  await at('input-reason').press('Enter');
  await at('modal').waitFor({ state: 'detached' });
  expect(parseJsonObject(fieldsOf(harness.received.at(-1))['payload'] ?? '')).toMatchObject({
    type: 'view_submission',
    view: { state: { values: { reason: { r: { value: 'not one of ours' } } } } },
  });
});

browserTest('the page is dark where the system is', async () => {
  const dark = await openPage('dark');
  const brightness = async (shown: Page) => {
    const colour = String(await shown.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor"));
    const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour)?.slice(1).map(Number) ?? [];
    expect(parts).toHaveLength(3);
    return parts.reduce((sum, part) => sum + part, 0);
  };
  expect(await brightness(dark)).toBeLessThan(150);
  expect(await brightness(page)).toBeGreaterThan(600);
  expect((await dark.screenshot()).length).toBeGreaterThan(10_000);
  await dark.close();
});
