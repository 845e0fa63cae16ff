export { createTable } from './create-table.ts';
export { createTableService } from './table-service.ts';
