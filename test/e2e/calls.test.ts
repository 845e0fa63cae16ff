import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/index.ts';
import { countCalls } from './support/call-counts.ts';
import { startTestSession } from './support/session.ts';

let session: Session;

beforeAll(async () => {
  // As on AWS: there, events are not answered on the bus.
  session = await startTestSession({ reportEvents: false });
});

afterAll(async () => {
  await session.stop();
});

test('AWS calls for a new deployment, for an event without news, and for a cancel stay within their goals', async () => {
  const { created, unchanged, cancelled } = await countCalls(session);
  expect(created).toBeLessThanOrEqual(7);
  expect(unchanged).toBeLessThanOrEqual(3);
  expect(cancelled).toBeLessThanOrEqual(10);
  // None of them can be zero: then nothing would have been looked at.
  expect(Math.min(created, unchanged, cancelled)).toBeGreaterThan(0);
});
