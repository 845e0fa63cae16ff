/** A JSON object, as opposed to an array, a text, a number, a boolean or null. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Says whether a value is a JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
