import { BotError } from '../../model/errors.ts';

/** A message on one of the bot's own queues has another form than this version sends. It ends in the dead-letter queue. */
export class MalformedMessage extends BotError {
  override readonly name = 'MalformedMessage';
  override readonly retryable = false;
  constructor(reason: string) {
    super(`not a message of this bot: ${reason}`);
  }
}

export type Fields = Readonly<Record<string, unknown>>;

/**
 * The JSON object in a message's body.
 *
 * @throws MalformedMessage which, unlike the parser's own error, quotes nothing of the body
 */
export function readBody(body: string): Fields {
  try {
    return fieldsOf(JSON.parse(body), 'it');
  } catch (error) {
    throw error instanceof MalformedMessage ? error : new MalformedMessage('it is not JSON');
  }
}

/** @param place - where the value is, for the error: `its reference` */
export function fieldsOf(value: unknown, place: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MalformedMessage(`${place} is not a JSON object`);
  }
  return { ...value };
}

/** A required text that is not empty. */
export function requiredText(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw new MalformedMessage(`its ${name} is not a text`);
  return value;
}

/** `{ name: text }`, or an empty object if it is absent; to be spread. */
export function optionalText<Name extends string>(fields: Fields, name: Name): { readonly [Key in Name]?: string } {
  const present: { [Key in Name]?: string } = {};
  if (fields[name] !== undefined) present[name] = requiredText(fields, name);
  return present;
}

/** A moment in epoch milliseconds, or an empty object if it is absent. */
export function optionalMoment(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new MalformedMessage(`its ${name} is not a moment in epoch milliseconds`);
  }
  return value;
}

/** One of a few words. */
export function wordOf<Word extends string>(fields: Fields, name: string, words: readonly Word[]): Word {
  const word = words.find((candidate) => candidate === fields[name]);
  if (word === undefined) throw new MalformedMessage(`its ${name} is none of ${words.join(', ')}`);
  return word;
}

/** A required text that may be empty. */
export function boundedText(fields: Fields, name: string, maximumCharacters: number): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new MalformedMessage(`its ${name} is not a text`);
  if (value.length > maximumCharacters) {
    throw new MalformedMessage(`its ${name} has more than ${maximumCharacters} characters`);
  }
  return value;
}

const maximumDepth = 4;
/** Five fields of a form with 3,000 characters each, and room for their JSON. It fits into an item of the table. */
const maximumSize = 65_536;

/** Any JSON object that is neither deep nor large. */
export function smallFieldsOf(value: unknown, place: string): Fields {
  const fields = fieldsOf(value, place);
  // This comes first, because writing deep JSON would overflow the stack.
  if (isDeeperThan(maximumDepth, fields))
    throw new MalformedMessage(`${place} go more than ${maximumDepth} levels deep`);
  const size = JSON.stringify(fields).length;
  if (size > maximumSize)
    throw new MalformedMessage(`${place} have ${size} characters; at most ${maximumSize} are read`);
  return fields;
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(levels - 1, member));
}
