import { request } from 'node:http';
import dynalite from 'dynalite';
import { createListenerService, type Service } from '../endpoint/index.ts';
import { isJsonObject } from '../json.ts';
import { LocalCloudStartError } from '../start-error.ts';

/** The table service refused to make a table. */
class TableNotCreatedError extends LocalCloudStartError {
  override readonly name = 'TableNotCreatedError';

  constructor(reason: string) {
    super(`The table of the template cannot be made: ${reason}`);
  }
}

/**
 * Creates a table through the endpoint and waits until it can be used.
 *
 * @param input the parameters of CreateTable
 * @throws TableNotCreatedError
 */
export async function createTable(endpointUrl: string, input: object): Promise<void> {
  const created = await call(endpointUrl, 'CreateTable', input);
  const description = created['TableDescription'];
  let status = isJsonObject(description) ? description['TableStatus'] : undefined;
  const TableName = isJsonObject(description) ? description['TableName'] : undefined;
  while (status !== 'ACTIVE') {
    const { Table } = await call(endpointUrl, 'DescribeTable', { TableName });
    status = isJsonObject(Table) ? Table['TableStatus'] : undefined;
  }
}

function call(endpointUrl: string, operation: string, input: object): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      // dynalite looks whether a request is signed, not whether the signature is right.
      authorization:
        'AWS4-HMAC-SHA256 Credential=deployer/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
    };
    const outgoing = request(endpointUrl, { method: 'POST', headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const answer: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
        if (response.statusCode === 200 && isJsonObject(answer)) resolve(answer);
        else reject(new TableNotCreatedError(isJsonObject(answer) ? String(answer['message']) : 'no answer'));
      });
    });
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify(input));
  });
}

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
