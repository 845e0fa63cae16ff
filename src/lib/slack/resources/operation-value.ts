import { isResourceOperationKind, type ResourceOperation } from '../../model/resource-operation.ts';

/** Slack takes no longer button value: https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const maximumCharacters = 2000;

/** What a button asks for: of something that is there, so that nothing has to be filled in. */
export type ButtonOperation = Pick<ResourceOperation, 'kind' | 'provider' | 'name'>;

/** What an operation's button carries; `undefined` where that is too long for Slack. */
export function formatOperationValue({ kind, provider, name }: ButtonOperation): string | undefined {
  const value = JSON.stringify({ kind, provider, name });
  return value.length <= maximumCharacters ? value : undefined;
}

/**
 * Reads what a pressed button carried. Slack signs it on the way back, but the message may be from another version of the
 * bot, so nothing about its form is taken for granted.
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
