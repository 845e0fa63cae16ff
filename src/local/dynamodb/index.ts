export { createTable, TableNotCreatedError } from './create-table.ts';
export type { TableService } from './table-service.ts';
export { createTableService } from './table-service.ts';
