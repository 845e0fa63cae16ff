import dynalite from 'dynalite';
import { ready } from './ready.ts';

/** DynamoDB in memory: another server of AWS's protocols in this language. */
const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
server.listen(0, '127.0.0.1', () => ready(server));
