import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { mutants, mutate } from '../../scripts/mutants.mjs';

test.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
  'the mutant "%s" fits its source, so that trying it means something',
  async (_name, mutant) => {
    for (const edit of [mutant, ...(mutant.also ?? [])]) {
      const source = await readFile(new URL(`../../${edit.file}`, import.meta.url), 'utf8');
      expect(mutate({ ...edit, name: mutant.name }, source)).not.toBe(source);
    }
  },
);
