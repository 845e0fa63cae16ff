/** A piece of text that stands in a body as it is, whether or not it is JSON. */
export class RawText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** JSON that may hold raw text, and objects that may have a key twice or one called `__proto__`. */
export type Json = null | boolean | number | string | RawText | Json[] | JsonObject;
export interface JsonObject {
  entries: [string, Json][];
}

export function textOf(value: Json): string {
  if (value instanceof RawText) return value.text;
  if (Array.isArray(value)) return `[${value.map(textOf).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${value.entries.map(([key, member]) => `${JSON.stringify(key)}:${textOf(member)}`).join(',')}}`;
}

/** Where a value stands, so that another can be put there. */
export interface Place {
  readonly value: Json;
  put(value: Json): void;
}

/** Every place in a value below its root, at any depth. */
export function placesIn(value: Json): Place[] {
  if (value instanceof RawText || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => [
      { value: item, put: (other: Json) => void (value[index] = other) },
      ...placesIn(item),
    ]);
  }
  return value.entries.flatMap((entry) => [
    { value: entry[1], put: (other: Json) => void (entry[1] = other) },
    ...placesIn(entry[1]),
  ]);
}

/** Every object in a value, itself included. */
export function objectsIn(value: Json): JsonObject[] {
  const below = placesIn(value).map((place) => place.value);
  return [value, ...below].filter(isObject);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RawText);
}
