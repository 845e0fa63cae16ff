import type { Command } from '../command.ts';
import { mendable, stateFileOf, stateFlag } from '../host-settings.ts';

/** Copies the state of a control plane while it runs. */
export const journalBackup: Command = {
  words: ['journal', 'backup'],
  usage: '<file>',
  summary: 'Back up the state of a control plane, also while it runs, into a new file',
  flags: [stateFlag],
  positionals: { minimum: 1, maximum: 1 },
  async run({ positionals: [to = ''], flags }, context) {
    const stateFile = stateFileOf('journal backup', flags);
    const { backUp } = await import('@proton-bot/control-plane/standalone');
    const { number, bytes } = await mendable(() => backUp(stateFile, to, setTimeout));
    context.out(`${stateFile} is backed up to ${to}: ${String(bytes)} bytes, up to change set ${String(number)}`);
    return 0;
  },
};
