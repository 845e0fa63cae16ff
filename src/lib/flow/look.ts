import { claimKey } from '../model/claim.ts';
import type { Intent } from '../model/claims.ts';
import { withClaim } from '../model/claims.ts';
import type { Controls } from '../model/controls.ts';
import type { Decision } from '../model/decision.ts';
import { withEscalationsDue } from '../model/escalation.ts';
import type { Item } from '../model/item.ts';
import { recheckAfterMs, withoutOffers } from '../model/item-changes.ts';
import type { AttemptTraits, ObservationContext } from '../model/observation.ts';
import type { Change } from '../model/reconcile.ts';
import { outboxGraceMs } from '../model/record.ts';
import { isFinal, statusOf } from '../model/statuses.ts';
import type { Bus, Clock, Log, Provider, Random, Store, Timer } from '../ports.ts';
import { decide, type Rules } from '../rules/index.ts';
import { withDecisions } from './decision-outcomes.ts';
import type { DiagnosePorts } from './diagnose.ts';
import { type IntentContext, nextIntent, withQuestionsAsked } from './intents.ts';
import { withDueClaimsSettled, withImpossibleSettled, withUnwantedWithdrawn } from './settle-claims.ts';
import { ruleTextsOf, type Steering, type SteeringPorts, steeringFor, withSteering } from './steering.ts';

/** What observing needs from outside. */
export interface ObservePorts extends SteeringPorts, DiagnosePorts {
  readonly provider: Provider;
  readonly store: Store;
  readonly bus: Bus;
  readonly timer: Timer;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The rules, ready to decide. They may load while the bot waits for the truth. */
  readonly rules: () => Promise<Rules>;
  readonly settings: ObserveSettings;
}

export interface ObserveSettings {
  /** No one-shot schedule is made for a deadline nearer than this, because the sweep is as fast. */
  readonly minimumScheduleLeadMs: number;
}

/** The result of a look: the current item, and the decisions of the rules about it. */
export interface ObserveResult {
  readonly item: Item | undefined;
  readonly decisions: readonly Decision[];
}

/** One attempt in one look: its item as it was read, its item as it is written, and what to do. */
export interface Look {
  readonly item: Item;
  readonly before: Item | undefined;
  readonly decisions: readonly Decision[];
  /** What the item's write claims; absent if there is nothing to do. */
  readonly intent?: Intent;
  /** What else may be done in this look. */
  readonly context: IntentContext;
  /** Keys of the claims that this look has carried out. */
  readonly done: ReadonlySet<string>;
}

/** When the bot looked at an attempt, and what else is known. */
export interface LookedAt extends ObservationContext {
  /** Items of the parts that its open claims name. */
  readonly partsCalled?: readonly Item[];
  /** Whether the answer says what drives it: then it may be possible there what is impossible here. */
  readonly isDriven?: boolean;
}

/** What decisions depend on. It is read together with the truth. */
export interface DecidedBy {
  readonly rules: Rules;
  readonly controls: Controls;
  /** Of the answer's provider. */
  readonly traits: Pick<AttemptTraits, 'readLagMs'>;
}

const nothingToDo = { context: { decisions: [], askedAtMs: 0, isOnHold: true }, done: new Set<string>() } as const;

const longestOutboxDelayMs = 5 * 60_000;
const reminderMs = 60_000;

/**
 * What to do about an attempt whose truth was just read. It decides, updates the claims, asks for approvals, and claims the first
 * action. A build that is not in force only observes.
 *
 * @param hasLinks - whether it has parts, or says what drives it. If so, nothing is claimed yet: first these are linked, and their claims
 *   checked
 */
export function decideOn(
  ports: ObservePorts,
  by: DecidedBy,
  change: Change,
  context: LookedAt,
  hasLinks = false,
): Look {
  const { before } = change;
  const item = withReadLag(change.item, by.traits);
  const { answeredAtMs: nowMs } = context;
  const isNews = before === undefined || statusOf(before.subject) !== statusOf(item.subject);
  const steering = steeringFor(by.controls, by.rules, ports.build, item.subject, nowMs);
  const look: Look = steering.isInForce
    ? decidedLook(ports, by, { ...change, item }, isNews || !isFinal(item.subject), steering, context)
    : { item, before, decisions: [], ...nothingToDo };
  const claimed = hasLinks ? look : withNextClaim(ports, look, nowMs);
  const kept = withSchedule(withNextChecks(claimed.item, nowMs, change.recheckAfterMs), nowMs, ports.settings);
  return { ...claimed, item: kept };
}

function withNextClaim(ports: ObservePorts, look: Look, nowMs: number): Look {
  const intent = nextIntent(look.item, look.context);
  return intent ? { ...look, item: withClaim(look.item, intent, ports.random.uuid(), nowMs), intent } : look;
}

/** A later claim, such as that of a person, has no answer of the provider. */
function withReadLag(item: Item, { readLagMs }: DecidedBy['traits']): Item {
  return item.readLagMs === readLagMs ? item : { ...item, readLagMs };
}

function decidedLook(
  ports: ObservePorts,
  { rules, controls }: DecidedBy,
  { item, before }: Change,
  isDecided: boolean,
  steering: Steering,
  { askedAtMs, answeredAtMs: nowMs, partsCalled = [], isDriven = false }: LookedAt,
): Look {
  const decisions = isDecided ? decide(rules, item.subject, nowMs, steering) : [];
  const decided = isDecided
    ? withDecisions(withSteering(item, steering, controls.version, nowMs), decisions, rules.hash, nowMs)
    : item;
  const ruleTexts = ruleTextsOf(rules);
  const look = { isCurrent: true, askedAtMs, nowMs, partsCalled, decisions, ruleTexts, holdIds: steering.holdIds };
  const isForRoot = isDriven || decided.partOf !== undefined;
  const possible = isForRoot ? decided : withImpossibleSettled(decided, decisions, nowMs);
  const settled = withUnwantedWithdrawn(withDueClaimsSettled(possible, look), look);
  const context: IntentContext = { decisions, askedAtMs, isOnHold: steering.held };
  const asked = withQuestionsAsked(settled, context, ruleTexts, { nowMs, newId: () => ports.random.uuid() });
  return { item: asked, before, decisions, context, done: new Set<string>() };
}

/**
 * An attempt about which the answer says nothing, or nothing newer. The look does what needs no truth about it: it handles unsent
 * entries, outdated messages, and, once the attempt has ended, its claims.
 *
 * @param about - `isOver`: whether it has ended and is no longer its target's newest attempt; `isFollowed`: whether a later run under
 *   its id is known
 */
export function withHousekeeping(
  change: Change,
  { isOver, isFollowed = false }: { readonly isOver: boolean; readonly isFollowed?: boolean },
  context: LookedAt,
): Look {
  const { item, before } = change;
  const { answeredAtMs: nowMs } = context;
  const quiet = isOver ? withoutOffers(item, context) : item;
  const settled = isFinal(quiet.subject)
    ? withDueClaimsSettled(quiet, {
        isCurrent: false,
        isFollowed,
        askedAtMs: context.askedAtMs,
        nowMs,
        partsCalled: context.partsCalled ?? [],
      })
    : quiet;
  return { item: withNextChecks(settled, nowMs, change.recheckAfterMs), before, decisions: [], ...nothingToDo };
}

/** What is left to do after an action. Another action of a rule is claimed now, not at the next recheck. */
export async function nextLook(ports: ObservePorts, { intent: acted, ...look }: Look): Promise<Look> {
  const done = new Set([...look.done, ...(acted ? [claimKey(acted.actor, acted.action)] : [])]);
  const rest: Look = { ...look, done };
  const intent = nextIntent(look.item, look.context, done);
  if (intent === undefined) return rest;
  const claimed = withClaim(look.item, intent, ports.random.uuid(), ports.clock.now());
  const written = await ports.store.put(claimed);
  // Another worker has it now. The next look finds what is left.
  return written ? { ...rest, item: written, intent } : rest;
}

/** Sets the next time for whatever made the item due and was handled by this look, so that it is not due again at once. */
function withNextChecks(item: Item, nowMs: number, lookAgainAfterMs = recheckAfterMs): Item {
  let next = item;
  if (!isFinal(next.subject) && next.recheckAtMs <= nowMs) next = { ...next, recheckAtMs: nowMs + lookAgainAfterMs };
  if (next.outbox.length > 0 && next.outboxDueAtMs <= nowMs) {
    const outboxAttempts = next.outboxAttempts + 1;
    const delayMs = Math.min(outboxGraceMs * 2 ** outboxAttempts, longestOutboxDelayMs);
    next = { ...next, outboxAttempts, outboxDueAtMs: nowMs + delayMs };
  }
  return withMessagesFreed(withEscalationsDue(next, nowMs), nowMs);
}

/**
 * For items whose messages are older than stories. The worker that was posting is dead, so the channel is free again. The
 * notifier is woken until the story has taken over the message.
 */
function withMessagesFreed(item: Item, nowMs: number): Item {
  const isDue = (dueAtMs: number | undefined) => dueAtMs !== undefined && dueAtMs <= nowMs;
  if (item.messages === undefined || !Object.values(item.messages).some(({ dueAtMs }) => isDue(dueAtMs))) return item;
  const messages = Object.entries(item.messages).map(([channel, message]) => {
    if (!isDue(message.dueAtMs)) return [channel, message] as const;
    const { leaseId: _lapsed, ...rest } = message;
    return [channel, { ...rest, dueAtMs: nowMs + reminderMs }] as const;
  });
  return { ...item, messages: Object.fromEntries(messages) };
}

/** Records for which deadline a schedule is requested. The schedule itself is made after the write, and is only a hint. */
function withSchedule(item: Item, nowMs: number, settings: ObserveSettings): Item {
  const { deadlineAtMs } = item;
  if (deadlineAtMs === undefined || deadlineAtMs === item.scheduledForMs) return item;
  if (deadlineAtMs - nowMs < settings.minimumScheduleLeadMs || isFinal(item.subject)) return item;
  return { ...item, scheduledForMs: deadlineAtMs };
}
