import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** A record as DynamoDB takes and gives it. */
export type TableRecord = Record<string, AttributeValue>;

/** What the store keeps: keys and numbers that DynamoDB compares, and everything else as JSON text, which it does not look into. */
export type Attributes = Readonly<Record<string, string | number>>;

/** Texts and numbers in DynamoDB's own form. */
export function attributesOf(values: Attributes): TableRecord {
  const entries = Object.entries(values).map(([name, value]): [string, AttributeValue] => [
    name,
    typeof value === 'number' ? { N: String(value) } : { S: value },
  ]);
  return Object.fromEntries(entries);
}

/** The text of an attribute; empty where there is none. */
export function textOf(record: TableRecord | undefined, name: string): string {
  return record?.[name]?.S ?? '';
}

/** The number of an attribute; not a number where there is none. */
export function numberOf(record: TableRecord, name: string): number {
  return Number(record[name]?.N ?? Number.NaN);
}

/** The object in a JSON attribute; nothing where there is none, or it is no JSON object. */
export function objectOf(record: TableRecord, name: string): object | undefined {
  try {
    const value: unknown = JSON.parse(textOf(record, name));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
