import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient();

/** Counts the words of each message in the table. */
export async function handler({ Records }) {
  for (const word of Records.flatMap(({ body }) => body.split(' '))) {
    await client.send(
      new UpdateItemCommand({
        TableName: process.env.TABLE_NAME,
        Key: { word: { S: word } },
        UpdateExpression: 'ADD times :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
    );
  }
}
