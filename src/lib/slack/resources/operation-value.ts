import { isResourceOperationKind, type ResourceOperation } from '../../model/resource-operation.ts';

/** Slack's maximum length of a button value: https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const maximumCharacters = 2000;

/** The operation of a button. It is about an existing resource, so there is no form. */
export type ButtonOperation = Pick<ResourceOperation, 'kind' | 'provider' | 'name'>;

/** The value of an operation's button; `undefined` if it is too long for Slack. */
export function formatOperationValue({ kind, provider, name }: ButtonOperation): string | undefined {
  const value = JSON.stringify({ kind, provider, name });
  return value.length <= maximumCharacters ? value : undefined;
}

/**
 * Reads the value of a pressed button. Slack signs the request, but the message may be from another version of the bot, so the
 * form is checked.
 *
 * @returns the operation, or `undefined` for anything that is not exactly a kind, a provider and a name
 */
export function parseOperationValue(value: unknown): ResourceOperation | undefined {
  if (typeof value !== 'string' || value.length > maximumCharacters) return undefined;
  const parsed = parseJsonObject(value);
  if (parsed === undefined || Object.keys(parsed).length !== 3) return undefined;
  const { kind, provider, name } = parsed;
  if (!isResourceOperationKind(kind) || typeof provider !== 'string' || typeof name !== 'string') return undefined;
  return provider === '' || name === '' ? undefined : { kind, provider, name, fields: {} };
}

/** @returns `undefined` for what is not JSON, and for JSON that is not an object */
export function parseJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
