/** What people type after `/proton`: the table of commands, and the parser. Used by the ingress and by the worker. */
export { parseCommand } from './parse.ts';
export { commandTable, slashCommand, usageOf } from './table.ts';
