import { countCalls, instanceEvent } from '../../e2e/support/call-counts.ts';
import { isQuiet } from '../../e2e/support/queues.ts';
import { startTestSession, until } from '../../e2e/support/session.ts';
import type { Benchmark } from '../figure.ts';

const eventCount = 1_000;

/** What the packaged bot does in the local cloud: calls on the wire, and how many events it gets through. */
export const running: Benchmark = {
  figures: [
    { name: 'calls-unchanged', title: 'AWS calls for an event without news', unit: 'calls', atMost: 3 },
    { name: 'calls-new', title: 'AWS calls for a new deployment', unit: 'calls', atMost: 7 },
    { name: 'calls-cancel', title: 'AWS calls for a cancel', unit: 'calls', atMost: 10 },
    { name: 'events', title: 'Events through `observe` in the local cloud', unit: 'events/s' },
  ],
  async measure({ say }) {
    say('counting calls, and sending events through the packaged bot');
    const session = await startTestSession({ reportEvents: false });
    try {
      const { unchanged, created, cancelled } = await countCalls(session);
      await until(() => isQuiet(session));
      const events = Array.from({ length: eventCount }, () => instanceEvent('orders', 'api-1', 'CANCELLED'));
      const startedMs = performance.now();
      session.cloud.putEvents(events);
      await until(() => isQuiet(session), 120_000);
      const seconds = (performance.now() - startedMs) / 1000;
      const counted = 'counted at the endpoint, one event each';
      return [
        { value: unchanged, detail: counted },
        { value: created, detail: `${counted}; with its schedule` },
        { value: cancelled, detail: `${counted}; claim, fence, call, record and tell` },
        {
          value: eventCount / seconds,
          detail: `${eventCount.toLocaleString('en')} events without news: bus, queue, batches of ten, ${unchanged} calls each; bot and cloud share the processors`,
        },
      ];
    } finally {
      await session.stop();
    }
  },
};
