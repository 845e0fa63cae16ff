export type { CompleteEvent, EventDraft } from './envelope.ts';
export { createEventCompletion, eventTime } from './envelope.ts';
export type { EventDeliveries, RuleTarget } from './event-buses.ts';
export { EventBuses } from './event-buses.ts';
export { compileInputPath } from './input-path.ts';
export { compileInputTransformer, type InputTransformer } from './input-transformer.ts';
export { compileEventPattern } from './pattern/index.ts';
export { createEventBridgeService } from './service.ts';
