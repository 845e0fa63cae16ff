import { request } from 'node:http';
import { isJsonObject } from '../json.ts';
import { LocalCloudStartError } from '../start-error.ts';
import { signedAsDeployer } from './table-engine.ts';

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
    const headers = { ...signedAsDeployer, 'x-amz-target': `DynamoDB_20120810.${operation}` };
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
