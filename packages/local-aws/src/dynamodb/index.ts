export { createTable } from './create-table.ts';
export { createTableListener, createTableService } from './table-service.ts';
