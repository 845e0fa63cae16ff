import type { Command } from './command.ts';

const columnWidth = 34;

/** The overview of all commands. */
export function overview(commands: readonly Command[]): string {
  const lines = commands.map((command) => row(`${command.words.join(' ')} ${command.takes}`.trim(), command.summary));
  return [
    'proton-bot watches deployments, cancels the stuck ones safely, and keeps one live Slack message for each.',
    '',
    'Usage: proton-bot <command> [options]',
    '',
    ...lines,
    '',
    row('<command> --help', 'what a command takes'),
    row('--version', 'which version this is'),
    '',
    'Exit codes: 0 done, 1 it failed, 2 the command line makes no sense.',
  ].join('\n');
}

/** What one command takes. */
export function helpFor(command: Command): string {
  const flags = command.flags.map(({ name, value, help }) => row(`--${name}${value ? ` <${value}>` : ''}`, help));
  return [
    `${command.summary}.`,
    '',
    `Usage: proton-bot ${[...command.words, command.takes].join(' ').trim()}${flags.length > 0 ? ' [options]' : ''}`,
    ...(flags.length > 0 ? ['', ...flags] : []),
  ].join('\n');
}

function row(left: string, right: string): string {
  return `  ${left.padEnd(columnWidth)}  ${right}`;
}
