import { type CommandHandler, requestRules, requestTypedReply } from '../../flow/index.ts';
import type { Argument } from '../../model/command.ts';
import type { Answer } from '../../model/request.ts';
import { type Message, oneLine } from '../blocks/index.ts';
import { code, mrkdwn } from '../mrkdwn.ts';
import type { SlackCommand } from './definition.ts';

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
  summary: 'approves what a rule asks for; the message shows the id',
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

export const stopRules = {
  name: 'stop-rules',
  typed: 'byName',
  group: 'rules',
  arguments: {
    reason: {
      need: 'optional',
      label: 'reason',
      example: 'an incident is under way',
      takes: 'rest',
      maximumCharacters: 300,
    },
  },
  effect: 'write',
  permission: 'steer',
  summary: 'puts every rule in shadow mode until resume-rules',
} as const satisfies SlackCommand;

export const runStopRules: CommandHandler<typeof stopRules> = (context, { reason = '' }) =>
  requestRules(context, 'stop', reason);

export const resumeRules = {
  name: 'resume-rules',
  typed: 'byName',
  group: 'rules',
  arguments: {},
  effect: 'write',
  permission: 'steer',
  summary: 'ends stop-rules: each rule acts in its own mode again',
} as const satisfies SlackCommand;

export const runResumeRules: CommandHandler<typeof resumeRules> = (context) => requestRules(context, 'resume', '');

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
