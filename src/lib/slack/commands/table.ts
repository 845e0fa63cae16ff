import type { Command } from '../../model/request.ts';

/** What a person can type after `/proton`. This table is the one source of the parser and of the help. */
export interface CommandDescription {
  readonly name: Exclude<Command['name'], 'unknown' | 'resources' | 'confirmDelete'>;
  /** What follows the name: nothing, or one word. */
  readonly argument:
    | { readonly need: 'none' }
    | { readonly need: 'optional' | 'required'; readonly name: string; readonly example: string };
  /** What it does, in one line. */
  readonly summary: string;
}

/** The slash command itself. */
export const slashCommand = '/proton';

const noArgument = { need: 'none' } as const;
const connectionId = { need: 'required', name: 'id', example: '8ad03ff3-0cc8-4d16-93de-d5e1bbf4ef3c' } as const;

export const commandTable: readonly CommandDescription[] = [
  { name: 'help', argument: noArgument, summary: 'this list' },
  {
    name: 'status',
    argument: { need: 'optional', name: 'target', example: 'orders/api' },
    summary: 'what is under way, or how one environment, service/instance or component stands',
  },
  {
    name: 'cancel',
    argument: { need: 'required', name: 'target', example: 'orders/api' },
    summary: 'cancels the deployment that is in progress on the target',
  },
  { name: 'connections', argument: noArgument, summary: 'environment account connections that wait for a decision' },
  { name: 'accept', argument: connectionId, summary: 'accepts a connection' },
  { name: 'reject', argument: connectionId, summary: 'rejects a connection, for good' },
];

/** How a command is typed: `status [target]`, `cancel <target>`. */
export function usageOf({ name, argument }: CommandDescription): string {
  if (argument.need === 'none') return name;
  return argument.need === 'optional' ? `${name} [${argument.name}]` : `${name} <${argument.name}>`;
}
