/** The local Slack: a faithful, loopback-only Slack for HTTP apps, and its page. */
export { checkMessageBlocks, checkView } from './block-kit/index.ts';
export { SlackPageMissingError, SlackPortTakenError } from './errors.ts';
export type { SlackFaults } from './faults.ts';
export { type AppRequest, type AppResponse, type Clock, type Deliver, deliverTo, type Random } from './ports.ts';
export type { ShownAddress } from './protocol.ts';
export {
  type LocalSlack,
  type LocalSlackOptions,
  type SeenMessage,
  startLocalSlack,
  type WorkspaceReader,
} from './start.ts';
export type { Timeline, TimelineDraft, TimelineEntry, TimelineKind } from './timeline.ts';
export { type Ephemeral, exampleWorkspace, type Message, type View, type WorkspaceSeed } from './workspace/index.ts';
