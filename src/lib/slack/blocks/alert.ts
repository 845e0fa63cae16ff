import { type Alert, cancelOf } from '../../model/alerts.ts';
import { wordsOf } from '../../model/audit-words.ts';
import { claimKey } from '../../model/claim.ts';
import type { NotifyAction } from '../../model/decision.ts';
import type { HistoryEntry, Item } from '../../model/item.ts';
import { isFinal } from '../../model/statuses.ts';
import type { Subject } from '../../model/subject.ts';
import { code, joined, type Mrkdwn, messageLink, mrkdwn, plainLine, truncated } from '../mrkdwn.ts';
import { onOneLine } from '../plain.ts';
import { actions, context, fallback, type Message, section } from './block-kit.ts';
import { headline } from './live-message.ts';
import { ownerButtons } from './owner-button.ts';
import { ruleText } from './rule-text.ts';
import { type Directory, mentionsIn, notifiesIn } from './thread-reply.ts';
import { markupOf, nameOfActor } from './words.ts';

/** An alert is read at a glance: the thread and the live message have the rest. */
const mostLines = 5;
const lineCharacters = 400;
const textCharacters = 800;
const reasonCharacters = 250;

/** Where an alert is posted. */
export interface AlertPlace {
  /** The chat's id of the channel. A rule's mention appears in the channel that the rule names. */
  readonly channel: string;
  /** The link to the live message; absent in its own thread. */
  readonly link?: string | undefined;
}

/**
 * An alert: what it is about and how it stands, why, and whom a rule mentions. The text for push notifications says the same in one
 * line without markup.
 */
export function alertMessage(
  { item, entries, form }: Alert,
  { channel, link }: AlertPlace,
  directory: Directory,
): Message {
  const isDirect = form === 'direct';
  const first = headline(item.subject, placeOf(item.subject));
  const texts = textsOf(item, entries, { channel }, directory);
  const lines = withoutRepeated(entries, texts.length > 0).flatMap((entry) => linesOf(item, entry, isDirect));
  const mentions = mentionsOf(entries, channel, directory);
  const top = mentions.length === 0 ? first : mrkdwn`${first} ${joined(mentions, ' ')}`;
  const cutLines = [
    ...texts.slice(-mostLines).map((line) => truncated(line, textCharacters)),
    ...lines.slice(-mostLines).map((line) => truncated(line, lineCharacters)),
  ];
  const linked = link === undefined ? undefined : messageLink(link, 'Its message');
  return {
    text: fallback(asSentences([first, ...cutLines])),
    blocks: [
      section(top),
      ...(cutLines.length === 0 ? [] : [section(joined(cutLines, '\n'))]),
      ...context(linked === undefined ? [] : [linked]),
      ...actions(ownerButtons(item)),
    ],
  };
}

/** One line for a push notification. */
function asSentences(lines: readonly Mrkdwn[]): Mrkdwn {
  return joined(
    lines.map((line) => plainLine(line)).map((line) => (line.text.endsWith('.') ? line : mrkdwn`${line}.`)),
    ' ',
  );
}

/** What the name does not show: the service, and the environment or, where there is none, the account and the Region. */
function placeOf(subject: Subject): Mrkdwn {
  if (subject.on === 'connection') {
    const { environment, environmentAccountId } = subject.connection;
    return mrkdwn` of account ${code(environmentAccountId)} for environment ${code(environment)}`;
  }
  const { name, service, environment, account, region } = subject.deployment;
  const isNamed = service === '' || name.split('/').includes(service);
  const ofService = isNamed ? mrkdwn`` : mrkdwn` of service ${code(service)}`;
  if (environment === '') return mrkdwn`${ofService} in account ${code(account)}, Region ${code(region)}`;
  return environment === name ? ofService : mrkdwn`${ofService} in ${code(environment)}`;
}

/** What rules say in words of their own, to this channel or person. */
function textsOf(
  item: Item,
  entries: readonly HistoryEntry[],
  { channel }: Pick<AlertPlace, 'channel'>,
  { channelId, mentionedPeople }: Directory,
): readonly Mrkdwn[] {
  const isFor = ({ channel: name, people = [] }: NotifyAction) =>
    (name !== undefined && channelId(name) === channel) ||
    people.some((group) => mentionedPeople(group)?.users.includes(channel));
  const texts = entries.flatMap(({ event }) =>
    notifiesIn(event).flatMap((action) => (isFor(action) ? (action.text ?? []) : [])),
  );
  return [...new Set(texts)].map((text) => ruleText(text, item.subject));
}

/** That a rule fired is clear from what came of it, and from its own words. */
function withoutRepeated(entries: readonly HistoryEntry[], hasTexts: boolean): readonly HistoryEntry[] {
  const settled = new Set(
    entries.flatMap(({ event, actor }) => (event.what === 'settled' && actor.type === 'rule' ? [actor.rule] : [])),
  );
  return entries.filter(
    ({ event }) => event.what !== 'decided' || event.verdict === 'error' || !(hasTexts || settled.has(event.rule)),
  );
}

function linesOf(item: Item, entry: HistoryEntry, isDirect: boolean): readonly Mrkdwn[] {
  const { event, actor } = entry;
  // A provider's reason is for the people of the routed channels only.
  if (event.what === 'observed') return isDirect ? [] : whyItEnded(item);
  const { sentence: words, isTrouble } = wordsOf(event, actor);
  const sign = isTrouble ? '⚠️ ' : event.what === 'approvalAsked' ? '🙋 ' : '';
  const sentence = mrkdwn`${sign}${markupOf(words, item.subject)}`;
  if (event.what !== 'settled') return [sentence];
  const reason = item.claims[claimKey(actor, event.action)]?.reason ?? '';
  return [reason === '' ? sentence : mrkdwn`${sentence} Reason: ${code(reason, reasonCharacters)}.`];
}

/** The provider's reason, or the first line of the diagnosis, or who cancelled it and why. */
function whyItEnded(item: Item): readonly Mrkdwn[] {
  const { subject, statusMessage = '', diagnosis } = item;
  if (subject.on === 'deployment' && subject.deployment.phase === 'failed') {
    const first = firstLine(statusMessage) || firstLine(diagnosis?.text ?? '');
    return first === '' ? [] : [code(first, reasonCharacters)];
  }
  const cancel = isFinal(subject) ? cancelOf(item) : undefined;
  if (cancel === undefined) return [];
  const by = mrkdwn`Cancelled by ${nameOfActor(cancel.actor)}`;
  return [cancel.reason === '' ? mrkdwn`${by}.` : mrkdwn`${by}: ${code(cancel.reason, reasonCharacters)}.`];
}

function firstLine(text: string): string {
  return text.split('\n').map(onOneLine).find(Boolean) ?? '';
}

/** Everybody once. */
function mentionsOf(entries: readonly HistoryEntry[], channel: string, directory: Directory): readonly Mrkdwn[] {
  const all = entries.flatMap(({ event }) =>
    mentionsIn(event, channel, directory, (action) => action.broadcast !== false),
  );
  return [...new Map(all.map((mention) => [mention.text, mention])).values()].slice(0, 20);
}
