export { putBuildInForce } from './change-controls.ts';
export { investigate } from './diagnose.ts';
export { diagnoseTyped } from './diagnose-request.ts';
export { type DiscoverPorts, type DiscoverResult, discover, walkEveryMs } from './discover.ts';
export { commandQueue, handleDelivery, lastWordDelivery } from './last-word.ts';
export type { ObservePorts, ObserveResult, ObserveSettings } from './look.ts';
export { historyTyped, showApprovals, whyTyped } from './look-up-requests.ts';
export { requestMode, showRules } from './mode-requests.ts';
export { notify } from './notify.ts';
export { observe } from './observe.ts';
export type { NotifyPorts } from './post-story.ts';
export { deliverNotification, type NotificationPorts } from './provider-notifications.ts';
export { findResource, listResources, pendingConnections, statusOfAll, statusOfOne } from './questions.ts';
export { requestTyped } from './request-action.ts';
export type { CommandHandler, Permission, RequestContext, RequestPorts, RunnableCommand } from './request-ports.ts';
export { RequestUnderWay } from './request-records.ts';
export { handleRequest } from './requests.ts';

export { longestUncertaintyMs } from './resource-operations.ts';

export {
  requestHold,
  requestRelease,
  requestRules,
  requestTypedReply,
  showHolds,
} from './steering-requests.ts';

export { type DiscoverySource, isTurnOf, SweepIncomplete, type SweepPorts, type SweepResult, sweep } from './sweep.ts';
