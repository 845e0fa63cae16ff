import { gzipSync } from 'node:zlib';
import { describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Header } from 'tar/header';
import { RefusedBundleError, readBundle } from '../../src/bundles/index.ts';
import { bundleOf, ENVIRONMENT_FILES, type Files, tarOf } from '../support/bundles.ts';
import { runs } from '../support/properties.ts';

const decoder = new TextDecoder();
const read = (bytes: Uint8Array): Record<string, string> =>
  Object.fromEntries([...readBundle(bytes)].map(([path, data]) => [path, decoder.decode(data)]));
const underFolder = (folder: string): Files =>
  Object.fromEntries(Object.entries(ENVIRONMENT_FILES).map(([path, text]) => [`${folder}${path}`, text]));

function refusal(bytes: Uint8Array): string {
  try {
    readBundle(bytes);
  } catch (error) {
    if (error instanceof RefusedBundleError) return error.message;
    throw error;
  }
  throw new Error('the bundle was not refused');
}

/** The archive with other bytes in its first header, whose checksum is made right again. */
function withHeader(tar: Uint8Array, changes: Readonly<Record<number, string>>): Uint8Array {
  const copy = new Uint8Array(tar);
  for (const [offset, text] of Object.entries(changes)) copy.set(new TextEncoder().encode(text), Number(offset));
  copy.set(new TextEncoder().encode('        '), 148);
  const sum = copy.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  copy.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  return copy;
}

/** An archive whose first entry, of this type, stands before the bundle's files: an extended header, a long name. */
function withEntryBefore(type: string, content: string): Uint8Array {
  const entryBytes = 512 + Math.ceil(content.length / 512) * 512;
  const entry = withHeader(tarOf({ header: content }).subarray(0, entryBytes), { 156: type });
  const rest = tarOf(ENVIRONMENT_FILES);
  const whole = new Uint8Array(entry.length + rest.length);
  whole.set(entry);
  whole.set(rest, entry.length);
  return gzipSync(whole);
}
/** A record of an extended header, which begins with its own length. */
function record(text: string): string {
  const rest = ` ${text}\n`;
  const digits = String(rest.length + 2).length;
  return `${rest.length + digits}${rest}`;
}

describe('a bundle', () => {
  test.each([
    ['', 'as it is'],
    ['./', 'with a leading dot'],
    ['/', 'with a leading slash'],
    ['environment/', 'in one common folder'],
    ['./environment/', 'in one common folder behind a dot'],
  ])('with the prefix %j is read: %s', (prefix) => {
    expect(read(bundleOf(underFolder(prefix)))).toEqual(ENVIRONMENT_FILES);
  });

  test('is read without what the tar of macOS leaves in it', () => {
    const files = { './._environment': 'x', ...underFolder('environment/'), 'environment/schema/.DS_Store': 'x' };
    expect(read(bundleOf(files))).toEqual(ENVIRONMENT_FILES);
  });

  test('in two folders is left as it is', () => {
    expect(Object.keys(read(bundleOf({ ...underFolder('a/'), 'b/c': 'x' })))).toContain('a/schema/schema.yaml');
  });

  test('may have long paths, extended headers and an empty file at its end', () => {
    const path = `schema/${'long/'.repeat(30)}file`;
    const extended = withEntryBefore('x', record(`path=${path}`) + record('mtime=1.5'));
    expect(Object.keys(read(extended))).toContain(path);
    expect(Object.keys(read(withEntryBefore('L', path)))).toContain(path);
    expect(Object.keys(read(withEntryBefore('x', record('path=a b=c'))))).toContain('a b=c');
    expect(Object.keys(read(gzipSync(withHeader(tarOf({ a: 'x' }), { 345: 'prefix' }))))).toEqual(['prefix/a']);
    const withoutEnd = new Uint8Array(512);
    withoutEnd.set(tarOf({ empty: '', other: '' }).subarray(0, 512));
    expect(read(gzipSync(withHeader(withoutEnd, { 156: '0' })))).toEqual({ empty: '' });
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /not compressed with gzip/],
    ['no gzip', tarOf(ENVIRONMENT_FILES), /not compressed with gzip/],
    ['a torn gzip', bundleOf(ENVIRONMENT_FILES).subarray(0, 100), /not compressed with gzip, or it is damaged/],
    ['no tar', gzipSync(new Uint8Array(2000).fill(65)), /no tar archive/],
    ['a torn tar', gzipSync(tarOf({ a: 'x'.repeat(5000) }).subarray(0, 1500)), /cut short/],
    ['half a header', gzipSync(tarOf({ a: 'x' }).subarray(0, 300)), /damaged/],
    ['a way out', bundleOf({ '../schema/schema.yaml': 'x' }), /leads out of the bundle/],
    ['a way out in the middle', bundleOf({ 'a/../../b': 'x' }), /leads out of the bundle/],
    ['a backslash', bundleOf({ 'a\\..\\b': 'x' }), /leads out of the bundle/],
    ['a drive', bundleOf({ 'C:/b': 'x' }), /leads out of the bundle/],
    ['no name', gzipSync(withHeader(tarOf({ a: 'x' }), { 0: '\0' })), /no path at all/],
    ['a hard link', gzipSync(withHeader(tarOf({ a: 'x' }), { 156: '1' })), /neither a file nor a directory/],
    ['a symbolic link', gzipSync(withHeader(tarOf({ a: 'x' }), { 156: '2' })), /neither a file nor a directory/],
    ['a device', gzipSync(withHeader(tarOf({ a: 'x' }), { 156: '3' })), /neither a file nor a directory/],
    ['a negative size', gzipSync(withHeader(tarOf({ a: 'x' }), { 124: '-0000001000\0' })), /damaged/],
    ['a huge size', gzipSync(withHeader(tarOf({ a: 'x' }), { 124: '77777777777\0' })), /cut short/],
    ['a binary size', gzipSync(withHeader(tarOf({ a: 'x' }), { 124: '\u0001\0\0\0\0\0\0\0' })), /damaged/],
    ['a split way out', gzipSync(withHeader(tarOf({ a: 'x' }), { 345: '../prefix' })), /leads out of the bundle/],
    ['another gzip in the gzip', gzipSync(bundleOf(ENVIRONMENT_FILES)), /no tar archive/],
    ['a long way out', withEntryBefore('L', `${'a/'.repeat(90)}../x`), /leads out of the bundle/],
    ['an extended way out', withEntryBefore('x', record('path=../x')), /leads out of the bundle/],
    ['an extended link', withEntryBefore('x', record('linkpath=/etc/passwd')), /neither a file nor a directory/],
    ['an extended size', withEntryBefore('x', record('size=8589934592')), /cut short/],
    [
      'a long extended header',
      withEntryBefore('x', record(`comment=${'x'.repeat(20_000)}`)),
      /header that is too long/,
    ],
    ['a long path', withEntryBefore('L', 'a/'.repeat(10_000)), /path or a header that is too long/],
    ['too many bytes', new Uint8Array(10 * 1024 * 1024 + 1), /larger than 10 MB$/],
    ['a bomb', gzipSync(new Uint8Array(61 * 1024 * 1024)), /larger than 60 MB when unpacked/],
  ])('of %s is refused', (_what, bytes, reason) => {
    expect(refusal(bytes)).toMatch(reason);
  });

  /** An archive of one entry again and again. */
  const repeated = (entry: Uint8Array, count: number): Uint8Array => {
    const tar = new Uint8Array(entry.length * count);
    for (let index = 0; index < count; index += 1) tar.set(entry, index * entry.length);
    return gzipSync(tar);
  };

  test.each([
    ['files', repeated(tarOf({ file: '' }).subarray(0, 512), 20_000), /more than 2000 entries/],
    ['directories', repeated(withHeader(tarOf({ a: '' }).subarray(0, 512), { 156: '5' }), 20_000), /2000 entries/],
    ['files that are left out', repeated(tarOf({ '._a': '' }).subarray(0, 512), 20_000), /2000 entries/],
    [
      'extended headers',
      repeated(withHeader(tarOf({ a: record('mtime=1') }).subarray(0, 1024), { 156: 'x' }), 10_000),
      /2000 entries/,
    ],
    [
      'files of different names',
      bundleOf(Object.fromEntries(Array.from({ length: 501 }, (_, n) => [`f${n}`, 'x']))),
      /500 files/,
    ],
  ])('of too many %s is refused at the first that is too many', (_what, bytes, reason) => {
    const headers = jest.spyOn(Header.prototype, 'decode');
    expect(refusal(bytes)).toMatch(reason);
    expect(headers.mock.calls.length).toBeLessThanOrEqual(2001 * 2);
    headers.mockRestore();
  });

  test('may have as many files and directories as are allowed', () => {
    const files = Object.fromEntries(Array.from({ length: 499 }, (_, n) => [`schema/f${n}`, 'x']));
    expect(Object.keys(read(bundleOf({ 'schema/schema.yaml': 'x', ...files })))).toHaveLength(500);
  });

  test('is never anything but read or refused, whatever the bytes', () => {
    const outcome = (bytes: Uint8Array): void => {
      try {
        for (const path of readBundle(bytes).keys()) expect(path.split('/')).not.toContain('..');
      } catch (error) {
        expect(error).toBeInstanceOf(RefusedBundleError);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), outcome), runs(200));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (tar) => outcome(gzipSync(tar))),
      runs(200),
    );
    const tar = tarOf(ENVIRONMENT_FILES);
    const change = fc.record({ at: fc.nat(tar.length - 1), byte: fc.nat(255) });
    const changes = fc.array(
      fc.oneof(
        change,
        change.map(({ at, byte }) => ({ at: at % 512, byte })),
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(changes, fc.nat(tar.length), fc.boolean(), (list, length, checksumIsRight) => {
        const copy = new Uint8Array(tar);
        for (const { at, byte } of list) copy[at] = byte;
        outcome(gzipSync((checksumIsRight ? withHeader(copy, {}) : copy).subarray(0, length)));
      }),
      runs(300),
    );
    const zipped = gzipSync(tar);
    fc.assert(
      fc.property(fc.nat(zipped.length - 1), fc.nat(255), (at, byte) => {
        const copy = new Uint8Array(zipped);
        copy[at] = byte;
        outcome(copy);
      }),
      runs(200),
    );
  });

  test('gives back any files that were packed', () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9_-][a-zA-Z0-9_.-]{0,9}$/);
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((steps) => ['top', ...steps].join('/'));
    fc.assert(
      fc.property(
        fc.dictionary(path, fc.string({ minLength: 1, maxLength: 900 }), { minKeys: 1, maxKeys: 8 }),
        (files) => {
          expect(read(bundleOf(files))).toEqual(files);
        },
      ),
      runs(100),
    );
  });
});
