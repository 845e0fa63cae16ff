import { lengthProblem, quoted } from './input-text.ts';
import { isInstanceId } from './names.ts';

/** A valid value, or what is wrong with it. */
export type Checked = { readonly value: string } | { readonly problem: string };

/** Checks a text that is not empty and has no blanks around it. */
export type Check = (text: string) => Checked;

const nameCharacters = "letters, digits, spaces and _ ʼ ' % -";
const descriptionCharacters = "letters, digits, spaces and . , _ ʼ ' % -";

/** `InstanceName`: 1 to 63 characters; it begins and ends with a letter or digit. */
export const checkName: Check = (text) => {
  const problem = lengthProblem(text, { maximum: 63 }) ?? characterProblem(text, /[^a-zA-Z0-9 _ʼ'%-]/u, nameCharacters);
  if (problem !== undefined) return { problem };
  const isEdged = isLetterOrDigit(text.at(0)) && isLetterOrDigit(text.at(-1));
  return isEdged ? { value: text } : { problem: 'must begin and end with a letter or digit' };
};

/** `InstanceDescription`: its pattern allows 500 characters, one less than its length does. */
export const checkDescription: Check = (text) => {
  const problem =
    lengthProblem(text, { maximum: 500 }) ?? characterProblem(text, /[^a-zA-Z0-9., _ʼ'%-]/u, descriptionCharacters);
  return problem === undefined ? { value: text } : { problem };
};

/** `InstanceWebAppDnsDomain`: 2 to 63 characters. */
export const checkWebAppDnsDomain: Check = (text) => {
  if (text.endsWith('.scn.global.on.aws'))
    return { problem: 'must be the first part only: what is before ".scn.global.on.aws"' };
  const problem =
    lengthProblem(text, { minimum: 2, maximum: 63 }) ??
    characterProblem(text, /[^a-zA-Z0-9-]/u, 'letters, digits and hyphens');
  if (problem !== undefined) return { problem };
  const isEdged = !text.startsWith('-') && !text.endsWith('-');
  return isEdged ? { value: text } : { problem: 'must not begin or end with a hyphen' };
};

const kmsPart = '[a-z0-9][-.a-z0-9]{0,62}';
const kmsKeyArnPattern = new RegExp(`^arn:${kmsPart}:kms:(?:${kmsPart})?:(?:${kmsPart})?:key/.{1,1019}$`);

/** `KmsKeyArn`: the ARN of a key. The model would even allow a key without an id, but there is no such key. */
export const checkKmsKeyArn: Check = (text) => {
  const problem = lengthProblem(text, { maximum: 2048 });
  if (problem !== undefined) return { problem };
  if (kmsKeyArnPattern.test(text)) return { value: text };
  const isAlias = text.includes(':alias/') || text.startsWith('alias/');
  const advice = isAlias ? 'an alias is not accepted: ' : '';
  return { problem: `${advice}give the ARN of the key, such as arn:aws:kms:eu-central-1:111122223333:key/<id>` };
};

/** `ClientToken`: 33 to 126 characters. */
export const checkClientToken: Check = (text) => {
  const problem = lengthProblem(text, { minimum: 33, maximum: 126 });
  return problem === undefined ? { value: text } : { problem };
};

export function checkInstanceId(value: unknown): Checked {
  if (isInstanceId(value)) return { value };
  return { problem: 'must be the id of an instance: 36 characters, such as 9e193580-7cc5-45f7-9609-c43ba0ada793' };
}

function characterProblem(text: string, forbidden: RegExp, allowed: string): string | undefined {
  const at = text.search(forbidden);
  if (at < 0) return undefined;
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const position = Array.from(text.slice(0, at)).length + 1;
  return `may not contain ${quoted(character)} (at character ${position}); allowed are ${allowed}`;
}

function isLetterOrDigit(character: string | undefined): boolean {
  return character !== undefined && /^[a-zA-Z0-9]$/.test(character);
}
