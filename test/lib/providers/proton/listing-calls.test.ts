import { expect, test } from '@jest/globals';
import { largestAccount, listingCallsPerMinute } from '../../../support/listing-calls.ts';

// The bench counts the same with ten records of each instance: a walk makes no more calls for it, only longer.
test('the largest account is listed with 25 calls a minute at most, a walk through its history included', async () => {
  const account = largestAccount({ inFlight: 50, deploymentsPerInstance: 1 });
  expect(account.deployments).toBeGreaterThan(20_000);
  const { perMinute, found } = await listingCallsPerMinute(account, 10);
  expect(Math.max(...perMinute)).toBeLessThanOrEqual(25);
  // The ten pages of environments alone: nothing was left out to be so few.
  expect(Math.min(...perMinute)).toBeGreaterThan(10);
  expect(found.size).toBe(50);
});
