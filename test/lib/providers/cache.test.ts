import { expect, test } from '@jest/globals';
import { createCache } from '../../../src/lib/providers/cache.ts';

function start(options: { readonly most?: number } = {}) {
  const time = { nowMs: 0 };
  const cache = createCache<string>({ clock: { now: () => time.nowMs }, keptMs: 60_000, ...options });
  const read: string[] = [];
  const get = (key: string) =>
    cache.get(key, async () => {
      read.push(key);
      return `${key} ${read.length}`;
    });
  return { time, cache, read, get };
}

test('what is kept is not read again until its time is over', async () => {
  const { time, get } = start();
  expect([await get('a'), await get('b'), await get('a')]).toEqual(['a 1', 'b 2', 'a 1']);
  time.nowMs = 59_999;
  expect(await get('a')).toBe('a 1');
  time.nowMs = 60_000;
  expect(await get('a')).toBe('a 3');
});

test('asked for twice at once, it is read once', async () => {
  const { get, read } = start();
  expect(await Promise.all([get('a'), get('a')])).toEqual(['a 1', 'a 1']);
  expect(read).toEqual(['a']);
});

test('what fails is not kept, and whoever asked is told', async () => {
  const { cache, get } = start();
  await expect(cache.get('a', () => Promise.reject(new Error('denied')))).rejects.toThrow('denied');
  expect(await get('a')).toBe('a 1');
});

test('no more is kept than it may: the oldest goes', async () => {
  const { get, read } = start({ most: 2 });
  for (const key of ['a', 'b', 'c', 'c', 'b', 'a']) await get(key);
  expect(read).toEqual(['a', 'b', 'c', 'a']);
});

test('what was read for another reason is kept, as long as all else', async () => {
  const { time, cache, get } = start();
  expect(cache.kept('a')).toBeUndefined();
  await get('a');
  cache.keep('a', 'newer');
  expect([await cache.kept('a'), await get('a')]).toEqual(['newer', 'newer']);
  time.nowMs = 60_000;
  expect(cache.kept('a')).toBeUndefined();
});
