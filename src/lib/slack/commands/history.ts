import { type CommandHandler, historyTyped } from '../../flow/index.ts';
import { wordsOf } from '../../model/audit-words.ts';
import type { Answer } from '../../model/request.ts';
import type { Subject } from '../../model/subject.ts';
import type { TrailEntry } from '../../model/trail.ts';
import { fallback, headline, listed, type Message, markupOf, section } from '../blocks/index.ts';
import { joined, type Mrkdwn, moment, mrkdwn, truncated } from '../mrkdwn.ts';
import type { SlackCommand } from './definition.ts';

const lineCharacters = 400;
/** So many lines stand in one block, which keeps below its limit. */
const linesPerBlock = 5;

export const history = {
  name: 'history',
  typed: 'byName',
  group: 'look',
  arguments: { target: { need: 'required', label: 'target', example: 'orders/api' } },
  effect: 'read',
  summary: 'shows the newest entries of the trail of a target: what the bot saw, decided, did and refused',
} as const satisfies SlackCommand;

export const runHistory: CommandHandler<typeof history> = (context, { target }) => historyTyped(context, target);

export function renderHistory({ item, entries, total }: Extract<Answer, { kind: 'history' }>): Message {
  const { subject } = item;
  const lines = entries.map((entry) => truncated(entryLine(entry, subject), lineCharacters));
  const blocks = Array.from({ length: Math.ceil(lines.length / linesPerBlock) }, (_, index) =>
    section(joined(lines.slice(index * linesPerBlock, (index + 1) * linesPerBlock), '\n')),
  );
  const older = total - entries.length;
  const title = older > 0 ? mrkdwn`${headline(subject)}\n_${older} older entries are in the trail_` : headline(subject);
  const groups = blocks.map((block) => [block]);
  return { text: fallback(title), blocks: listed(title, groups, groups.length) };
}

function entryLine({ atMs, actor, event }: TrailEntry, subject: Subject): Mrkdwn {
  return mrkdwn`${moment(atMs, 'second')}  ${markupOf(wordsOf(event, actor).sentence, subject)}`;
}
