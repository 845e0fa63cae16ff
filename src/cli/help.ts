import type { Command } from './command.ts';

type Row = readonly [left: string, right: string];

const helpRow: Row = ['--help', 'show this help'];

/** The overview of all commands. */
export function overview(commands: readonly Command[]): string {
  const list = commands.map(({ words, usage, summary }): Row => [`${words.join(' ')} ${usage}`.trim(), summary]);
  return [
    'proton-bot watches deployments, cancels the stuck ones safely, and keeps one live Slack message for each.',
    '',
    'Usage: proton-bot <command> [options]',
    '',
    ...columns([...list, ['', ''], ['<command> --help', 'how to use a command'], ['--version', 'show the version']]),
    '',
    'Exit codes: 0 success, 1 failure, 2 wrong usage.',
  ].join('\n');
}

/** How one command is used. */
export function helpFor(command: Command): string {
  const flags = command.flags.map(({ name, value, help }): Row => [`--${name}${value ? ` <${value}>` : ''}`, help]);
  return [
    `${command.summary}.`,
    '',
    `Usage: proton-bot ${[...command.words, command.usage].join(' ').trim()} [options]`,
    '',
    ...columns([...flags, helpRow]),
  ].join('\n');
}

function columns(rows: readonly Row[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd());
}
