/**
 * The commands that people type after `/proton`: what each is, what carries it out, and how its answer looks. Used by the ingress,
 * which parses them, and by the worker.
 */
export { renderApproval } from './approvals.ts';
export { renderConnections } from './connections.ts';
export { type CommandInput, usageOf } from './definition.ts';
export { renderHelp } from './help.ts';
export { renderHeld, renderHolds } from './holds.ts';
export { commands, queuedCommands, runnableCommands } from './list.ts';
export { parseCommand } from './parse.ts';
export { renderStatus } from './status.ts';
export { resourceUsages, usages } from './usages.ts';
