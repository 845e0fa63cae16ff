import { type CommandHandler, statusOfAll, statusOfOne } from '../../flow/index.ts';
import type { Item } from '../../model/item.ts';
import type { Answer } from '../../model/request.ts';
import { nameOf } from '../../model/statuses.ts';
import {
  type Button,
  buttonsFor,
  fallback,
  headline,
  listed,
  liveMessage,
  type Message,
  maximumListed,
  oneLine,
  section,
  withUnasked,
} from '../blocks/index.ts';
import { joined, type Mrkdwn, moment, mrkdwn } from '../mrkdwn.ts';
import type { ResourceForm } from '../resources/index.ts';
import type { SlackCommand } from './definition.ts';

export const status = {
  name: 'status',
  typed: 'byName',
  group: 'look',
  arguments: { target: { need: 'optional', label: 'target', example: 'orders/api' } },
  effect: 'read',
  summary: 'shows what is in progress, or the status of one target',
} as const satisfies SlackCommand;

export const runStatus: CommandHandler<typeof status> = ({ ports }, { target }) =>
  target === undefined ? statusOfAll(ports.store) : statusOfOne(ports, target);

/** One target as its live message, several as a list with the actions for each. */
export function renderStatus(answer: Extract<Answer, { kind: 'status' }>, forms: readonly ResourceForm[]): Message {
  return withUnasked(statusMessage(answer, forms), answer.unasked);
}

function statusMessage({ items, total }: Extract<Answer, { kind: 'status' }>, forms: readonly ResourceForm[]): Message {
  const [first] = items;
  if (first === undefined) return oneLine(mrkdwn`✅ Nothing is in progress.`);
  if (items.length === 1 && total <= 1) return liveMessage(first, forms);
  const count = Math.max(total, items.length);
  const title = mrkdwn`*${count} in progress*`;
  const headlines = items.slice(0, maximumListed).map(({ subject }) => headline(subject));
  return {
    text: fallback(joined([title, ...headlines], '\n')),
    blocks: listed(
      title,
      items.map((item) => [section(statusLine(item, hasNamesake(item, items)), soleButton(item))]),
      count,
    ),
  };
}

function statusLine({ subject }: Item, isNamesake: boolean): Mrkdwn {
  const since = subject.on === 'deployment' ? subject.deployment.startedAtMs : subject.connection.requestedAtMs;
  const where =
    isNamesake && subject.on === 'deployment'
      ? mrkdwn`, account ${subject.deployment.account}, Region ${subject.deployment.region}`
      : mrkdwn``;
  return mrkdwn`${headline(subject)}\nsince ${moment(since)}${where}`;
}

/** Targets with one name in several accounts or Regions look the same, so each says where it is. */
function hasNamesake({ subject, key }: Item, items: readonly Item[]): boolean {
  return items.some((other) => other.key.target !== key.target && nameOf(other.subject) === nameOf(subject));
}

/** A line has space for one button. If there are two, neither is the obvious one. */
function soleButton(item: Item): Button | undefined {
  const [button, second] = buttonsFor(item);
  return second === undefined ? button : undefined;
}
