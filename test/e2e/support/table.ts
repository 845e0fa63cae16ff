import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../src/lib/model/item.ts';
import { fromRecord } from '../../../src/lib/store/index.ts';
import type { Session } from '../../../src/local/index.ts';

const tableName = 'proton-bot-prod';

/** Every item in the bot's table, as it stands; the trail and people's requests are left out. */
export async function storedItems(session: Session): Promise<readonly Item[]> {
  const client = new DynamoDBClient({
    endpoint: session.awsUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const items: Item[] = [];
  try {
    for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName })) {
      items.push(...Items.filter(({ body }) => body !== undefined).map((record) => fromRecord(record)));
    }
    return items;
  } finally {
    client.destroy();
  }
}
