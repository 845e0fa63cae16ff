import { describe, expect, test } from '@jest/globals';
import type { MessageActivity } from '../../src/activity.ts';
import { ManualClock } from '../../src/index.ts';
import { EventSourceMapping, type MappedFunction } from '../../src/lambda/event-source-mapping.ts';
import type { InvocationResult } from '../../src/lambda/index.ts';
import { failedMessageIds } from '../../src/lambda/sqs-batch.ts';
import { createSeededRandom } from '../../src/random.ts';
import { Queue, type QueueSettings } from '../../src/sqs/index.ts';

interface SqsEvent {
  readonly Records: {
    readonly messageId: string;
    readonly body: string;
    readonly attributes: Record<string, string>;
  }[];
}

/** A queue and a function that the test answers for, on a clock that the test moves. */
function createSetup(
  options: {
    batchSize?: number;
    batchWindowMs?: number;
    reports?: boolean;
    concurrency?: number;
    settings?: Partial<QueueSettings>;
  } = {},
) {
  const clock = new ManualClock(0);
  const activities: MessageActivity[] = [];
  const queues = new Map<string, Queue>();
  const makeQueue = (name: string, settings: Partial<QueueSettings>): Queue => {
    const queue = new Queue({
      name,
      arn: `arn:aws:sqs:eu-central-1:123456789012:${name}`,
      url: `http://127.0.0.1/123456789012/${name}`,
      settings: {
        visibilityTimeoutSeconds: 30,
        delaySeconds: 0,
        retentionSeconds: 345_600,
        maximumMessageBytes: 1024,
        receiveWaitSeconds: 0,
        ...settings,
      },
      clock,
      random: createSeededRandom(1),
      queueByArn: (arn) => queues.get(arn),
      onActivity: (activity) => activities.push(activity),
    });
    queues.set(queue.arn, queue);
    return queue;
  };
  const dead = makeQueue('dead', {});
  const queue = makeQueue('work', {
    redrive: { deadLetterQueueArn: dead.arn, maxReceiveCount: 3 },
    ...options.settings,
  });
  const calls: { event: SqsEvent; end: (result: InvocationResult) => void }[] = [];
  const lambda: MappedFunction = {
    definition: {
      name: 'observe',
      arn: 'arn',
      taskRoot: '',
      handler: '',
      runtime: 'nodejs24.x',
      memoryMb: 128,
      timeoutSeconds: 30,
      environment: {},
    },
    concurrencyLimit: options.concurrency ?? 10,
    invoke(payload) {
      const event: SqsEvent = JSON.parse(payload);
      return new Promise((end) => calls.push({ event, end }));
    },
  };
  const mapping = new EventSourceMapping({
    queue,
    lambda,
    region: 'eu-central-1',
    clock,
    batchSize: options.batchSize ?? 10,
    batchWindowMs: options.batchWindowMs ?? 0,
    reportsBatchItemFailures: options.reports ?? true,
    maximumConcurrency: undefined,
  });
  mapping.start();
  return {
    clock,
    queue,
    dead,
    mapping,
    calls,
    activities,
    bodies: () => calls.map(({ event }) => event.Records.map(({ body }) => body)),
  };
}

const succeeded = (payload: unknown): InvocationResult => ({ outcome: 'succeeded', payload: JSON.stringify(payload) });

describe('an event source mapping', () => {
  test('hands over what waits, in batches, and deletes it', async () => {
    const { clock, queue, calls, bodies } = createSetup({ batchSize: 2 });
    for (const body of ['a', 'b', 'c']) queue.send(body);
    await clock.advance(0);
    expect(bodies()).toEqual([['a', 'b'], ['c']]);
    for (const { end } of calls) end(succeeded(null));
    await clock.advance(0);
    expect(queue.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  test('waits for the batch window, or for a full batch', async () => {
    const { clock, queue, bodies } = createSetup({ batchSize: 3, batchWindowMs: 1000 });
    queue.send('a');
    await clock.advance(900);
    queue.send('b');
    expect(bodies()).toEqual([]);
    await clock.advance(100);
    expect(bodies()).toEqual([['a', 'b']]);
    for (const body of ['c', 'd', 'e']) queue.send(body);
    await clock.advance(0);
    expect(bodies().at(-1)).toEqual(['c', 'd', 'e']);
  });

  test('never runs more at once than the function can', async () => {
    const { clock, queue, calls } = createSetup({ batchSize: 1, concurrency: 2 });
    for (const body of ['a', 'b', 'c']) queue.send(body);
    await clock.advance(0);
    expect(calls).toHaveLength(2);
    calls[0]?.end(succeeded(null));
    await clock.advance(0);
    expect(calls).toHaveLength(3);
  });

  test('leaves the messages reported as failed, and only those, to their visibility timeout', async () => {
    const { clock, queue, calls, bodies } = createSetup();
    queue.send('good');
    queue.send('bad');
    await clock.advance(0);
    const bad = calls[0]?.event.Records[1]?.messageId;
    calls[0]?.end(succeeded({ batchItemFailures: [{ itemIdentifier: bad }] }));
    await clock.advance(29_999);
    expect(bodies()).toHaveLength(1);
    await clock.advance(1);
    expect(bodies()[1]).toEqual(['bad']);
    expect(calls[1]?.event.Records[0]?.attributes['ApproximateReceiveCount']).toBe('2');
  });

  test('a batch that fails goes to the dead-letter queue after enough attempts', async () => {
    const { clock, queue, dead, calls } = createSetup();
    queue.send('poison');
    for (const attempt of [1, 2, 3]) {
      await clock.advance(attempt === 1 ? 0 : 30_000);
      expect(calls).toHaveLength(attempt);
      calls.at(-1)?.end({ outcome: 'killed', error: { errorType: 'x', errorMessage: '', trace: [] } });
    }
    await clock.advance(30_000);
    expect([calls.length, dead.counts().visible, queue.counts().inFlight]).toEqual([3, 1, 0]);
  });

  test('without batch responses, an answer of any kind is a success', async () => {
    const { clock, queue, calls } = createSetup({ reports: false });
    queue.send('a');
    await clock.advance(0);
    calls[0]?.end(succeeded({ batchItemFailures: [{ itemIdentifier: calls[0].event.Records[0]?.messageId }] }));
    await clock.advance(0);
    expect(queue.counts().inFlight).toBe(0);
  });

  test('reads nothing once it was stopped, and leaves no timer', async () => {
    const { clock, queue, mapping, calls } = createSetup({ batchWindowMs: 1000 });
    queue.send('a');
    await clock.advance(500);
    mapping.stop();
    queue.send('b');
    await clock.advance(60_000);
    expect([calls.length, clock.pendingTimers]).toEqual([0, 0]);
  });

  test('is refused when a message would be handed out again while the function still works', () => {
    expect(() => createSetup({ settings: { visibilityTimeoutSeconds: 29 } })).toThrow(
      /visibility timeout of queue work \(29 s\).*observe \(30 s\)/,
    );
  });
});

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
test.each<[answer: string, failed: string[]]>([
  ['null', []],
  ['', []],
  ['{}', []],
  ['{"batchItemFailures":null}', []],
  ['{"batchItemFailures":[]}', []],
  ['{"batchItemFailures":[{"itemIdentifier":"b"}]}', ['b']],
  ['{"batchItemFailures":[{"itemIdentifier":""}]}', ['a', 'b']],
  ['{"batchItemFailures":[{"itemIdentifier":null}]}', ['a', 'b']],
  ['{"batchItemFailures":[{"item":"a"}]}', ['a', 'b']],
  ['{"batchItemFailures":[{"itemIdentifier":"of another batch"}]}', ['a', 'b']],
  ['{"batchItemFailures":"a"}', ['a', 'b']],
  ['"done"', ['a', 'b']],
])('a function that answers %s failed for %j', (answer, failed) => {
  expect(failedMessageIds(answer, ['a', 'b'])).toEqual(failed);
});
