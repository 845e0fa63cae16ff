import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** A record as DynamoDB stores and returns it. */
export type TableRecord = Record<string, AttributeValue>;

/**
 * The values of a record: keys and numbers, which DynamoDB compares, and objects, which are stored as JSON text. DynamoDB does not
 * read inside the text, and a map of attribute values takes several times as long to write and to read.
 */
export type Attributes = Readonly<Record<string, string | number | object>>;

/** Texts, numbers and objects in DynamoDB's own form. Do not change an object afterwards: it becomes text when it is sent. */
export function attributesOf(values: Attributes): TableRecord {
  const record: TableRecord = {};
  for (const [name, value] of Object.entries(values)) {
    record[name] = typeof value === 'object' ? jsonAttribute(value) : scalarAttribute(value);
  }
  return record;
}

function scalarAttribute(value: string | number): AttributeValue {
  return typeof value === 'number' ? { N: String(value) } : { S: value };
}

/** The text is made when it is read, so a table in memory never makes it. */
function jsonAttribute(value: object): AttributeValue {
  const attribute = {
    get S() {
      return JSON.stringify(value);
    },
  };
  read.set(attribute, value);
  return attribute;
}

/** The text of an attribute; empty if there is none. */
export function textOf(record: TableRecord | undefined, name: string): string {
  return record?.[name]?.S ?? '';
}

/** The number of an attribute; NaN if there is none. */
export function numberOf(record: TableRecord, name: string): number {
  return Number(record[name]?.N ?? Number.NaN);
}

/**
 * The parsed objects of attributes, as long as the attributes exist: a table in memory returns the same attribute again and
 * again.
 */
const read = new WeakMap<AttributeValue, object>();

/** The object in a JSON attribute; `undefined` if there is none, or if it is no JSON object. Do not change the object. */
export function objectOf(record: TableRecord, name: string): object | undefined {
  const attribute = record[name];
  if (attribute === undefined) return undefined;
  const known = read.get(attribute);
  if (known !== undefined) return known;
  if (attribute.S === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(attribute.S);
    if (typeof value !== 'object' || value === null) return undefined;
    read.set(attribute, value);
    return value;
  } catch {
    return undefined;
  }
}
