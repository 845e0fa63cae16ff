/** What people type after `/proton`: the table of commands, and the parser. Used by the ingress and by the worker. */

export { parseCommand, type Typed } from './parse.ts';
export { resourceUsages } from './resource-commands.ts';
export { commandTable, slashCommand, usageOf } from './table.ts';
