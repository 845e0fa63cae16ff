import { infinitiveOf } from '../model/claim.ts';
import type { ActionSupport } from '../model/provider-traits.ts';
import type { Answer } from '../model/request.ts';
import { slashCommand } from './action-ids.ts';
import {
  describeHold,
  describeOutcome,
  isTrouble,
  type Message,
  nameOfActor,
  namesOfUnasked,
  oneLine,
  resourceAnswer,
  styleOf,
} from './blocks/index.ts';
import {
  commands,
  renderApproval,
  renderApprovals,
  renderConnections,
  renderDiagnoses,
  renderHeld,
  renderHelp,
  renderHistory,
  renderHolds,
  renderMode,
  renderModeApproval,
  renderRules,
  renderStatus,
  renderWhoami,
  renderWhy,
  usages,
} from './commands/index.ts';
import { code, joined, type Mrkdwn, mention, mrkdwn } from './mrkdwn.ts';
import { formOf, type ResourceForm } from './resources/index.ts';

/**
 * The answer to a person, visible only to them.
 *
 * @param forms - of the providers that have one
 * @param support - what the enabled back ends can do; without it, the help has every command
 */
export function answerMessage(answer: Answer, forms: readonly ResourceForm[] = [], support?: ActionSupport): Message {
  switch (answer.kind) {
    case 'help':
      return renderHelp(answer, usages(forms, support));
    case 'notFound':
      return oneLine(
        mrkdwn`❔ Nothing named ${code(answer.name)} was found. Type \`${slashCommand} status\` to see what is in progress.`,
      );
    case 'status':
      return renderStatus(answer, forms);
    case 'diagnoses':
      return renderDiagnoses(answer);
    case 'why':
      return renderWhy(answer);
    case 'history':
      return renderHistory(answer);
    case 'approvals':
      return renderApprovals(answer);
    case 'ruleList':
      return renderRules(answer);
    case 'mode':
      return renderMode(answer);
    case 'modeApproval':
      return renderModeApproval(answer);
    case 'whoami':
      return renderWhoami(answer);
    case 'connections':
      return renderConnections(answer);
    case 'refused':
      return oneLine(mrkdwn`⛔ Not done: ${code(answer.request)}. ${answer.reason}`);
    case 'settled': {
      const sign = isTrouble(answer.outcome) ? '⚠️' : '🤖';
      const described = describeOutcome(answer.action, answer.outcome, answer);
      return oneLine(mrkdwn`${sign} ${code(answer.name)}: ${described} Status: *${styleOf(answer.status).words}*.`);
    }
    case 'alreadyClaimed':
      return oneLine(
        mrkdwn`🕓 ${code(answer.name)}: a request to ${infinitiveOf(answer.action, 'it')} was already made by ${nameOfActor(answer.actor)}. Nothing more was done.`,
      );
    case 'onHold':
      return oneLine(
        mrkdwn`✋ ${code(answer.name)} is on hold: ${joined(answer.holds.map(describeHold), '; ')}. Nothing was done.`,
      );
    case 'withdrawn':
      return oneLine(mrkdwn`✋ ${code(answer.name)}: ${answer.reason}. Nothing was done.`);
    case 'held':
      return renderHeld(answer);
    case 'holdOver':
      return oneLine(mrkdwn`❔ The hold on ${code(answer.name)} was released or has expired.`);
    case 'tooManyHolds':
      return oneLine(mrkdwn`⛔ There are already ${answer.maximum} holds, which is the maximum. Release one first.`);
    case 'released':
      return answer.name === undefined
        ? oneLine(mrkdwn`❔ There is no hold ${code(answer.id)}; \`${slashCommand} holds\` lists them.`)
        : oneLine(mrkdwn`✅ ${code(answer.name)}: hold released. Any other hold on it still applies.`);
    case 'holds':
      return renderHolds(answer);
    case 'approval':
      return renderApproval(answer);
    case 'owner':
      return oneLine(
        mrkdwn`🙋 ${mention(answer.userId) ?? code(answer.userId)} is on it: ${code(answer.name)}. Its message shows this, and rules escalate it no further.`,
      );
    case 'oldQuestion':
      return oneLine(mrkdwn`❔ No approval is open for this. If the rule has asked again, use the newest message.`);
    case 'rules':
      return oneLine(
        answer.state === 'stopped'
          ? mrkdwn`🛑 All rules are stopped: they run in shadow mode until \`${slashCommand} resume-rules\`.`
          : mrkdwn`✅ Rules are resumed, each in its own mode.`,
      );
    case 'notNow':
      return oneLine(
        mrkdwn`❔ Cannot ${infinitiveOf(answer.action)} ${code(answer.name)}: *${styleOf(answer.status).words}*. Nothing was done.`,
      );
    case 'resources':
    case 'resource':
    case 'deleteConfirmation':
    case 'operationAccepted':
    case 'operationRefused':
    case 'operationUncertain':
      return resourceAnswer(answer, forms);
    case 'impossible':
      return oneLine(
        mrkdwn`❔ Cannot ${infinitiveOf(answer.action)} ${code(answer.name)}: ${answer.because}. Nothing was done.`,
      );
    case 'pending':
      return oneLine(
        mrkdwn`🕓 ${code(answer.name)}: the request to ${infinitiveOf(answer.action, 'it')} has no result yet. The message in the channel will show it.`,
      );
    case 'ambiguous': {
      const form = answer.provider === undefined ? undefined : formOf(forms, answer.provider);
      const typed = [slashCommand, ...(form === undefined ? [] : [form.command]), typedFor(answer.action)].join(' ');
      const choices = answer.choices.map(
        ({ provider, place, target }) => mrkdwn`• ${provider}${place ? inPlace(place) : ''}: ${code(target)}`,
      );
      return oneLine(
        mrkdwn`❔ The name ${code(answer.name)} is not unique, so nothing was done. Type ${code(typed)} with one of these:\n${joined(choices, '\n')}`,
      );
    }
    case 'tooOld':
      return oneLine(
        mrkdwn`⌛ Not done: ${code(answer.request)}. The request reached the bot more than ${Math.round(answer.limitMs / 60_000)} minutes after it was sent. Send it again if you still want it.`,
      );
    case 'failed':
      return oneLine(mrkdwn`⚠️ ${failureOf(answer)}. Nothing was done. Try again.${otherwise(answer)}`);
  }
}

/** The command for an action is not always called like it: `turn-down`. */
function typedFor(action: Extract<Answer, { kind: 'ambiguous' }>['action']): string {
  const isIts = (command: (typeof commands)[number]) =>
    command.typed === 'byName' && command.effect === 'write' && command.permission === action;
  return commands.find(isIts)?.name ?? action;
}

function inPlace({ account, region }: { readonly account: string; readonly region: string }): Mrkdwn {
  return mrkdwn` in account ${account}, Region ${region}`;
}

function failureOf({ error, unasked = [] }: Extract<Answer, { kind: 'failed' }>): Mrkdwn {
  if (unasked.length === 0) return mrkdwn`A service that the bot depends on failed (${code(error)})`;
  return mrkdwn`No answer from ${namesOfUnasked(unasked)}`;
}

/** A name may exist in the scope that does not answer; an ARN says which scope is meant. */
function otherwise({ unasked = [] }: Extract<Answer, { kind: 'failed' }>): string {
  return unasked.some(({ scopes = [] }) => scopes.length > 0)
    ? ' If you mean a target in another account or Region, use its ARN.'
    : '';
}
