/** The state of the local Slack: who is there, what was said, and what was handed out to the app. */

export type { ResponseTarget } from './response-urls.ts';
export { exampleWorkspace } from './seed.ts';
export type * from './types.ts';
export { VIEW_STACK_DEPTH } from './views.ts';
export { Workspace } from './workspace.ts';
