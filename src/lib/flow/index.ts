export { commandQueue, handleDelivery, lastWordDelivery } from './last-word.ts';
export type { ObservePorts, ObserveResult, ObserveSettings } from './look.ts';
export { type NoticePorts, tellNotice } from './notices.ts';
export { type NotifyPorts, notify } from './notify.ts';
export { observe } from './observe.ts';
export { RequestUnderWay } from './request-records.ts';
export { handleRequest, type Permission, type PermittedAction, type RequestPorts } from './requests.ts';
export { longestUncertaintyMs, OperationUncertain } from './resource-operations.ts';
export { type SweepPorts, type SweepResult, sweep } from './sweep.ts';
