import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { readSources } from './sources.ts';

const sourceFolder = new URL('../../src/', import.meta.url);
const neutralFolders = ['lib/flow/', 'lib/rules/', 'lib/slack/'];
/** How people order there: chat's one file about it. */
const commandFile = 'lib/slack/commands/supply-chain.ts';
const name = /supply.?chain/i;

/** Comments too: what needs a word about one provider assumes something of it. */
function namesIt(path: string): boolean {
  return name.test(path) || name.test(readFileSync(fileURLToPath(new URL(path, sourceFolder)), 'utf8'));
}

const neutral = readSources()
  .map(({ path }) => path)
  .filter((path) => neutralFolders.some((folder) => path.startsWith(folder)));

test('flow, rules and Slack do not know the second provider, but for its own command file', () => {
  expect(neutral.filter(namesIt)).toEqual([commandFile]);
});

test('the search looks at all of the three', () => {
  for (const folder of neutralFolders) {
    expect(neutral.filter((path) => path.startsWith(folder)).length).toBeGreaterThan(10);
  }
});
