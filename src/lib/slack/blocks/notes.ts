import type { AuditEvent } from '../../model/audit-event.ts';
import { isTrouble, wordsOf } from '../../model/audit-words.ts';
import type { Claim } from '../../model/claim.ts';
import { whyImpossible } from '../../model/claims.ts';
import type { Item } from '../../model/item.ts';
import { isFinal } from '../../model/statuses.ts';
import { code, type Mrkdwn, moment, mrkdwn } from '../mrkdwn.ts';
import { describeOutcome, markupOf, nameOfActor } from './words.ts';

/** More is small print that nobody reads. */
const maximumNotes = 3;

/** The small print of a live message, most important first: hold, what is being done or came of it, what rules say. */
export function notesOn(item: Item): readonly Mrkdwn[] {
  return [...holdNote(item), ...impossibleNote(item), ...adviceNote(item), ...claimNotes(item), ...ruleNotes(item)];
}

function holdNote({ subject }: Item): readonly Mrkdwn[] {
  const isHeld = subject.on === 'deployment' && subject.deployment.held && !isFinal(subject);
  return isHeld ? [mrkdwn`✋ On hold: no rule and nobody's button acts on it.`] : [];
}

/** Where there would be a button, the reason why there is none. */
function impossibleNote(item: Item): readonly Mrkdwn[] {
  const because = isFinal(item.subject) ? undefined : whyImpossible('cancel', item);
  return because === undefined ? [] : [mrkdwn`ℹ️ This cannot be cancelled: ${because}.`];
}

/** What the provider's owner advises in this state. */
function adviceNote({ details }: Item): readonly Mrkdwn[] {
  return details.hint === '' ? [] : [mrkdwn`💡 ${details.hint}.`];
}

function ruleNotes(item: Item): readonly Mrkdwn[] {
  const remembered = Object.entries(item.verdicts);
  const failed = remembered
    .filter(([, { verdict }]) => verdict === 'error')
    .map(([rule]) => mrkdwn`⚠️ Rule ${code(rule)} could not be evaluated, and does nothing.`);
  const waiting = isFinal(item.subject)
    ? []
    : remembered
        .flatMap(([rule, { verdict, mode, deadlineAtMs }]) =>
          verdict === 'waiting' && deadlineAtMs !== undefined ? [{ rule, mode, deadlineAtMs }] : [],
        )
        .sort((one, other) => one.deadlineAtMs - other.deadlineAtMs)
        .map(({ rule, mode, deadlineAtMs }) =>
          mode === 'shadow'
            ? mrkdwn`⏳ Rule ${code(rule)} (shadow, acts only on paper) waits until ${moment(deadlineAtMs, 'second')}.`
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
    .map(describeClaim);
}

function describeClaim(claim: Claim): Mrkdwn {
  const { action, actor, state, outcome, error } = claim;
  if (state === 'settled' && outcome !== undefined) {
    const sign = isTrouble(outcome) ? '⚠️' : '🤖';
    return mrkdwn`${sign} Asked to ${action} by ${nameOfActor(actor)}: ${describeOutcome(action, outcome, error)}`;
  }
  if (state === 'waiting') {
    return mrkdwn`🕓 Asked to ${action} by ${nameOfActor(actor)}: the provider limits calls; tried again soon.`;
  }
  return mrkdwn`🕓 Asked to ${action} by ${nameOfActor(actor)}: under way.`;
}
