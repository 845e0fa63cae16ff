import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** A record as DynamoDB takes and gives it. */
export type TableRecord = Record<string, AttributeValue>;

/** What the store keeps: keys and numbers that DynamoDB compares, and everything else as JSON text, which it does not look into. */
export type Attributes = Readonly<Record<string, string | number>>;

/** Texts and numbers in DynamoDB's own form. */
export function attributesOf(values: Attributes): TableRecord {
  const record: TableRecord = {};
  for (const [name, value] of Object.entries(values)) {
    record[name] = typeof value === 'number' ? { N: String(value) } : { S: value };
  }
  return record;
}

/** The text of an attribute; empty where there is none. */
export function textOf(record: TableRecord | undefined, name: string): string {
  return record?.[name]?.S ?? '';
}

/** The number of an attribute; not a number where there is none. */
export function numberOf(record: TableRecord, name: string): number {
  return Number(record[name]?.N ?? Number.NaN);
}

/** What was read of an attribute, for as long as the attribute is there: a table in memory gives the same one again and again. */
const read = new WeakMap<AttributeValue, object>();

/** The object in a JSON attribute; nothing where there is none, or it is no JSON object. Nobody may change it. */
export function objectOf(record: TableRecord, name: string): object | undefined {
  const attribute = record[name];
  if (attribute?.S === undefined) return undefined;
  const known = read.get(attribute);
  if (known !== undefined) return known;
  try {
    const value: unknown = JSON.parse(attribute.S);
    if (typeof value !== 'object' || value === null) return undefined;
    read.set(attribute, value);
    return value;
  } catch {
    return undefined;
  }
}
