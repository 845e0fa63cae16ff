import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RefusedBundleError } from '../../src/bundles/index.ts';
import { type Bundles, createFolderBundles } from '../../src/index.ts';

let home: string;
let bundles: Bundles;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'proton-bot-bundles-'));
  mkdirSync(join(home, 'folder', 'templates', 'deep'), { recursive: true });
  writeFileSync(join(home, 'secret'), 'secret');
  writeFileSync(join(home, 'folder', 'secret'), 'secret');
  writeFileSync(join(home, 'folder', 'templates', 'deep', 'a.tar.gz'), 'bundle');
  writeFileSync(join(home, 'folder', 'templates', 'large'), '');
  truncateSync(join(home, 'folder', 'templates', 'large'), 10 * 1024 * 1024 + 1);
  symlinkSync(join(home, 'secret'), join(home, 'folder', 'templates', 'outside'));
  symlinkSync(home, join(home, 'folder', 'linked-bucket'));
  symlinkSync('deep/a.tar.gz', join(home, 'folder', 'templates', 'inside'));
  symlinkSync('circle', join(home, 'folder', 'templates', 'circle'));
  bundles = createFolderBundles(join(home, 'folder'));
});
afterAll(() => rmSync(home, { recursive: true }));

const textOf = (key: string): string | undefined => {
  const bytes = bundles.read('templates', key);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
};

describe('a folder that stands for the buckets', () => {
  test('has the objects at bucket and key, links within it included', () => {
    expect(textOf('deep/a.tar.gz')).toBe('bundle');
    expect(textOf('inside')).toBe('bundle');
  });

  test.each(['b.tar.gz', 'deep/a.tar.gz/b', 'none/at/all', 'x'.repeat(1000)])('has no object %s', (key) => {
    expect(textOf(key)).toBeUndefined();
    expect(bundles.read('other', key)).toBeUndefined();
    expect(createFolderBundles(join(home, 'nowhere')).read('templates', key)).toBeUndefined();
  });

  test.each([
    ['templates', '../secret', /plain names/],
    ['templates', 'deep/../../secret', /plain names/],
    ['templates', '/etc/hostname', /plain names/],
    ['templates', 'deep//a.tar.gz', /plain names/],
    ['templates', './deep/a.tar.gz', /plain names/],
    ['templates', 'deep\\a', /plain names/],
    ['templates', 'a\0', /plain names/],
    ['..', 'secret', /plain names/],
    ['.', 'secret', /plain names/],
    ['templates/deep', 'a.tar.gz', /plain names/],
    ['templates', 'outside', /link to something outside/],
    ['linked-bucket', 'secret', /link to something outside/],
    ['templates', 'deep', /not a file/],
    ['templates', 'large', /larger than 10 MB/],
    ['templates', 'circle', /cannot be read \(ELOOP\)/],
  ])('refuses %j %j', (bucket, key, reason) => {
    expect(() => bundles.read(bucket, key)).toThrow(RefusedBundleError);
    expect(() => bundles.read(bucket, key)).toThrow(reason);
  });
});
