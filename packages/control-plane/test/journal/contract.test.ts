import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileJournal } from '../../src/journal/index.ts';
import { describeJournal } from './contract.ts';
import { createMemoryJournal, type Memory } from './support/memory-journal.ts';

describeJournal('in a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'journal-'));
  return {
    open: () => openFileJournal(join(folder, 'proton.journal')),
    async clear() {
      for (const name of await readdir(folder)) await rm(join(folder, name));
    },
  };
});

describeJournal('in memory', () => {
  const memory: Memory = { snapshot: [], number: 0, sets: [] };
  return Promise.resolve({
    open: () => createMemoryJournal(memory),
    clear() {
      Object.assign(memory, { snapshot: [], number: 0, sets: [] });
      return Promise.resolve();
    },
  });
});
