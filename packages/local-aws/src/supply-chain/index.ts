export type { InstanceView } from './model/instance.ts';
export { createOutcomeSwitch } from './outcome-switch.ts';
export { isSupplyChainPath, routeOf } from './rest/routes.ts';
export { createSupplyChainService } from './rest/service.ts';
export type { SupplyChainSettings } from './settings.ts';
export { createSupplyChain, type SupplyChain } from './supply-chain.ts';
