import type { IncomingMessage, ServerResponse } from 'node:http';
import dynalite from 'dynalite';

/** DynamoDB, mounted behind the endpoint. */
interface TableService {
  /** Answers a request whose body has not been read yet. */
  handle(request: IncomingMessage, response: ServerResponse): void;
}

/**
 * Mounts dynalite (https://github.com/architect/dynalite) in memory. Its server never listens: requests are handed to
 * it as they are, so that the endpoint stays the only open port. Tables are there at once; DynamoDB takes seconds,
 * which is CloudFormation's business, not the bot's.
 */
export function createTableService(): TableService {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  return {
    handle(request, response) {
      server.emit('request', request, response);
      // dynalite throws what goes wrong with a connection, which would end the process when a Lambda is killed mid-call.
      request.removeAllListeners('error').on('error', () => undefined);
    },
  };
}
