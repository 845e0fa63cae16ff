/**
 * The commands that people type after `/proton`: the definition of each, the function that executes it, and how its answer looks.
 * The ingress uses them to parse, the worker to execute.
 */
export { renderApproval, renderApprovals } from './approvals.ts';
export { renderConnections } from './connections.ts';
export { type CommandInput, usageOf } from './definition.ts';
export { renderDiagnoses } from './diagnose.ts';
export { renderHelp } from './help.ts';
export { renderHistory } from './history.ts';
export { renderHeld, renderHolds } from './holds.ts';
export { commands, queuedCommands, runnableCommands } from './list.ts';
export { parseCommand } from './parse.ts';
export { renderMode, renderModeApproval, renderRules } from './rules.ts';
export { renderStatus } from './status.ts';
export { resourceUsages, usages } from './usages.ts';
export { renderWhoami } from './whoami.ts';
export { renderWhy } from './why.ts';
