import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { mutants, mutate } from '../../scripts/mutants.mjs';

test.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
  'the mutant "%s" fits its source, so that trying it means something',
  async (_name, mutant) => {
    const source = await readFile(new URL(`../../${mutant.file}`, import.meta.url), 'utf8');
    expect(mutate(mutant, source)).not.toBe(source);
  },
);
