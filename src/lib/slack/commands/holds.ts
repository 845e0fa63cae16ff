import { type CommandHandler, requestHold, requestRelease, requestTyped, showHolds } from '../../flow/index.ts';
import type { Hold } from '../../model/controls.ts';
import type { Answer } from '../../model/request.ts';
import { describeHold, fallback, listed, type Message, oneLine, section } from '../blocks/index.ts';
import { code, type Mrkdwn, mrkdwn } from '../mrkdwn.ts';
import type { SlackCommand } from './definition.ts';

const reasonCharacters = 300;

export const hold = {
  name: 'hold',
  typed: 'byName',
  group: 'holds',
  arguments: {
    target: { need: 'required', label: 'target', example: 'environment=prod*' },
    words: {
      need: 'optional',
      label: 'reason',
      example: 'for 2h a release is under way',
      takes: 'rest',
      maximumCharacters: reasonCharacters,
    },
  },
  effect: 'write',
  permission: 'hold',
  summary: 'blocks rules and buttons for a target or a pattern; a reason that begins with "for 2h" ends the hold then',
} as const satisfies SlackCommand;

export const runHold: CommandHandler<typeof hold> = (context, { target, words = '' }) =>
  requestHold(context, target, words);

export const release = {
  name: 'release',
  typed: 'byName',
  group: 'holds',
  arguments: { id: { need: 'required', label: 'id', example: '13345224609.738474920.8088930838d88f008e0' } },
  effect: 'write',
  permission: 'hold',
  summary: 'releases a hold; "holds" lists the ids',
} as const satisfies SlackCommand;

export const runRelease: CommandHandler<typeof release> = (context, { id }) => requestRelease(context, id);

export const holds = {
  name: 'holds',
  typed: 'byName',
  group: 'holds',
  arguments: {},
  effect: 'read',
  summary: 'lists what is on hold, by whom, why and until when',
} as const satisfies SlackCommand;

export const runHolds: CommandHandler<typeof holds> = (context) => showHolds(context);

export const override = {
  name: 'override',
  typed: 'byName',
  group: 'holds',
  arguments: {
    target: { need: 'required', label: 'target', example: 'orders/api' },
    reason: {
      need: 'required',
      label: 'reason',
      example: 'it breaks the shop',
      takes: 'rest',
      maximumCharacters: reasonCharacters,
    },
  },
  effect: 'write',
  permission: 'override',
  summary: 'cancels the deployment on a target that is on hold',
} as const satisfies SlackCommand;

export const runOverride: CommandHandler<typeof override> = (context, { target, reason }) =>
  requestTyped(context, 'cancel', target, reason);

/** Says whether an action may still be on its way. */
export function renderHeld({ hold: held, onItsWay }: Extract<Answer, { kind: 'held' }>): Message {
  const end = mrkdwn`Release it with ${code(`release ${held.id}`)}.`;
  if (onItsWay.length === 0) return oneLine(mrkdwn`✋ ${code(held.name)} is on hold: ${describeHold(held)}. ${end}`);
  const names = onItsWay.slice(0, 5).join(', ');
  return oneLine(
    mrkdwn`✋ ${code(held.name)} is on hold: ${describeHold(held)}. A call that started before may still take effect: ${code(names)}. ${end}`,
  );
}

export function renderHolds(answer: Extract<Answer, { kind: 'holds' }>): Message {
  if (answer.holds.length === 0) return oneLine(mrkdwn`✅ Nothing is on hold.`);
  const title = mrkdwn`*On hold: ${answer.holds.length}*`;
  return {
    text: fallback(title),
    blocks: listed(
      title,
      answer.holds.map((one) => [section(holdLine(one))]),
      answer.holds.length,
    ),
  };
}

function holdLine(one: Hold): Mrkdwn {
  return mrkdwn`✋ ${code(one.name)}: ${describeHold(one)}. Id ${code(one.id)}.`;
}
