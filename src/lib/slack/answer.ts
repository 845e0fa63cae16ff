import type { Answer } from '../model/request.ts';
import { slashCommand } from './action-ids.ts';
import {
  describeOutcome,
  isTrouble,
  lookOf,
  type Message,
  nameOfActor,
  namesOfUnasked,
  oneLine,
  resourceAnswer,
} from './blocks/index.ts';
import { renderConnections, renderHelp, renderStatus, usages } from './commands/index.ts';
import { code, joined, type Mrkdwn, mrkdwn } from './mrkdwn.ts';
import type { ResourceForm } from './resources/index.ts';

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
      return oneLine(mrkdwn`${sign} ${code(answer.name)}: ${told} It is now: *${lookOf(answer.status).words}*.`);
    }
    case 'inTheWay':
      return oneLine(
        mrkdwn`🕓 ${code(answer.name)}: ${nameOfActor(answer.actor)} already asked to ${answer.action} it, so nothing more was done.`,
      );
    case 'notNow':
      return oneLine(
        mrkdwn`❔ Cannot ${answer.action} ${code(answer.name)}: *${lookOf(answer.status).words}*. Nothing was done.`,
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
      const choices = answer.choices.map(({ provider, target }) => mrkdwn`${provider}: ${code(target)}`);
      return oneLine(
        mrkdwn`❔ Several things are called ${code(answer.name)}, so nothing was done. Type \`${slashCommand} ${answer.action}\` with the one that you mean: ${joined(choices, ', ')}.`,
      );
    }
    case 'tooOld':
      return oneLine(
        mrkdwn`⌛ Not done: ${code(answer.request)}. It reached the bot more than ${Math.round(answer.limitMs / 60_000)} minutes after it was asked for, and much may have changed since; ask again if you still want it.`,
      );
    case 'failed':
      return oneLine(mrkdwn`⚠️ That did not work: ${failureOf(answer)}. Nothing was done; please try again.`);
  }
}

function failureOf({ error, unasked = [] }: Extract<Answer, { kind: 'failed' }>): Mrkdwn {
  if (unasked.length === 0) return mrkdwn`something outside failed (${code(error)})`;
  return mrkdwn`no answer from ${namesOfUnasked(unasked)}`;
}
