import { createInstanceForm } from '../../src/lib/providers/proton/service-instances/form.ts';
import { supplyChainForm } from '../../src/lib/providers/supply-chain/form.ts';
import { slashCommand } from '../../src/lib/slack/action-ids.ts';
import { commands, resourceUsages, usageOf } from '../../src/lib/slack/commands/index.ts';
import type { ResourceForm } from '../../src/lib/slack/index.ts';

const heading = ['| command | | needs the permission |', '|---|---|---|'];

/** One row a command: how it is typed, what it does, and what a person must be allowed to. */
function ownCommands(): readonly string[] {
  const rows = commands.flatMap((command) =>
    command.typed === 'byName'
      ? [row(usageOf(command), command.summary, codeOf(command.effect === 'write' ? command.permission : undefined))]
      : [],
  );
  return [...heading, ...rows];
}

function resourceCommands(form: ResourceForm): readonly string[] {
  const rows = resourceUsages(form).map(({ usage, summary, permission }) => row(usage, summary, codeOf(permission)));
  return [...heading, ...rows];
}

function row(usage: string, ...cells: readonly string[]): string {
  return `| ${[`\`${slashCommand} ${usage}\``, ...cells].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function codeOf(text = ''): string {
  return text === '' ? '' : `\`${text}\``;
}

/** The document with its tables as the registry of commands has them now. */
export function withCommandTables(document: string): string {
  const tables: Readonly<Record<string, readonly string[]>> = {
    commands: ownCommands(),
    'create-instance': resourceCommands(createInstanceForm),
    'supply-chain': resourceCommands(supplyChainForm),
  };
  return Object.entries(tables).reduce((text, [name, lines]) => withTable(text, name, lines), document);
}

/** The document with one table between its marks. */
export function withTable(document: string, name: string, lines: readonly string[]): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [before, rest = ''] = document.split(begin);
  const [, after = ''] = rest.split(end);
  return `${before}${begin}\n${lines.join('\n')}\n${end}${after}`;
}
