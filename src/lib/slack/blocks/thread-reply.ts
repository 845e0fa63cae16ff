import type { AuditEvent } from '../../model/audit-event.ts';
import { wordsOf } from '../../model/audit-words.ts';
import type { NotifyAction } from '../../model/decision.ts';
import type { HistoryEntry } from '../../model/item.ts';
import type { Subject } from '../../model/subject.ts';
import { joined, type Mrkdwn, mention, moment, mrkdwn, truncated } from '../mrkdwn.ts';
import { cutWithCount, withoutInvisible } from '../plain.ts';
import { type Block, fallback, limits, type Message, preformatted, section } from './block-kit.ts';
import { markupOf, styleOf } from './words.ts';

/** People whom a rule mentions, by Slack's ids. */
interface MentionedPeople {
  readonly users: readonly string[];
  readonly userGroups: readonly string[];
}

/** Resolves the names that rules use, from the bot's configuration. */
export interface Directory {
  /** `@platform-oncall` → ids; `undefined` for a name that is not configured. */
  readonly mentionedPeople: (name: string) => MentionedPeople | undefined;
  /** `#deploys` → id; `undefined` for a name that is not configured. */
  readonly channelId: (name: string) => string | undefined;
}

/** How the space of one message is shared: first the line of every entry, then the status messages of the newest entries. */
const budget = { line: 600, lines: 7000, statusMessages: 3500, statusMessage: 2000, statusMessageCount: 10 } as const;

interface Paragraph {
  readonly line: Mrkdwn;
  readonly statusMessage?: string;
}

/**
 * History entries as one reply in the thread. All of them are in one message, so that a failure between two messages cannot post
 * anything twice. If there is too much for one message, status messages are cut first, then the oldest lines; the reply says so.
 *
 * @param channel - id of the channel: a rule's mention appears in the channel that the rule names, and nowhere else
 */
export function threadReply(
  subject: Subject,
  entries: readonly HistoryEntry[],
  channel: string,
  directory: Directory,
): Message {
  const paragraphs = entries.map((entry) => paragraphOf(subject, entry, channel, directory));
  const shown = newestWithin(paragraphs, budget.lines);
  const left = paragraphs.length - shown.length;
  const note = left === 0 ? [] : [mrkdwn`_${left} earlier entries are not shown here. The trail has them._`];
  const blocks = layOut([...note.map((line) => ({ line })), ...withStatusMessagesCut(shown)]);
  return {
    text: fallback(
      joined(
        shown.map(({ line }) => line),
        '\n',
      ),
    ),
    blocks,
  };
}

function paragraphOf(subject: Subject, entry: HistoryEntry, channel: string, directory: Directory): Paragraph {
  const line = mrkdwn`${moment(entry.atMs, 'second')}  ${lineOf(subject, entry)}`;
  // If the rule also posts in the channel, people are mentioned there, and not twice.
  const mentions = mentionsIn(entry.event, channel, directory, ({ broadcast }) => broadcast === false);
  const withMentions = mentions.length === 0 ? line : mrkdwn`${line} ${joined(mentions, ' ')}`;
  const raw = withoutInvisible(entry.statusMessage ?? '').trim();
  return { line: truncated(withMentions, budget.line), ...(raw === '' ? {} : { statusMessage: raw }) };
}

function lineOf(subject: Subject, { event, actor }: HistoryEntry): Mrkdwn {
  const { sentence, isTrouble } = wordsOf(event, actor);
  return mrkdwn`${isTrouble ? '⚠️' : signOf(event, subject)} ${markupOf(sentence, subject)}`;
}

function signOf(event: AuditEvent, subject: Subject): string {
  if (event.what === 'observed') return styleOf(event.status, subject).emoji;
  if (event.what === 'decided') return event.mode === 'shadow' ? '👥' : '⚖️';
  if (event.what === 'withdrawn') return '✋';
  if (event.what === 'approvalAsked' || event.what === 'owned') return '🙋';
  if (event.what === 'approvalAnswered') return event.answer === 'approved' ? '✅' : '⛔';
  return '🤖';
}

/** The people whom a rule mentions in a channel. A shadow rule mentions nobody. */
export function mentionsIn(
  event: AuditEvent,
  channel: string,
  directory: Directory,
  isMeant: (action: NotifyAction) => boolean,
): readonly Mrkdwn[] {
  const names = notifiesIn(event)
    .filter(
      ({ channel: name, ...action }) => name !== undefined && isMeant(action) && directory.channelId(name) === channel,
    )
    .flatMap((action) => action.mention);
  const ids = names.flatMap((name) => {
    const people = directory.mentionedPeople(name);
    return people ? [...people.users, ...people.userGroups] : [];
  });
  return [...new Set(ids)].slice(0, 20).flatMap((id) => mention(id) ?? []);
}

/** What a rule says to others by this event. */
export function notifiesIn(event: AuditEvent): readonly NotifyAction[] {
  if (event.what === 'escalated') return [event.action];
  if (event.what !== 'decided' || event.verdict !== 'fired' || event.mode === 'shadow') return [];
  return event.actions.flatMap((action) => (action.type === 'notify' ? [action] : []));
}

function newestWithin(paragraphs: readonly Paragraph[], maximum: number): readonly Paragraph[] {
  let used = 0;
  const fitting = paragraphs.toReversed().findIndex(({ line }) => {
    used += line.text.length + 1;
    return used > maximum;
  });
  return fitting === -1 ? paragraphs : paragraphs.slice(paragraphs.length - fitting);
}

/** The newest status messages share the space that is left. */
function withStatusMessagesCut(paragraphs: readonly Paragraph[]): readonly Paragraph[] {
  let room: number = budget.statusMessages;
  let count = 0;
  return paragraphs
    .toReversed()
    .map(({ line, statusMessage }) => {
      const maximum = Math.min(budget.statusMessage, room);
      if (statusMessage === undefined || count === budget.statusMessageCount || maximum < 100) return { line };
      const text = cutWithCount(statusMessage, maximum);
      room -= text.length;
      count += 1;
      return { line, statusMessage: text };
    })
    .toReversed();
}

/** Consecutive lines share a section; a status message is in a separate box below its line. */
function layOut(paragraphs: readonly Paragraph[]): readonly Block[] {
  const blocks: Block[] = [];
  let lines: Mrkdwn[] = [];
  const flush = () => {
    if (lines.length > 0) blocks.push(section(joined(lines, '\n')));
    lines = [];
  };
  for (const { line, statusMessage } of paragraphs) {
    const length = lines.reduce((sum, { text }) => sum + text.length + 1, 0);
    if (length + line.text.length > limits.sectionText) flush();
    lines.push(line);
    if (statusMessage === undefined) continue;
    flush();
    blocks.push(preformatted(statusMessage));
  }
  flush();
  return blocks;
}
