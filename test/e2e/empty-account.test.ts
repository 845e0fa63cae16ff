import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/index.ts';
import { run } from '../cli/support/run.ts';
import { ask } from './support/people.ts';
import { deadLetters, isQuiet } from './support/queues.ts';
import { logsOf, startTestSession, until } from './support/session.ts';
import { storedItems } from './support/table.ts';

let session: Session;

beforeAll(async () => {
  session = await startTestSession();
});

afterAll(async () => {
  await session.stop();
});

describe('in an account with nothing in it', () => {
  test('the sweep finds nothing, again and again', async () => {
    for (let time = 0; time < 2; time += 1) {
      const result = await session.cloud.invoke('sweep', {});
      expect(result).toEqual({ outcome: 'succeeded', payload: JSON.stringify({ due: 0, jobs: 2 }) });
    }
  });

  test.each([
    ['/proton', 'See what happens'],
    ['/proton help', 'See what happens'],
    ['/proton status', 'Nothing is in progress.'],
    ['/proton status orders/api', 'Nothing named `orders/api` was found'],
    // Who may cancel depends on the environment, and here is none.
    ['/proton cancel prod-eu', 'Not done: `cancel prod-eu`'],
    ['/proton connections', 'No connections wait for a decision.'],
    ['/proton accept 8ad03ff3-0cc8-4d16-93de-d5e1bbf4ef3c', 'Nothing named'],
    ['/proton reject nobody', 'only a connection can be rejected'],
  ])('%s is answered', async (typed, answer) => {
    expect(await ask(session, typed)).toContain(answer);
  });

  test('somebody without the right learns nothing more than that', async () => {
    expect(await ask(session, '/proton cancel prod-eu', 'U0BEN0001')).toContain('Not done');
  });

  test('the trail says that it has nothing', async () => {
    const port = new URL(session.awsUrl).port;
    const { exitCode, out, err } = await run(['trail', 'orders/api', '--aws-port', port]);
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toContain('the trail has no entries for orders/api');
  });

  test('the page comes up with channels and no message', async () => {
    expect(await (await fetch(session.slackUrl)).text()).toContain('<html');
    const { messages, channels } = await firstSnapshot();
    expect(messages).toEqual([]);
    expect(channels.map(({ name }) => name)).toContain('deploys');
  });

  test('and after all that there is no item, no error, no message given up', async () => {
    await until(() => isQuiet(session));
    expect(await storedItems(session)).toEqual([]);
    expect(deadLetters(session)).toBe(0);
    expect(logsOf(session).filter((line) => line.includes('"level":"ERROR"'))).toEqual([]);
    const failures = logsOf(session).filter((line) => !/^\S+ \{/.test(line));
    expect(failures).toEqual([]);
  });
});

/** What the page is told when it opens. */
async function firstSnapshot(): Promise<{
  readonly messages: unknown;
  readonly channels: readonly { readonly name: string }[];
}> {
  const leaving = new AbortController();
  const { body } = await fetch(`${session.slackUrl}/page/events`, { signal: leaving.signal });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes('\n\n')) break;
  }
  leaving.abort();
  return JSON.parse(text.slice('data: '.length, text.indexOf('\n\n')));
}
