import type { AuditEvent } from '../../model/audit-event.ts';
import { approvalsNeeded, isTrouble, requestedBy, wordsOf } from '../../model/audit-words.ts';
import { type Claim, infinitiveOf, pastParticiples } from '../../model/claim.ts';
import { whyAskFirst, whyImpossible } from '../../model/claims.ts';
import type { RuleAction, RuleMode } from '../../model/decision.ts';
import type { Item, ItemHold } from '../../model/item.ts';
import { isFinal } from '../../model/statuses.ts';
import { code, joined, type Mrkdwn, mention, messageLink, moment, mrkdwn } from '../mrkdwn.ts';
import { isCreation } from './buttons.ts';
import { ownerNote } from './owner-button.ts';
import { describeOutcome, markupOf, nameOfActor } from './words.ts';

/** Nobody reads more lines. */
const maximumNotes = 3;

/** The context lines of a live message, most important first: hold, actions and their results, rules. */
export function contextLinesOf(item: Item): readonly Mrkdwn[] {
  return [
    ...holdNote(item),
    ...ownerNote(item),
    ...escalationNote(item),
    ...progressNote(item),
    ...impossibleNote(item),
    ...linksNote(item),
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

/** When a rule says it again. */
function escalationNote({ escalations = [] }: Item): readonly Mrkdwn[] {
  const [first] = [...escalations].sort((one, other) => one.dueAtMs - other.dueAtMs);
  if (first === undefined) return [];
  return [mrkdwn`📣 Nobody is on it: rule ${code(first.rule)} escalates at ${moment(first.dueAtMs, 'second')}.`];
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
  const because = isFinal(item.subject) ? undefined : whyNoCancel(item);
  return because === undefined ? [] : [mrkdwn`ℹ️ This cannot be cancelled: ${because}.`];
}

/** Why nobody can cancel it, a rule included; `undefined` if somebody may. */
export function whyNoCancel(item: Item): string | undefined {
  const because = whyImpossible('cancel', item);
  if (because !== undefined) return because;
  const isOffered = item.details.actions.cancel?.available === true;
  if (!isOffered || !isCreation(item.subject) || whyAskFirst('cancel', item) !== undefined) return undefined;
  return 'this deployment creates its target, and only updates can be cancelled';
}

/** Links to the pages of AWS about it. */
function linksNote({ details: { links } }: Item): readonly Mrkdwn[] {
  const console = messageLink(links.console ?? '', 'Console');
  const logs = messageLink(links.logs ?? '', 'Logs');
  const shown = [console, logs].filter((link) => link !== undefined);
  return shown.length === 0 ? [] : [mrkdwn`🔗 ${joined(shown, ' · ')}`];
}

/** The hint for this state. */
export function adviceNote({ details }: Item): readonly Mrkdwn[] {
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
        .flatMap(([rule, { verdict, mode, deadlineAtMs, planned = [] }]) =>
          verdict === 'waiting' && deadlineAtMs !== undefined ? [{ rule, mode, deadlineAtMs, planned }] : [],
        )
        .sort((one, other) => one.deadlineAtMs - other.deadlineAtMs)
        .map((waits) => mrkdwn`⏳ ${planOf(waits, whyNoCancel(item) !== undefined)}`);
  const shadows = item.history
    .flatMap(({ event, actor }) => (isFiredInShadow(event) ? [{ event, actor }] : []))
    .map(({ event, actor }) =>
      whyNoCancel(item) !== undefined && asksToCancel(event)
        ? mrkdwn`👥 Shadow ${nameOfActor(actor)} fired, and its cancel is not possible here.`
        : mrkdwn`👥 ${markupOf(wordsOf(event, actor).sentence)}`,
    );
  return [...failed.slice(0, maximumNotes), ...waiting.slice(0, maximumNotes), ...shadows.slice(-maximumNotes)];
}

interface Waiting {
  readonly rule: string;
  readonly mode: RuleMode;
  readonly deadlineAtMs: number;
  readonly planned: readonly RuleAction['type'][];
}

/** What a rule will do, and when: `Will be cancelled at 14:05 by rule …`. */
function planOf({ rule: name, mode, deadlineAtMs, planned }: Waiting, cannotCancel: boolean): Mrkdwn {
  const [rule, at] = [code(name), moment(deadlineAtMs, 'second')];
  const action = planned.find((type) => type !== 'notify');
  if (planned.length === 0) {
    return mode === 'shadow'
      ? mrkdwn`Rule ${rule} (shadow: takes no action) waits until ${at}.`
      : mrkdwn`Rule ${rule} waits until ${at}.`;
  }
  if (action === 'cancel' && cannotCancel)
    return mrkdwn`Rule ${rule} fires at ${at}, and its cancel is not possible here.`;
  if (mode === 'shadow') {
    const would = action === undefined ? 'reported' : pastParticiples[action];
    return mrkdwn`Would be ${would} at ${at} by rule ${rule} (shadow: takes no action).`;
  }
  if (action === undefined) return mrkdwn`Will be reported at ${at} by rule ${rule}.`;
  return mode === 'approve'
    ? mrkdwn`At ${at}, rule ${rule} will ask for approval to ${infinitiveOf(action)}.`
    : mrkdwn`Will be ${pastParticiples[action]} at ${at} by rule ${rule}.`;
}

function asksToCancel(event: AuditEvent): boolean {
  return event.what === 'decided' && event.actions.some(({ type }) => type === 'cancel');
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
