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
  renderApproval,
  renderConnections,
  renderHeld,
  renderHelp,
  renderHolds,
  renderStatus,
  usages,
} from './commands/index.ts';
import { code, joined, type Mrkdwn, mrkdwn } from './mrkdwn.ts';
import { formOf, type ResourceForm } from './resources/index.ts';

/**
 * What a person is told, visible to them only.
 *
 * @param forms - of the providers that have one
 */
export function answerMessage(answer: Answer, forms: readonly ResourceForm[] = []): Message {
  switch (answer.kind) {
    case 'help':
      return renderHelp(answer, usages(forms));
    case 'notFound':
      return oneLine(
        mrkdwn`❔ Nothing here is called ${code(answer.name)}. Type \`${slashCommand} status\` to see what is under way.`,
      );
    case 'status':
      return renderStatus(answer, forms);
    case 'connections':
      return renderConnections(answer);
    case 'refused':
      return oneLine(mrkdwn`⛔ Not done: ${code(answer.request)}. ${answer.reason}`);
    case 'settled': {
      const sign = isTrouble(answer.outcome) ? '⚠️' : '🤖';
      const told = describeOutcome(answer.action, answer.outcome, answer.error);
      return oneLine(mrkdwn`${sign} ${code(answer.name)}: ${told} It is now: *${styleOf(answer.status).words}*.`);
    }
    case 'alreadyClaimed':
      return oneLine(
        mrkdwn`🕓 ${code(answer.name)}: ${nameOfActor(answer.actor)} already asked to ${answer.action} it, so nothing more was done.`,
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
      return oneLine(mrkdwn`❔ The hold on ${code(answer.name)} has been released, or its time is over.`);
    case 'tooManyHolds':
      return oneLine(mrkdwn`⛔ There are ${answer.maximum} holds, and no room for another; release some.`);
    case 'released':
      return answer.name === undefined
        ? oneLine(mrkdwn`❔ There is no hold ${code(answer.id)}; \`${slashCommand} holds\` lists them.`)
        : oneLine(mrkdwn`✅ ${code(answer.name)}: released. Other holds on it still stand.`);
    case 'holds':
      return renderHolds(answer);
    case 'approval':
      return renderApproval(answer);
    case 'oldQuestion':
      return oneLine(mrkdwn`❔ This is not asked, or was asked anew since; the newest message has the question.`);
    case 'rules':
      return oneLine(
        answer.state === 'stopped'
          ? mrkdwn`🛑 No rule acts any more; all are shadows until \`${slashCommand} resume-rules\`.`
          : mrkdwn`✅ Rules act again, each in its mode.`,
      );
    case 'notNow':
      return oneLine(
        mrkdwn`❔ Cannot ${answer.action} ${code(answer.name)}: *${styleOf(answer.status).words}*. Nothing was done.`,
      );
    case 'resources':
    case 'resource':
    case 'deleteConfirmation':
    case 'operationAccepted':
    case 'operationRefused':
    case 'operationUncertain':
      return resourceAnswer(answer, forms);
    case 'impossible':
      return oneLine(mrkdwn`❔ Cannot ${answer.action} ${code(answer.name)}: ${answer.because}. Nothing was done.`);
    case 'pending':
      return oneLine(
        mrkdwn`🕓 ${code(answer.name)}: asked to ${answer.action}, and the answer is not known yet. The message in the channel will tell.`,
      );
    case 'ambiguous': {
      const form = answer.provider === undefined ? undefined : formOf(forms, answer.provider);
      const typed = [slashCommand, ...(form === undefined ? [] : [form.command]), answer.action].join(' ');
      const choices = answer.choices.map(
        ({ provider, place, target }) => mrkdwn`• ${provider}${place ? inPlace(place) : ''}: ${code(target)}`,
      );
      return oneLine(
        mrkdwn`❔ Several things are called ${code(answer.name)}, so nothing was done. Type ${code(typed)} with the one that you mean:\n${joined(choices, '\n')}`,
      );
    }
    case 'tooOld':
      return oneLine(
        mrkdwn`⌛ Not done: ${code(answer.request)}. It reached the bot more than ${Math.round(answer.limitMs / 60_000)} minutes after it was asked for, and much may have changed since; ask again if you still want it.`,
      );
    case 'failed':
      return oneLine(mrkdwn`⚠️ ${failureOf(answer)}. Nothing was done. Try again.${otherwise(answer)}`);
  }
}

function inPlace({ account, region }: { readonly account: string; readonly region: string }): Mrkdwn {
  return mrkdwn` in the account ${account}, Region ${region}`;
}

function failureOf({ error, unasked = [] }: Extract<Answer, { kind: 'failed' }>): Mrkdwn {
  if (unasked.length === 0) return mrkdwn`A service that the bot depends on failed (${code(error)})`;
  return mrkdwn`No answer from ${namesOfUnasked(unasked)}`;
}

/** A name may be in the scope that is silent; an ARN says which scope is meant. */
function otherwise({ unasked = [] }: Extract<Answer, { kind: 'failed' }>): string {
  return unasked.some(({ scopes = [] }) => scopes.length > 0)
    ? ' If you mean a target in another account or Region, use its ARN.'
    : '';
}
