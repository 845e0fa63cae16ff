import { parseJsonObject } from './operation-value.ts';

/** Where a form was requested. Slack does not send this with the submission of a modal, so the modal carries it. */
export interface FormOrigin {
  readonly provider: string;
  readonly userId: string;
  readonly channelId: string;
  /** A secret: anybody who has it can post. Never logged. */
  readonly responseUrl: string;
}

/** https://docs.slack.dev/reference/views/modal-views: `private_metadata` */
const maximumCharacters = 3000;

const members = ['channelId', 'provider', 'responseUrl', 'userId'] as const;

/** @returns `undefined` if it is too long for Slack */
export function formatOrigin({ provider, userId, channelId, responseUrl }: FormOrigin): string | undefined {
  const text = JSON.stringify({ provider, userId, channelId, responseUrl });
  return text.length <= maximumCharacters ? text : undefined;
}

/**
 * Reads the private metadata of a modal.
 *
 * @param userId - who submits; a modal that was opened for another person is refused
 * @returns `undefined` for anything that this version of the bot did not put there for this person
 */
export function parseOrigin(text: unknown, userId: string): FormOrigin | undefined {
  if (typeof text !== 'string' || text.length > maximumCharacters) return undefined;
  const parsed = parseJsonObject(text);
  if (parsed === undefined || Object.keys(parsed).sort().join() !== members.join()) return undefined;
  const { provider, channelId, responseUrl } = parsed;
  if (parsed['userId'] !== userId || userId === '') return undefined;
  if (typeof provider !== 'string' || provider === '') return undefined;
  if (typeof channelId !== 'string' || !/^[A-Z0-9]{2,30}$/.test(channelId)) return undefined;
  if (typeof responseUrl !== 'string' || !URL.canParse(responseUrl)) return undefined;
  return { provider, userId, channelId, responseUrl };
}
