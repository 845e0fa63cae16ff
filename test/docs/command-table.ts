import { slashCommand } from '../../src/lib/slack/action-ids.ts';
import { commands, resourceUsages, usageOf } from '../../src/lib/slack/commands/index.ts';
import { supplyChainOrders } from '../../src/lib/slack/commands/supply-chain.ts';

/** One row a command: how it is typed, what it does, and what a person must be allowed to. */
function ownCommands(): readonly string[] {
  const rows = commands.flatMap((command) =>
    command.typed === 'byName'
      ? [row(usageOf(command), command.summary, command.effect === 'write' ? `\`${command.permission}\`` : '')]
      : [],
  );
  return ['| command | | needs the permission |', '|---|---|---|', ...rows];
}

function resourceCommands(): readonly string[] {
  const rows = resourceUsages(supplyChainOrders).map(({ usage, summary }) => row(usage, summary));
  return ['| command | |', '|---|---|', ...rows];
}

function row(usage: string, ...cells: readonly string[]): string {
  return `| ${[`\`${slashCommand} ${usage}\``, ...cells].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The document with both tables as the registry of commands has them now. */
export function withCommandTables(document: string): string {
  return withTable(withTable(document, 'commands', ownCommands()), 'resource commands', resourceCommands());
}

function withTable(document: string, name: string, lines: readonly string[]): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [before, rest = ''] = document.split(begin);
  const [, after = ''] = rest.split(end);
  return `${before}${begin}\n${lines.join('\n')}\n${end}${after}`;
}
