export { type ControlsStoreOptions, createControlsStore } from './controls-records.ts';
export { createDiscoveryRecords } from './discovery-records.ts';
export { fromRecord, toRecord } from './item-record.ts';
export type { TableRecord } from './attributes.ts';
export { createStore, type ItemCodec, type StoreOptions } from './store.ts';
export { type Table, tableSchema } from './table.ts';
