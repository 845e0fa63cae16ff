import { connectionKey } from '../../model/identity.ts';
import type { Item } from '../../model/item.ts';
import type { Answer } from '../../model/request.ts';
import type { ConnectionFacts, Subject } from '../../model/subject.ts';
import { commandTable, orderUsages, slashCommand, usageOf } from '../commands/index.ts';
import { code, joined, type Mrkdwn, moment, mrkdwn } from '../mrkdwn.ts';
import type { OrderForm } from '../orders/index.ts';
import { actions, type Block, type Button, fallback, fitting, type Message, section } from './block-kit.ts';
import { actionButton, buttonsFor } from './buttons.ts';
import { headline, liveMessage } from './live-message.ts';
import { describeHold } from './notes.ts';
import { orderAnswer } from './order-answer.ts';
import { describeOutcome, isTrouble, lookOf, nameOfActor } from './words.ts';

/** A list that people still read, and that fits into one message. */
const maximumListed = 15;

/**
 * What a person is told, visible to them only.
 *
 * @param forms - of the providers of whom something can be ordered
 */
export function answerMessage(answer: Answer, forms: readonly OrderForm[] = []): Message {
  switch (answer.kind) {
    case 'help':
      return helpMessage(answer.problem, forms);
    case 'notFound':
      return oneLine(
        mrkdwn`❔ Nothing here is called ${code(answer.name)}. Type \`${slashCommand} status\` to see what is under way.`,
      );
    case 'status':
      return statusMessage(answer.items, answer.total, forms);
    case 'connections':
      return connectionsMessage(answer.connections);
    case 'refused':
      return oneLine(mrkdwn`⛔ Not done: ${code(answer.request)}. ${answer.reason}`);
    case 'settled': {
      const sign = isTrouble(answer.outcome) ? '⚠️' : '🤖';
      const told = describeOutcome(answer.action, answer.outcome, answer.error);
      return oneLine(mrkdwn`${sign} ${code(answer.name)}: ${told} It is now: *${lookOf(answer.status).words}*.`);
    }
    case 'inTheWay':
      return oneLine(
        mrkdwn`🕓 ${code(answer.name)}: ${nameOfActor(answer.actor)} already asked to ${answer.action} it, so nothing more was done.`,
      );
    case 'onHold':
      return oneLine(
        mrkdwn`✋ ${code(answer.name)} is on hold: ${joined(answer.holds.map(describeHold), '; ')}. Nothing was done.`,
      );
    case 'withdrawn':
      return oneLine(mrkdwn`✋ ${code(answer.name)}: ${answer.reason}. Nothing was done.`);
    case 'notNow':
      return oneLine(
        mrkdwn`❔ Cannot ${answer.action} ${code(answer.name)}: *${lookOf(answer.status).words}*. Nothing was done.`,
      );
    case 'things':
    case 'thing':
    case 'confirmDelete':
    case 'ordered':
    case 'orderRefused':
    case 'orderUncertain':
      return orderAnswer(answer, forms);
    case 'impossible':
      return oneLine(mrkdwn`❔ Cannot ${answer.action} ${code(answer.name)}: ${answer.because}. Nothing was done.`);
    case 'pending':
      return oneLine(
        mrkdwn`🕓 ${code(answer.name)}: asked to ${answer.action}, and the answer is not known yet. The message in the channel will tell.`,
      );
    case 'failed':
      return oneLine(
        mrkdwn`⚠️ That did not work: something outside failed (${code(answer.error)}). Nothing was done; please try again.`,
      );
  }
}

function oneLine(line: Mrkdwn): Message {
  return { text: fallback(line), blocks: [section(line)] };
}

function helpMessage(problem: string | undefined, forms: readonly OrderForm[]): Message {
  const list = [
    ...commandTable.map((description) => ({ usage: usageOf(description), summary: description.summary })),
    ...forms.flatMap(orderUsages),
  ].map(({ usage, summary }) => mrkdwn`• ${code(`${slashCommand} ${usage}`)}  ${summary}`);
  const help = mrkdwn`*What you can type*\n${joined(list, '\n')}`;
  if (problem === undefined) return { text: fallback(help), blocks: [section(help)] };
  const line = mrkdwn`❔ ${problem}`;
  return { text: fallback(line), blocks: [section(line), section(help)] };
}

function statusMessage(items: readonly Item[], total: number, forms: readonly OrderForm[]): Message {
  const [first] = items;
  if (first === undefined) return oneLine(mrkdwn`✅ Nothing is under way.`);
  if (items.length === 1 && total <= 1) return liveMessage(first, forms);
  const count = Math.max(total, items.length);
  const title = mrkdwn`*${count} under way*`;
  const headlines = items.slice(0, maximumListed).map(({ subject }) => headline(subject));
  return {
    text: fallback(joined([title, ...headlines], '\n')),
    blocks: list(
      title,
      items.map((item) => [section(statusLine(item), soleButton(item))]),
      count,
    ),
  };
}

/** A title, what fits below it, and how much does not. */
function list(title: Mrkdwn, groups: readonly (readonly Block[])[], count: number): readonly Block[] {
  const shown = fitting(groups.slice(0, maximumListed));
  const more = count - shown.length;
  return [section(title), ...shown.flat(), ...(more > 0 ? [section(mrkdwn`_and ${more} more_`)] : [])];
}

function statusLine({ subject }: Item): Mrkdwn {
  const since = subject.on === 'deployment' ? subject.deployment.startedAtMs : subject.connection.requestedAtMs;
  return mrkdwn`${headline(subject)}\nsince ${moment(since)}`;
}

/** Beside a line there is room for one button; of two, neither is more obvious than the other. */
function soleButton(item: Item): Button | undefined {
  const [button, second] = buttonsFor(item);
  return second === undefined ? button : undefined;
}

function connectionsMessage(connections: readonly ConnectionFacts[]): Message {
  if (connections.length === 0) return oneLine(mrkdwn`✅ No connection waits for a decision.`);
  const title = mrkdwn`*Connections that wait for a decision: ${connections.length}*`;
  return { text: fallback(title), blocks: list(title, connections.map(connectionBlocks), connections.length) };
}

function connectionBlocks(connection: ConnectionFacts): readonly Block[] {
  const subject: Subject = { on: 'connection', connection };
  const line = mrkdwn`${headline(subject)}\naccount ${code(connection.environmentAccountId)} for ${code(connection.environment)}, since ${moment(connection.requestedAtMs)}`;
  const key = connectionKey(connection.target);
  const buttons = (['accept', 'reject'] as const).flatMap((action) => actionButton(action, key, subject) ?? []);
  return [section(line), ...actions(buttons)];
}
