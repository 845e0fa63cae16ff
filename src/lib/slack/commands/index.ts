/** What people type after `/proton`: the table of commands, and the parser. Used by the ingress and by the worker. */
export { orderUsages } from './order-words.ts';
export { parseCommand, type Typed } from './parse.ts';
export { commandTable, slashCommand, usageOf } from './table.ts';
