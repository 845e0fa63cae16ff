export { fromRecord } from './itemRecord.ts';
export { createStore, type StoreOptions } from './store.ts';
export { type Table, tableSchema } from './table.ts';
