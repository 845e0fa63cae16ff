export type { ObservePorts, ObserveResult, ObserveSettings } from './look.ts';
export { type NoticePorts, tellNotice } from './notices.ts';
export { type NotifyPorts, notify } from './notify.ts';
export { observe } from './observe.ts';
export { OrderUncertain } from './orders.ts';
export { RequestUnderWay } from './request-records.ts';
export { handleRequest, type Permission, type PermittedAction, type RequestPorts } from './requests.ts';
export { type SweepPorts, type SweepResult, sweep } from './sweep.ts';
