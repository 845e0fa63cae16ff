/** Block Kit as the local Slack knows it: what is allowed, and the names it fills in. */
export type { ViewContent } from './blocks.ts';
export { type CheckedBlock, checkMessageBlocks, checkView } from './check.ts';
export { limits } from './limits.ts';
export type { Block } from './names.ts';
export { findElements, nameBlocks } from './names.ts';
