import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import type { Activity } from '@proton-bot/local-aws';
import type { Message } from '@proton-bot/local-slack';
import { createTimeline } from '../../src/local/timeline-entries.ts';

type Entry = Parameters<Parameters<typeof createTimeline>[0]>[0];

function open() {
  const entries: Entry[] = [];
  const timeline = createTimeline((entry) => void entries.push(entry));
  return { entries, ...timeline };
}

/** What the bot puts on its bus. */
function published(name: string, event: object, source = 'proton-bot'): Activity {
  const entry = { id: 'e1', atMs: 5_000, target: 'arn', name, environment: '', actor: { type: 'bot' }, event };
  const envelope = { version: '0', id: '1', account: '1', time: '', region: '', resources: [], detail: { entry } };
  const detailType = { 'detail-type': 'Deployment Observed' };
  return { kind: 'event', atMs: 0, bus: 'b', rules: [], event: { ...envelope, ...detailType, source } };
}

function message(text: string, different: Partial<Message> = {}): Message {
  return {
    channel: 'C0PLATFRM',
    ts: '1700000000.000100',
    user: 'U0PROTON1',
    byApp: true,
    text,
    blocks: [],
    mrkdwn: true,
    alsoInChannel: false,
    ...different,
  };
}

const observed = { what: 'observed', status: 'FAILED' };

test('what the bus tells stands in the timeline, and what others say on it does not', () => {
  const { entries, onActivity } = open();
  onActivity(published('factory', observed));
  onActivity(published('factory', observed, 'somebody-else'));
  expect(entries).toEqual([{ atMs: 5_000, target: 'factory', kind: 'observed', title: 'FAILED' }]);
});

test('a message that people see stands beside what it is about, as they read it', () => {
  const { entries, onActivity, onMessage } = open();
  onActivity(published('a&b/<c>', observed));
  const text = '🔴 Service instance `a&amp;b/&lt;c&gt;`: *failed*\nmore';
  onMessage({ action: 'posted', message: message(text) });
  onMessage({ action: 'updated', message: message(text, { editedTs: '1700000001.000200' }) });
  const told = { kind: 'posted', target: 'a&b/<c>' };
  const title = 'in #platform: 🔴 Service instance a&b/<c>: failed';
  expect(entries.slice(1)).toEqual([
    { ...told, atMs: 1_700_000_000_000, title: `posted ${title}` },
    { ...told, atMs: 1_700_000_001_000, title: `updated ${title}` },
  ]);
});

test('news about what the bus has not told of stand there, too', () => {
  const { entries, onMessage } = open();
  onMessage({ action: 'posted', message: message('An import of `factory`: *FAILED*') });
  expect(entries).toMatchObject([{ kind: 'posted', title: 'posted in #platform: An import of factory: FAILED' }]);
  expect(entries[0]).not.toHaveProperty('target');
});

test('threads, whose entries stand there already, direct messages, and what people write do not', () => {
  const { entries, onMessage } = open();
  onMessage({ action: 'posted', message: message('reply', { threadTs: '1700000000.000000' }) });
  onMessage({ action: 'posted', message: message('hello', { byApp: false }) });
  onMessage({ action: 'posted', message: message('for you only', { channel: 'D0ADA0001' }) });
  expect(entries).toEqual([]);
});

/** Sentences may be worded anew at any time: nothing is made of them. */
test('what functions log is passed on as it is, and read by nothing in src/local', async () => {
  const project = new URL('../../', import.meta.url);
  const names = globSync('src/local/**/*.ts', { cwd: project });
  expect(names).toContain('src/local/session.ts');
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, project), 'utf8')));
  const readers = texts.flatMap((text) => text.match(/onLog\b.*/g) ?? []);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what the source says
  expect(readers).toEqual(['onLog: ({ functionName, line }) => options.log(`${functionName} ${line}`),']);
});
