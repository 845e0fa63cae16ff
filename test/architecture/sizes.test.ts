import { describe, expect, test } from '@jest/globals';
import { packageNames, readSources, type SourceFile } from './sources.ts';

/**
 * A file is one idea, whole: pieces that are only ever read together are one file. Front doors are not counted, as they are
 * only lists.
 */
const fewLines = 30;
const mostLines = 450;
const mostShortPercent = 15;

const sources = readSources();
const counted = sources.filter(({ path }) => !path.endsWith('/index.ts'));
const shown = ({ path, lineCount }: SourceFile) => `${path}: ${lineCount} lines`;
const isOfPackage = (path: string) => path.startsWith('packages/');
const parts: readonly (readonly [name: string, has: (path: string) => boolean])[] = [
  ...packageNames.map((name) => [`packages/${name}`, (path: string) => path.startsWith(`packages/${name}/`)] as const),
  ['src/local', (path) => path.startsWith('local/')],
  ['src', (path) => !isOfPackage(path)],
];

describe.each(parts)('%s', (_name, has) => {
  const files = counted.filter(({ path }) => has(path));

  test(`has at most ${mostShortPercent} % of its files below ${fewLines} lines`, () => {
    expect(files.length).toBeGreaterThan(0);
    const short = files.filter(({ lineCount }) => lineCount < fewLines);
    const most = Math.floor((mostShortPercent * files.length) / 100);
    // Where there are more, the list shows what might be joined.
    expect(short.length <= most ? [] : short.map(shown)).toEqual([]);
  });
});

test(`no source file is longer than ${mostLines} lines`, () => {
  const long = sources.filter(({ lineCount }) => lineCount > mostLines);
  expect(long.map(shown)).toEqual([]);
});
