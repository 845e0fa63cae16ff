import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/index.ts';
import { countCalls } from './support/call-counts.ts';
import { startTestSession } from './support/session.ts';

let session: Session;

beforeAll(async () => {
  session = await startTestSession();
});

afterAll(async () => {
  await session.stop();
});

test('at most six AWS calls for a new deployment, three where nothing changed, eight for a cancel', async () => {
  const { created, unchanged, cancelled } = await countCalls(session);
  expect(created).toBeLessThanOrEqual(6);
  expect(unchanged).toBeLessThanOrEqual(3);
  expect(cancelled).toBeLessThanOrEqual(8);
  // None of them can be zero: then nothing would have been looked at.
  expect(Math.min(created, unchanged, cancelled)).toBeGreaterThan(0);
}, 90_000);
