import type { AuditEvent } from '../../model/audit-event.ts';
import { approvalsNeeded, isTrouble, requestedBy, wordsOf } from '../../model/audit-words.ts';
import { type Claim, infinitiveOf } from '../../model/claim.ts';
import { whyAskFirst, whyImpossible } from '../../model/claims.ts';
import type { Item, ItemHold } from '../../model/item.ts';
import { isFinal } from '../../model/statuses.ts';
import { code, type Mrkdwn, mention, moment, mrkdwn } from '../mrkdwn.ts';
import { describeOutcome, markupOf, nameOfActor } from './words.ts';

/** Nobody reads more lines. */
const maximumNotes = 3;

/** The context lines of a live message, most important first: hold, actions and their results, rules. */
export function contextLinesOf(item: Item): readonly Mrkdwn[] {
  return [
    ...holdNote(item),
    ...progressNote(item),
    ...impossibleNote(item),
    ...adviceNote(item),
    ...claimNotes(item),
    ...ruleNotes(item),
  ];
}

function holdNote({ subject, holds = [] }: Item): readonly Mrkdwn[] {
  if (isFinal(subject)) return [];
  return holds
    .slice(0, maximumNotes)
    .map((hold) => mrkdwn`✋ On hold: ${describeHold(hold)}. Rules and buttons are blocked.`);
}

/** Who set a hold, why and until when. */
export function describeHold({ byUserId, reason, untilMs }: ItemHold): Mrkdwn {
  const who = mention(byUserId) ?? code(byUserId);
  const why = reason === '' ? mrkdwn`` : mrkdwn`, ${code(reason, 200)}`;
  const until = untilMs === undefined ? mrkdwn`` : mrkdwn`, until ${moment(untilMs, 'second')}`;
  return mrkdwn`set by ${who}${why}${until}`;
}

/** How far it is, and what may end it. */
function progressNote({ subject, details }: Item): readonly Mrkdwn[] {
  return isFinal(subject) || !details.progress ? [] : [mrkdwn`📊 ${code(details.progress, 300)}`];
}

/** Where there would be a button, the reason why there is none. */
function impossibleNote(item: Item): readonly Mrkdwn[] {
  const because = isFinal(item.subject) ? undefined : whyImpossible('cancel', item);
  return because === undefined ? [] : [mrkdwn`ℹ️ This cannot be cancelled: ${because}.`];
}

/** The hint for this state. */
function adviceNote({ details }: Item): readonly Mrkdwn[] {
  return details.hint === '' ? [] : [mrkdwn`💡 ${details.hint}.`];
}

function ruleNotes(item: Item): readonly Mrkdwn[] {
  const remembered = Object.entries(item.verdicts);
  const failed = remembered
    .filter(([, { verdict }]) => verdict === 'error')
    .map(([rule]) => mrkdwn`⚠️ Rule ${code(rule)} could not be evaluated and does nothing.`);
  const waiting = isFinal(item.subject)
    ? []
    : remembered
        .flatMap(([rule, { verdict, mode, deadlineAtMs }]) =>
          verdict === 'waiting' && deadlineAtMs !== undefined ? [{ rule, mode, deadlineAtMs }] : [],
        )
        .sort((one, other) => one.deadlineAtMs - other.deadlineAtMs)
        .map(({ rule, mode, deadlineAtMs }) =>
          mode === 'shadow'
            ? mrkdwn`⏳ Rule ${code(rule)} (shadow: takes no action) waits until ${moment(deadlineAtMs, 'second')}.`
            : mrkdwn`⏳ Rule ${code(rule)} waits until ${moment(deadlineAtMs, 'second')}.`,
        );
  const shadows = item.history
    .flatMap(({ event, actor }) => (isFiredInShadow(event) ? [{ event, actor }] : []))
    .map(({ event, actor }) => mrkdwn`👥 ${markupOf(wordsOf(event, actor).sentence)}`);
  return [...failed.slice(0, maximumNotes), ...waiting.slice(0, maximumNotes), ...shadows.slice(-maximumNotes)];
}

function isFiredInShadow(event: AuditEvent): boolean {
  return event.what === 'decided' && event.verdict === 'fired' && event.mode === 'shadow';
}

function claimNotes(item: Item): readonly Mrkdwn[] {
  return Object.values(item.claims)
    .sort((one, other) => one.claimedAtMs - other.claimedAtMs)
    .slice(-maximumNotes)
    .map((claim) => describeClaim(claim, whyAskFirst(claim.action, item)));
}

/** @param askFirst - why no rule may do this without an approval, as the back end says it */
function describeClaim(claim: Claim, askFirst: string | undefined): Mrkdwn {
  const { action, actor, reason, state, outcome, error, part, question } = claim;
  const requested = markupOf(requestedBy(action, actor));
  if (state === 'settled' && outcome !== undefined) {
    const sign = isTrouble(outcome) ? '⚠️' : '🤖';
    const details = { ...(error === undefined ? {} : { error }), ...(part === undefined ? {} : { part: part.name }) };
    return mrkdwn`${sign} ${requested}: ${describeOutcome(action, outcome, details)}`;
  }
  if (state === 'withdrawn') return mrkdwn`✋ ${requested}: not carried out for now.`;
  if (state === 'awaitingApproval' && question !== undefined) {
    const soFar = question.approvedBy.length === 0 ? mrkdwn`` : mrkdwn` (${question.approvedBy.length} so far)`;
    const because = askFirst === undefined ? mrkdwn`` : mrkdwn` Needs approval in every mode: ${askFirst}.`;
    return mrkdwn`🙋 ${nameOfActor(actor)} asks for approval to ${infinitiveOf(action)}: ${code(reason, 200)}.${because} ${approvalsNeeded(question.people)}${soFar} by ${moment(question.expiresAtMs, 'second')}. Id ${code(question.id)}.`;
  }
  if (state === 'waiting') {
    return mrkdwn`🕓 ${requested}: throttled by the provider; the bot will retry.`;
  }
  return mrkdwn`🕓 ${requested}: in progress.`;
}
