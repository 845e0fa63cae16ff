import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { visibleDetails, visibleLines } from '../lib/visible-text.ts';
import { parseCommandLine } from './arguments.ts';
import { type CommandContext, CommandFailed, UsageError } from './command.ts';
import { cliCommands } from './commands/index.ts';
import { helpFor, overview } from './help.ts';
import { waitForInterrupt } from './interrupt.ts';

const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

/**
 * Runs one command line.
 *
 * @param commandLine - what was typed after `proton-bot`
 * @returns the exit code: 0 done, 1 failed, 2 invalid command line
 */
export async function main(
  commandLine: readonly string[],
  options: { readonly projectDirectory: string } & Partial<CommandContext>,
): Promise<number> {
  const context = withVisibleOutput({
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    environment: process.env,
    readStandardInput: () => text(process.stdin),
    interrupted: () => waitForInterrupt(),
    ...options,
  });
  try {
    const parsed = parseCommandLine(commandLine, cliCommands);
    if (parsed.kind === 'run') return await parsed.command.run(parsed.typed, context);
    if (parsed.kind === 'version') context.out(await readVersion(options.projectDirectory));
    else context.out(parsed.about.length > 0 ? parsed.about.map(helpFor).join('\n\n') : overview(cliCommands));
    return exitCodes.done;
  } catch (error) {
    if (error instanceof UsageError) {
      context.err(`proton-bot: ${error.message}\nproton-bot --help lists the commands.`);
      return exitCodes.usage;
    }
    if (error instanceof CommandFailed) context.err(visibleDetails(`proton-bot: ${error.message}`));
    else
      context.err(
        visibleDetails(`proton-bot: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
      );
    return exitCodes.failed;
  }
}

/** Whatever a command prints, from wherever it is: the terminal shows it, and does not obey it. */
function withVisibleOutput(context: CommandContext): CommandContext {
  const { out, err } = context;
  return { ...context, out: (line) => out(visibleLines(line)), err: (line) => err(visibleLines(line)) };
}

async function readVersion(projectDirectory: string): Promise<string> {
  const { version }: { version: string } = JSON.parse(await readFile(join(projectDirectory, 'package.json'), 'utf8'));
  return version;
}
