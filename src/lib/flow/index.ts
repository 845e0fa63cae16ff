export { type NotifyPorts, notify } from './notify.ts';
export { type Observation, type ObservePorts, type ObserveSettings, observe } from './observe.ts';
export { handleRequest, type Permission, type RequestPorts, RequestUnderWay } from './requests.ts';
export { type SweepPorts, type SweepResult, sweep } from './sweep.ts';
