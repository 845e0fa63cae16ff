import { join } from 'node:path';
import { runDemo } from '../../simulation/demo/index.ts';
import type { Command } from '../command.ts';

/** Tells the whole story on a virtual clock. */
export const demo: Command = {
  words: ['demo'],
  takes: '',
  summary: 'Tell the whole story on a virtual clock, in a few seconds',
  flags: [],
  positionals: { least: 0, most: 0 },
  run: async (_typed, { out, projectDirectory }) =>
    (await runDemo(out, join(projectDirectory, 'config/rules.yml'))) ? 0 : 1,
};
