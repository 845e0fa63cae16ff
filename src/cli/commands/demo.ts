import { join } from 'node:path';
import type { Command } from '../command.ts';

/** Plays the example scenarios on a virtual clock. */
export const demo: Command = {
  words: ['demo'],
  usage: '',
  summary: 'Play the example scenarios on a virtual clock, in a few seconds',
  flags: [],
  positionals: { minimum: 0, maximum: 0 },
  async run(_typed, { out, projectDirectory }) {
    const { runDemo } = await import('../../simulation/demo/index.ts');
    return (await runDemo(out, join(projectDirectory, 'config/local/demo-rules.yml'))) ? 0 : 1;
  },
};
