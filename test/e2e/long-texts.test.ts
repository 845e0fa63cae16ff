import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/index.ts';
import { run } from '../cli/support/run.ts';
import { problemsOf } from '../lib/slack/support/slack-limits.ts';
import { type FleetInstance, installFleet, unhurried } from './support/fleet.ts';
import { ask, onCall } from './support/people.ts';
import { isQuiet } from './support/queues.ts';
import { hangUpdate } from './support/service.ts';
import { logsOf, startTestSession, until } from './support/session.ts';
import { storedItems } from './support/table.ts';
import { expectEachToldOnce, itemsAtRest } from './support/told.ts';

/** What Slack would act on, or would show as something else; a secret among it, as deployments do print them. */
const piece = '<!channel> & <@U0ADA0001> `*_~ secret-4711 &amp; \u202e 👩‍💻 <http://example.com|safe>\n';

function textOf(length: number): string {
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}

/** The longest that Proton takes (`NotifyStatusMessage`), and one that no control plane should give. */
const lengths = [5_000, 10_000];

let session: Session;
let fleet: readonly FleetInstance[];

beforeAll(async () => {
  session = await startTestSession();
  fleet = installFleet(session, lengths.length, unhurried);
});

afterAll(async () => {
  await session.stop();
});

interface Box {
  readonly type: string;
  readonly elements?: readonly { readonly type: string; readonly elements: readonly { readonly text: string }[] }[];
}

/** Texts that are shown as they are, in boxes of their own. */
function boxesIn(blocks: readonly object[]): readonly string[] {
  const read: readonly Box[] = JSON.parse(JSON.stringify(blocks));
  return read
    .flatMap(({ type, elements = [] }) => (type === 'rich_text' ? elements : []))
    .flatMap(({ type, elements }) => (type === 'rich_text_preformatted' ? elements : []))
    .map(({ text }) => text);
}

/** What the functions, the trail and the timeline know; none of it is for other people's eyes. */
async function expectNothingElsewhere(): Promise<void> {
  expect(logsOf(session).join('\n')).not.toContain('secret-4711');
  const port = new URL(session.awsUrl).port;
  for (const { name } of fleet) {
    const { out } = await run(['trail', name, '--json', '--aws-port', port]);
    expect(out).toContain('FAILED');
    expect(out).not.toContain('secret-4711');
  }
  expect(JSON.stringify(session.slack.timeline.entries())).not.toContain('secret-4711');
}

describe('a status message', () => {
  test('of 5,000 or 10,000 characters is shown as far as it fits, says how much is missing, and goes nowhere else', async () => {
    for (const { service, instance } of fleet) hangUpdate(session, service, instance);
    await until(() => session.slack.workspace.messages('deploys').length === fleet.length && isQuiet(session));
    for (const [index, { name }] of fleet.entries()) {
      session.controlPlane.script(name, 'fail', { statusMessage: textOf(lengths[index] ?? 0) });
    }
    const items = await itemsAtRest(session, fleet.length);
    await expectEachToldOnce(session, 'C0DEPLOYS', items);
    for (const [index, { name }] of fleet.entries()) {
      const live = session.slack.workspace.messages('deploys').find(({ text }) => text.includes(`\`${name}\``));
      const thread = session.slack.workspace.thread('deploys', live?.ts ?? '');
      for (const message of thread) expect(problemsOf(message)).toEqual([]);
      // The message itself shows the beginning, the thread more.
      const boxes = thread.flatMap(({ blocks }) => boxesIn(blocks));
      expect(boxes).toHaveLength(2);
      for (const box of boxes) {
        const [, shown = '', missing] = /^(.*?)…?\n\((\d+) more characters\)$/s.exec(box) ?? [];
        // What cannot be seen is left out, and counted by nobody.
        const visibleLength = textOf(lengths[index] ?? 0).replaceAll('\u202e', '').length;
        expect(Number(missing)).toBeGreaterThanOrEqual(visibleLength - shown.length - 1);
        expect(Number(missing)).toBeLessThanOrEqual((lengths[index] ?? 0) - shown.length);
      }
    }
    expect((await storedItems(session)).every((item) => JSON.stringify(item).length < 10_000)).toBe(true);
    await expectNothingElsewhere();
  });
});

describe('what people type', () => {
  test.each<[string, string, string]>([
    ['an unknown command', textOf(10_000).replaceAll('\n', ' '), 'There is no command'],
    ['a name', `status ${'&'.repeat(10_000)}`, 'too long'],
    ['names', `cancel ${'<a> '.repeat(2_500)}`, 'takes one target'],
    ['a name of as many characters as a name may have', `status ${'&'.repeat(256)}`, 'Nothing named'],
  ])('is answered and shown whole entities only: %s', async (_name, typed, answer) => {
    expect(await ask(session, `/proton ${typed}`)).toContain(answer);
    const shown = session.slack.workspace.ephemerals(onCall).at(-1);
    expect(shown && problemsOf(shown)).toEqual([]);
  });
});

describe('an event', () => {
  test('with a detail of 10,000 characters is a hint like any other, and is not logged', async () => {
    const [target] = fleet;
    const event = {
      source: 'aws.proton',
      'detail-type': 'AWS Proton Service Instance Status Change',
      resources: [
        `arn:aws:proton:eu-central-1:123456789012:service/${target?.service}/service-instance/${target?.instance}`,
      ],
      detail: { name: target?.instance, serviceName: target?.service, status: textOf(10_000) },
    };
    expect(await session.replayer.replay(event)).toMatchObject({ result: 'observed', status: 'FAILED' });
    const nameless = { ...event, resources: [], detail: { name: textOf(10_000), serviceName: textOf(10_000) } };
    expect(await session.replayer.replay(nameless)).toMatchObject({ result: 'malformed' });
    expect(logsOf(session).join('\n')).not.toContain('secret-4711');
  });
});
