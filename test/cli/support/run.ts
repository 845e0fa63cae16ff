import { fileURLToPath } from 'node:url';
import type { CommandContext } from '../../../src/cli/command.ts';
import { main } from '../../../src/cli/main.ts';

export const projectDirectory = fileURLToPath(new URL('../../../', import.meta.url));

/** What a command line came to. */
export interface Outcome {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process, without anything of the machine's environment. */
export async function run(commandLine: readonly string[], context: Partial<CommandContext> = {}): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const exitCode = await main(commandLine, {
    projectDirectory,
    environment: {},
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    ...context,
  });
  return { exitCode, out: out.join('\n'), err: err.join('\n') };
}
