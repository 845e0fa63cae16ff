import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { providerRegistry } from '../../../../src/lib/providers/registry.ts';
import { checkRules, formatProblem } from '../../../../src/lib/rules/check/index.ts';

test('the rules files that docs/rules.md shows are right, and so are their tests', async () => {
  const text = await readFile(new URL('../../../../docs/rules.md', import.meta.url), 'utf8');
  const files = [...text.matchAll(/```yaml\n(version:.*?)```/gs)].map(([, file = '']) => file);
  expect(files.length).toBeGreaterThan(1);
  for (const file of files) {
    const checked = checkRules(file, 'docs/rules.md', { providers: providerRegistry });
    expect(checked.ok ? [] : checked.problems.map(formatProblem)).toEqual([]);
  }
});

test('every kind and provider is told of', async () => {
  const text = await readFile(new URL('../../../../docs/rules.md', import.meta.url), 'utf8');
  for (const { name, kinds } of providerRegistry) {
    for (const word of [name, ...kinds]) expect(text).toContain(`\`${word}\``);
  }
});
