export type { TableRecord } from './attributes.ts';
export { type ControlsStoreOptions, createControlsStore } from './controls-records.ts';
export { createDiscoveryRecords } from './discovery-records.ts';
export { fromRecord, toRecord } from './item-record.ts';
export { createStore, type ItemCodec, type StoreOptions } from './store.ts';
export { fromStoryRecord } from './story-record.ts';
export { type Table, tableSchema } from './table.ts';
