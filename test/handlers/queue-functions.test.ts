import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { protonDetailTypes } from '../../src/lib/providers/proton/index.ts';
import type { Session } from '../../src/local/index.ts';
import { instanceEvent } from '../e2e/support/call-counts.ts';
import { installFleet } from '../e2e/support/fleet.ts';
import { logsOf, projectDirectory, startTestSession } from '../e2e/support/session.ts';

/** The packaged bundles, invoked as Lambda invokes them: with batches that no queue would ever hand out like this. */
let session: Session;
let logged = 0;

beforeAll(async () => {
  session = await startTestSession();
  installFleet(session, 1);
});

afterEach(() => {
  session.cloud.setFaults({});
});

afterAll(async () => {
  await session.stop();
});

const secret = 'swordfish';
const body = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Invokes a function with a batch; gives the places of the messages that are to come back, and what was logged. */
async function invoke(
  name: string,
  messages: readonly unknown[],
  receiveCount = 1,
  attributes: Readonly<Record<string, string>> = {},
): Promise<{ readonly failed: readonly number[]; readonly log: string }> {
  logged = logsOf(session).length;
  const ids: readonly string[] = messages.map(() => randomUUID());
  const Records = messages.map((message, index) => ({
    messageId: ids[index],
    receiptHandle: `${ids[index]}#${'0'.repeat(32)}`,
    body: body(message),
    attributes: { ApproximateReceiveCount: String(receiveCount), ...attributes },
  }));
  const result = await session.cloud.invoke(name, { Records });
  if (result.outcome !== 'succeeded') throw new Error(`${name} ended: ${JSON.stringify(result.error)}`);
  const { batchItemFailures }: { batchItemFailures: readonly { itemIdentifier: string }[] } = JSON.parse(
    result.payload,
  );
  const failed = batchItemFailures.map(({ itemIdentifier }) => ids.indexOf(itemIdentifier)).toSorted((a, b) => a - b);
  // What the events set off in other functions is theirs.
  const own = (await logSince(logged)).split('\n').filter((line) => line.split(' ', 1)[0]?.endsWith(`-${name}`));
  return { failed, log: own.join('\n') };
}

/** What was logged since. Lines come by another way than answers, so the last ones may be late. */
async function logSince(before: number): Promise<string> {
  for (let seen = -1; seen !== logsOf(session).length; await sleep(100)) seen = logsOf(session).length;
  return logsOf(session).slice(before).join('\n');
}

const good = instanceEvent('service-0', 'i0', 'SUCCEEDED');

describe('observe', () => {
  test('takes every detail-type, status and form of envelope without a failure', async () => {
    const folder = join(projectDirectory, 'examples/events/proton');
    const published = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8')));
    const detail = { name: 'i0', serviceName: 'service-0', environmentName: 'prod', componentName: 'cache' };
    const ofEachType = protonDetailTypes.flatMap((type) =>
      ['IN_PROGRESS', 'CANCELLED', 'DELETED', 'SOMETHING_NEW'].flatMap((status) =>
        [{}, { previousStatus: 'IN_PROGRESS' }, { previousStatus: 'ELSE' }].map((previous) => ({
          ...good,
          'detail-type': type,
          detail: { ...detail, id: randomUUID(), status, ...previous },
        })),
      ),
    );
    expect(protonDetailTypes).toHaveLength(11);
    const others = [
      { ...good, 'detail-type': [good['detail-type']] },
      { ...good, detail: { ...good.detail, status: 'SOMETHING_NEW', previousStatus: 'ELSE' } },
      { ...good, 'detail-type': 'AWS Proton Something New' },
    ];
    const { failed, log } = await invoke('observe', [...published, ...ofEachType, ...others]);
    expect(failed).toEqual([]);
    expect(log).not.toContain('"level":"ERROR"');
  });

  test('gives back exactly what it could not handle, with the reason and without the content', async () => {
    const batch: unknown[] = Array.from({ length: 10 }, () => good);
    batch[2] = `{"source": "aws.proton", "${secret}`;
    batch[7] = { source: 'aws.proton', 'detail-type': good['detail-type'], detail: secret };
    const { failed, log } = await invoke('observe', batch);
    expect(failed).toEqual([2, 7]);
    expect(log).toContain('not a message of this bot: it is not JSON');
    expect(log).toContain('not an event of AWS Proton: its detail is not an object');
    expect(log.match(/"message":"observed"/g)).toHaveLength(8);
    expect(log).not.toContain(secret);
  });

  test('follows one target’s messages one after the other, in their order', async () => {
    const batch = Array.from({ length: 6 }, (_, index) => ({ ...good, id: `event-${index}` }));
    const { log } = await invoke('observe', batch);
    expect([...log.matchAll(/"eventId":"event-(\d)"/g)].map(([, index]) => index)).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
    ]);
  });

  test('gives everything back while Proton does not answer, and says why', async () => {
    session.cloud.setFaults({ calls: [{ service: 'proton', how: 'fail' }] });
    const { failed, log } = await invoke('observe', [good, good]);
    expect(failed).toEqual([0, 1]);
    expect(log).toContain('"error":"ProtonUnavailable"');
  });
});

describe('notify', () => {
  const told = { source: 'proton-bot', detail: {} };

  test('gives back what cannot be read, and ignores what no enabled provider sends', async () => {
    const { failed, log } = await invoke('notify', [
      told,
      { ...told, source: secret },
      told,
      '',
      { ...told, detail: { key: 1 } },
    ]);
    expect(failed).toEqual([3, 4]);
    expect(log).toContain('no enabled provider sends such events');
    expect(log).not.toContain(secret);
  });
});

describe('command', () => {
  const ada = { userId: 'U0ADA0001', teamId: 'T0LOCAL01', channelId: 'C0DEPLOYS' };
  const request = (command: object, id: string = randomUUID()) => ({
    ...ada,
    id,
    receivedAtMs: Date.now(),
    responseUrl: `${session.slackUrl}/hooks/commands/T0LOCAL01/used-up`,
    interaction: { type: 'command', command },
  });

  test('gives back what is no request, and answers what came with it', async () => {
    const { failed, log } = await invoke('command', [
      request({ name: 'help' }),
      { ...request({ name: secret }) },
      '[]',
    ]);
    expect(failed).toEqual([1, 2]);
    expect(log).toContain('its name is none of');
    expect(log).not.toContain(secret);
  });

  describe('a cancel that comes three days late', () => {
    const dayMs = 24 * 60 * 60_000;
    const cancel = () => request({ name: 'cancel', target: 'service-0/i0' });

    test('is refused, by the time that the ingress noted', async () => {
      const late = { ...cancel(), receivedAtMs: Date.now() - 3 * dayMs };
      const { failed, log } = await invoke('command', [late], 1, { SentTimestamp: String(Date.now()) });
      expect(failed).toEqual([]);
      expect(log).toContain('"answer":"tooOld"');
    });

    test('is refused, by the time that the queue noted, where it is of an older version', async () => {
      const { receivedAtMs: _absent, ...older } = cancel();
      const late = await invoke('command', [older], 1, { SentTimestamp: String(Date.now() - 3 * dayMs) });
      expect(late.log).toContain('"answer":"tooOld"');
      const inTime = await invoke('command', [{ ...older, id: randomUUID() }], 1, {
        SentTimestamp: String(Date.now()),
      });
      expect(inTime.failed).toEqual([]);
      expect(inTime.log).toContain('answered a request');
      expect(inTime.log).not.toContain('tooOld');
    });
  });

  test('tries again soon what failed for a reason that may pass, later each time', async () => {
    session.cloud.setFaults({ calls: [{ service: 'dynamodb', how: 'fail', function: 'command' }] });
    const cancel = request({ name: 'cancel', target: 'service-0/i0' });
    const waits: (string | undefined)[] = [];
    for (const tries of [1, 2, 3, 4, 5]) {
      const { failed, log } = await invoke('command', [cancel], tries);
      expect(failed).toEqual([0]);
      waits.push(/"retryAfterMs":(\d+)/.exec(log)?.[1]);
    }
    expect(waits).toEqual(['10000', '30000', '90000', '180000', '180000']);
  });
});

describe('sweep', () => {
  test('says how much it enqueued', async () => {
    const result = await session.cloud.invoke('sweep', {});
    expect(result).toEqual({ outcome: 'succeeded', payload: expect.stringMatching(/^\{"due":\d+,"jobs":\d+\}$/) });
  });

  test('fails loudly when it cannot look, so that the next one is not trusted to have had nothing to do', async () => {
    session.cloud.setFaults({ calls: [{ service: 'dynamodb', how: 'fail' }] });
    const before = logsOf(session).length;
    const result = await session.cloud.invoke('sweep', {});
    expect(result.outcome).not.toBe('succeeded');
    expect(await logSince(before)).toContain('the sweep is incomplete');
  });
});

describe('a function that is invoked with something else', () => {
  test.each(['observe', 'notify', 'command'])('%s says which mapping to look at', async (name) => {
    const before = logsOf(session).length;
    const result = await session.cloud.invoke(name, { Records: [{ kinesis: secret }] });
    expect(JSON.stringify(result)).toContain('check its event source mapping');
    expect(await logSince(before)).toContain('NotAQueueEvent');
  });
});
