import { type CommandHandler, requestTypedReply, showApprovals } from '../../flow/index.ts';
import { infinitiveOf } from '../../model/claim.ts';
import type { Argument } from '../../model/command.ts';
import type { Answer } from '../../model/request.ts';
import { slashCommand } from '../action-ids.ts';
import {
  actions,
  buttonsFor,
  fallback,
  headline,
  listed,
  type Message,
  nameOfActor,
  oneLine,
  replyButtonsFor,
  section,
} from '../blocks/index.ts';
import { code, type Mrkdwn, mention, moment, mrkdwn } from '../mrkdwn.ts';
import type { SlackCommand } from './definition.ts';

const reasonCharacters = 200;

const id = {
  need: 'required',
  label: 'id',
  example: '8ad03ff3-0cc8-4d16-93de-d5e1bbf4ef3c',
} as const satisfies Argument;

export const approve = {
  name: 'approve',
  typed: 'byName',
  group: 'approvals',
  arguments: { id },
  effect: 'write',
  permission: 'approve',
  summary: 'approves what a rule asks for, or a mode that a rule is to get; "approvals" lists the ids',
} as const satisfies SlackCommand;

export const runApprove: CommandHandler<typeof approve> = (context, values) =>
  requestTypedReply(context, 'approve', values.id);

export const decline = {
  name: 'decline',
  typed: 'byName',
  group: 'approvals',
  arguments: { id },
  effect: 'write',
  permission: 'approve',
  summary: 'declines what a rule asks for; the rule does not ask again',
} as const satisfies SlackCommand;

export const runDecline: CommandHandler<typeof decline> = (context, values) =>
  requestTypedReply(context, 'decline', values.id);

export const approvals = {
  name: 'approvals',
  typed: 'byName',
  group: 'approvals',
  arguments: {},
  effect: 'read',
  summary: 'lists what waits for an approval',
} as const satisfies SlackCommand;

export const runApprovals: CommandHandler<typeof approvals> = (context) => showApprovals(context);

/** Each question with its buttons; a mode that a rule is to get is approved by its id. */
export function renderApprovals({ questions, waits, total, modes }: Extract<Answer, { kind: 'approvals' }>): Message {
  const count = total + modes.length;
  if (count === 0) return oneLine(mrkdwn`✅ Nothing waits for an approval.`);
  const title = mrkdwn`*Waits for an approval: ${count}*`;
  const ofRules = questions.map(({ item, claim, question }) => {
    const who = nameOfActor(claim.actor);
    const given = mrkdwn`${question.approvedBy.length} of ${question.people} approvals`;
    const line = mrkdwn`${headline(item.subject)}\n${who} asks to ${infinitiveOf(claim.action, 'it')}: ${code(claim.reason, reasonCharacters)}. ${given}, until ${moment(question.expiresAtMs, 'second')}. Id ${code(question.id)}.`;
    return [section(line), ...replyButtonsFor(item, question.id).flatMap((buttons) => actions(buttons))];
  });
  const ofModes = modes.map((request) => [
    section(
      mrkdwn`🙋 ${nameOfPerson(request.byUserId)} asks for the mode *${request.mode}* of ${code(request.rule)}, until ${moment(request.expiresAtMs, 'second')}: ${code(`${slashCommand} approve ${request.id}`)}`,
    ),
  ]);
  const ofBackEnds = waits.map((item) => [section(headline(item.subject)), ...actions(buttonsFor(item))]);
  return { text: fallback(title), blocks: listed(title, [...ofRules, ...ofModes, ...ofBackEnds], count) };
}

function nameOfPerson(userId: string): Mrkdwn {
  return mention(userId) ?? code(userId);
}

export function renderApproval(answer: Extract<Answer, { kind: 'approval' }>): Message {
  const name = code(answer.name);
  switch (answer.result) {
    case 'moreNeeded':
      return oneLine(mrkdwn`✅ ${name}: your approval is recorded. Approvals still needed: ${answer.missing ?? 1}.`);
    case 'declined':
      return oneLine(mrkdwn`⛔ ${name}: declined. The rule does not ask again.`);
    case 'ownRequest':
      return oneLine(mrkdwn`⛔ ${name}: you requested this yourself. Another person must approve it.`);
    case 'approvedAlready':
      return oneLine(mrkdwn`✅ ${name}: you have already approved it. Another person must approve it, too.`);
  }
}
