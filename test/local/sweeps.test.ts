import { expect, test } from '@jest/globals';
import { keepSweeping } from '../../src/local/session.ts';

test('sweeps follow each other, never two at a time, until the session ends', async () => {
  const ending = new AbortController();
  const invoked: string[] = [];
  let atWork = 0;
  let mostAtWork = 0;
  const cloud = {
    invoke: async (functionName: string) => {
      invoked.push(functionName);
      atWork += 1;
      mostAtWork = Math.max(mostAtWork, atWork);
      await Promise.resolve();
      atWork -= 1;
      if (invoked.length === 3) ending.abort();
      return { outcome: 'succeeded' as const, payload: '' };
    },
  };
  await keepSweeping(cloud, 1, ending.signal);
  expect([invoked, mostAtWork]).toEqual([['sweep', 'sweep', 'sweep'], 1]);
});

test('a session that ends while none is at work has none any more', async () => {
  const ending = new AbortController();
  const invoke = () => Promise.reject(new Error('nothing may be invoked any more'));
  const sweeping = keepSweeping({ invoke }, 60_000, ending.signal);
  ending.abort();
  await expect(sweeping).resolves.toBeUndefined();
});
