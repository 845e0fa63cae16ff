export { attributesOf, type TableRecord } from './attributes.ts';
export { type ControlsStoreOptions, createControlsStore, fromControlsRecord } from './controls-records.ts';
export { createDiscoveryRecords, fromDiscoveryRecord } from './discovery-records.ts';
export { fromRecord } from './item-record.ts';
export { createStore, type StoreOptions } from './store.ts';
export { fromStoryRecord } from './story-record.ts';
export { type Table, tableSchema } from './table.ts';
export { fromTrailRecord } from './trail-records.ts';
