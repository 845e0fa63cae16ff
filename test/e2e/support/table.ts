import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../src/lib/model/item.ts';
import type { StoryMessage } from '../../../src/lib/model/story-message.ts';
import { fromRecord, fromStoryRecord } from '../../../src/lib/store/index.ts';
import type { Session } from '../../../src/local/index.ts';

const tableName = 'proton-bot-prod';

/** Every item in the bot's table, as it stands; the trail and people's requests are left out. */
export async function storedItems(session: Session): Promise<readonly Item[]> {
  const records = await storedRecords(session);
  return records.filter(({ body }) => body !== undefined).map((record) => fromRecord(record));
}

/** Every live message that the bot keeps up to date. */
export async function storedStories(session: Session): Promise<readonly StoryMessage[]> {
  const records = await storedRecords(session);
  return records.filter(({ story }) => story !== undefined).map((record) => fromStoryRecord(record));
}

async function storedRecords(session: Session): Promise<readonly Record<string, AttributeValue>[]> {
  const client = new DynamoDBClient({
    endpoint: session.awsUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const records: Record<string, AttributeValue>[] = [];
  try {
    for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName })) {
      records.push(...Items);
    }
    return records;
  } finally {
    client.destroy();
  }
}
