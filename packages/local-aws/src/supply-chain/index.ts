export type { SupplyChainSettings } from './life-cycle.ts';
export type { InstanceView } from './model/instance.ts';
export { createSupplyChainService } from './rest/service.ts';
export { createSupplyChain, type SupplyChain } from './supply-chain.ts';
