import dynalite from 'dynalite';
import { createListenerService, type Service } from '../endpoint/index.ts';

/**
 * Mounts dynalite (https://github.com/architect/dynalite) in memory. Its server never listens: requests are handed to
 * it unread, so that the endpoint stays the only open port. Tables are there at once; DynamoDB takes seconds, which is
 * CloudFormation's business, not the application's.
 */
export function createTableService(): Service {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  return createListenerService({
    name: 'dynamodb',
    targetPrefix: 'DynamoDB_20120810',
    faultErrors: { throttle: ['ProvisionedThroughputExceededException', 400], fail: ['InternalServerError', 500] },
    listener: (request, response) => {
      server.emit('request', request, response);
      // dynalite throws what goes wrong with a connection, which would end the process when a Lambda is killed mid-call.
      request.removeAllListeners('error').on('error', () => undefined);
    },
  });
}
