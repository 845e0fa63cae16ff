export { createTable, createTableService } from './tables.ts';
