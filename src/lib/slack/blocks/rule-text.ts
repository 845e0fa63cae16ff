import type { Subject } from '../../model/subject.ts';
import { factPathOf, templateParts } from '../../model/text-template.ts';
import { code, joined, type Mrkdwn, messageLink, moment, mrkdwn } from '../mrkdwn.ts';

/** A value in a text is short: whole words of a name, not a report. */
const valueCharacters = 201;

/**
 * The text of a rule with the current facts. What the rule's author wrote is text, in which only web addresses become links. What
 * comes from outside is escaped by its type: a text as code, a moment in the reader's own time.
 */
export function ruleText(template: string, subject: Subject): Mrkdwn {
  const parts = templateParts(template).map((part): Mrkdwn => {
    if (part.kind === 'text') return withLinks(part.text);
    return part.kind === 'fact' ? valueOf(part.path, subject) : mrkdwn`${part.brace}`;
  });
  return joined(parts, '');
}

const address = /(https:\/\/[^\s<>|`]{1,500})/u;

function withLinks(text: string): Mrkdwn {
  const pieces = text.split(address).map((piece, index) => {
    const link = index % 2 === 1 ? messageLink(piece, piece) : undefined;
    return link ?? mrkdwn`${piece}`;
  });
  return joined(pieces, '');
}

/** The check of the rules has refused what is no fact. A rule may be older than this version of the bot, which then shows none. */
function valueOf(path: string, subject: Subject): Mrkdwn {
  const { member, label } = factPathOf(path);
  const facts: object = subject.on === 'deployment' ? subject.deployment : subject.connection;
  const read = (from: unknown, name: string): unknown =>
    typeof from === 'object' && from !== null && Object.hasOwn(from, name) ? Reflect.get(from, name) : undefined;
  const value =
    label === undefined ? (read(facts, member) ?? read(facts, `${member}Ms`)) : read(read(facts, member), label);
  if (typeof value === 'number') return moment(value);
  if (typeof value === 'boolean') return value ? mrkdwn`yes` : mrkdwn`no`;
  return code(typeof value === 'string' ? value : '', valueCharacters);
}
