import { withClaim } from '../model/claims.ts';
import type { Controls } from '../model/controls.ts';
import type { Decision } from '../model/decision.ts';
import type { Item } from '../model/item.ts';
import {
  closed,
  identify,
  newItem,
  type Reading,
  recheckAfterMs,
  type Sighting,
  withoutOffers,
  withReading,
} from '../model/reconcile.ts';
import { outboxGraceMs } from '../model/record.ts';
import type { Hint } from '../model/reference.ts';
import { deletedStatus, endedUnseenStatus, isFinal, statusOf, targetOf } from '../model/statuses.ts';
import type { DeploymentFacts } from '../model/subject.ts';
import type { Bus, Clock, Log, Provider, Random, Store, Timer } from '../ports.ts';
import { decide, type Rules } from '../rules/index.ts';
import { carryOut, type Work } from './carry-out.ts';
import { ItemContended } from './change.ts';
import { withDueClaimsSettled, withImpossibleSettled, withUnwantedWithdrawn } from './claim-upkeep.ts';
import { nextIntent, withQuestionsAsked } from './intents.ts';
import { publishOutbox } from './publish.ts';
import { ruleTextsOf, type SteeringPorts, steeringFor, withSteering } from './steering.ts';
import { withDecisions } from './verdicts.ts';

/** What observing needs from outside. */
export interface ObservePorts extends SteeringPorts {
  readonly provider: Provider;
  readonly store: Store;
  readonly bus: Bus;
  readonly timer: Timer;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The rules, ready to decide. They may load while the truth is on its way. */
  readonly rules: () => Promise<Rules>;
  readonly settings: ObserveSettings;
}

export interface ObserveSettings {
  /** No one-shot schedule is made for a deadline nearer than this: the sweep is as quick. */
  readonly minimumScheduleLeadMs: number;
}

/** What came of looking: the item as it now stands, and what the rules said of it. */
export interface Observation {
  readonly item: Item | undefined;
  readonly decisions: readonly Decision[];
}

/** A sighting, and the clock as it stood before the truth was asked. */
type AskedSighting = Sighting & { readonly askedAtMs: number };

/** How many of a target's newest attempts are looked at together. */
const recentAttempts = 5;
const maximumConflicts = 10;
const longestOutboxDelayMs = 5 * 60_000;
const reminderMs = 60_000;

/**
 * Follows one hint: reads the truth, brings the deployment's item up to date, decides, and acts.
 * Nothing in the hint but its reference is believed, so a doubled, late or reordered hint does no harm.
 *
 * @throws ItemContended when others changed the item again and again; anything the ports throw
 */
export async function observe(ports: ObservePorts, hint: Hint): Promise<Observation> {
  for (let conflicts = 0; conflicts < maximumConflicts; conflicts += 1) {
    const askedAtMs = ports.clock.now();
    const [reading, rules, controls] = await Promise.all([
      ports.provider.read(hint.reference),
      ports.rules(),
      ports.controls.get(),
    ]);
    const target = reading ? targetOf(reading.subject) : hint.reference.target;
    if (target === undefined) return { item: undefined, decisions: [] };
    const known = await knownAttempts(ports.store, target, hint.attempt);
    const sighting: AskedSighting = { nowMs: ports.clock.now(), askedAtMs, cause: hint.cause };
    const observation = reading
      ? await lookAt(ports, { rules, controls }, hint, known, reading, sighting)
      : await closeDeleted(ports, known, sighting);
    if (observation !== 'conflict') return observation;
  }
  throw new ItemContended({ target: hint.reference.target ?? 'unknown', attempt: hint.attempt ?? 'newest' });
}

/** The newest attempts, and the hinted one if it is older still. */
async function knownAttempts(store: Store, target: string, attempt: string | undefined): Promise<readonly Item[]> {
  const recent = await store.recent(target, recentAttempts);
  if (attempt === undefined || recent.some((item) => item.key.attempt === attempt)) return recent;
  const hinted = await store.get({ target, attempt });
  return hinted ? [...recent, hinted] : recent;
}

async function lookAt(
  ports: ObservePorts,
  by: DecidedBy,
  hint: Hint,
  known: readonly Item[],
  reading: Reading,
  sighting: AskedSighting,
): Promise<Observation | 'conflict'> {
  const identity = identify(known, reading.subject);
  if ('stale' in identity) return { item: known[0], decisions: [] };
  const stored = 'current' in identity ? identity.current : undefined;
  const seen =
    'key' in identity ? newItem(identity.key, reading, sighting) : withReading(identity.current, reading, sighting);

  const isNews = stored === undefined || statusOf(stored.subject) !== statusOf(seen.subject);
  const decided = withDecisionsAndClaim(ports, by, seen, isNews || !isFinal(seen.subject), sighting);
  const { decisions, work } = decided;
  const upkept = withUpkeep(decided.item, sighting.nowMs, reading.recheckAfterMs);
  const kept = withSchedule(upkept, sighting.nowMs, ports.settings);

  let item = kept;
  if (kept !== stored) {
    const written = await ports.store.put(kept);
    if (written === undefined) return 'conflict';
    item = written;
    await armTimer(ports, stored, item, hint);
  }
  const done = await finish(ports, stored, item, hint, work);
  // After acting: how an older deployment ended is worth knowing, but nothing that a cancel may wait for.
  await closeOlder(ports, known, item, sighting);
  return { item: done, decisions };
}

/** By what is decided: read before, at the same time as the truth. */
interface DecidedBy {
  readonly rules: Rules;
  readonly controls: Controls;
}

interface Decided {
  readonly item: Item;
  readonly decisions: readonly Decision[];
  readonly work: Work | undefined;
}

/** Decides, brings the claims up to date, asks for approvals, and claims what is to be done first. A build that is not in force only observes. */
function withDecisionsAndClaim(
  ports: ObservePorts,
  { rules, controls }: DecidedBy,
  seen: Item,
  isToDecide: boolean,
  { nowMs, askedAtMs }: AskedSighting,
): Decided {
  const steering = steeringFor(controls, rules, ports.build, seen.subject, nowMs);
  if (!steering.isInForce) return { item: seen, decisions: [], work: undefined };
  const decisions = isToDecide ? decide(rules, seen.subject, nowMs, steering) : [];
  const decided = isToDecide
    ? withDecisions(withSteering(seen, steering, controls.version, nowMs), decisions, rules.hash, nowMs)
    : seen;
  const ruleTexts = ruleTextsOf(rules);
  const look = { isCurrent: true, askedAtMs, nowMs, decisions, ruleTexts, holdIds: steering.holdIds };
  const possible = withImpossibleSettled(decided, decisions, nowMs);
  const settled = withUnwantedWithdrawn(withDueClaimsSettled(possible, look), look);
  const context = { decisions, askedAtMs, isOnHold: steering.held };
  const asked = withQuestionsAsked(settled, context, ruleTexts, { nowMs, newId: () => ports.random.uuid() });
  const intent = nextIntent(asked, context);
  if (intent === undefined) return { item: asked, decisions, work: undefined };
  return { item: withClaim(asked, intent, ports.random.uuid(), nowMs), decisions, work: { intent, context } };
}

/** Acts if there is something to do, then sends what is new to the bus. */
async function finish(
  ports: ObservePorts,
  stored: Item | undefined,
  item: Item,
  hint: Hint,
  work: Work | undefined,
): Promise<Item> {
  const done = work ? await carryOut(ports, item, work, hint.reference) : item;
  await publishOutbox(ports, done, stored);
  if (stored && isAnyMessageDue(stored, ports.clock.now())) await ports.bus.wakeNotifier(done.key);
  return done;
}

function isAnyMessageDue(item: Item, nowMs: number): boolean {
  return Object.values(item.messages).some((message) => message.dueAtMs !== undefined && message.dueAtMs <= nowMs);
}

/** Moves on whatever made the item ask for attention and is dealt with by this look, so that it does not ask again at once. */
function withUpkeep(item: Item, nowMs: number, lookAgainAfterMs = recheckAfterMs): Item {
  let next = item;
  if (!isFinal(next.subject) && next.recheckAtMs <= nowMs) next = { ...next, recheckAtMs: nowMs + lookAgainAfterMs };
  if (next.outbox.length > 0 && next.outboxDueAtMs <= nowMs) {
    const outboxAttempts = next.outboxAttempts + 1;
    const delayMs = Math.min(outboxGraceMs * 2 ** outboxAttempts, longestOutboxDelayMs);
    next = { ...next, outboxAttempts, outboxDueAtMs: nowMs + delayMs };
  }
  return isAnyMessageDue(next, nowMs) ? withMessagesFreed(next, nowMs) : next;
}

/** Whoever was posting is dead: the channel is free again, and the notifier is woken until the message is up to date. */
function withMessagesFreed(item: Item, nowMs: number): Item {
  const messages = Object.entries(item.messages).map(([channel, message]) => {
    if (message.dueAtMs === undefined || message.dueAtMs > nowMs) return [channel, message] as const;
    const { leaseId: _lapsed, ...rest } = message;
    return [channel, { ...rest, dueAtMs: nowMs + reminderMs }] as const;
  });
  return { ...item, messages: Object.fromEntries(messages) };
}

/** Notes for which deadline a schedule is asked; the schedule itself is made after the write, and is only a hint. */
function withSchedule(item: Item, nowMs: number, settings: ObserveSettings): Item {
  const { deadlineAtMs } = item;
  if (deadlineAtMs === undefined || deadlineAtMs === item.scheduledForMs) return item;
  if (deadlineAtMs - nowMs < settings.minimumScheduleLeadMs || isFinal(item.subject)) return item;
  return { ...item, scheduledForMs: deadlineAtMs };
}

async function armTimer(ports: ObservePorts, stored: Item | undefined, item: Item, hint: Hint): Promise<void> {
  if (item.scheduledForMs === undefined || item.scheduledForMs === stored?.scheduledForMs) return;
  const reference = { ...hint.reference, target: item.key.target };
  try {
    await ports.timer.arm(item.key, item.scheduledForMs, { cause: 'schedule', reference, attempt: item.key.attempt });
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    ports.log.warn('no schedule could be made; the sweep will find the deadline', {
      target: item.key.target,
      error: name,
    });
  }
}

/** The provider does not know the target any more: what was open is closed as deleted (assumption A16). */
async function closeDeleted(
  ports: ObservePorts,
  known: readonly Item[],
  sighting: AskedSighting,
): Promise<Observation | 'conflict'> {
  let newest: Item | undefined;
  for (const stored of known) {
    const item = withUpkeep(
      withDueClaimsSettled(withoutOffers(closed(stored, deletedStatus, sighting), sighting), {
        ...sighting,
        isCurrent: false,
      }),
      sighting.nowMs,
    );
    const written = item === stored ? stored : await ports.store.put(item);
    if (written === undefined) return 'conflict';
    await publishOutbox(ports, written, stored);
    if (isAnyMessageDue(stored, sighting.nowMs)) await ports.bus.wakeNotifier(stored.key);
    newest ??= written;
  }
  return { item: newest, decisions: [] };
}

/** Older attempts that are still open have ended while nobody looked: the provider may know how. None offers anything any more. */
async function closeOlder(
  ports: ObservePorts,
  known: readonly Item[],
  current: Item,
  sighting: AskedSighting,
): Promise<void> {
  for (const stored of known) {
    if (stored.key.attempt === current.key.attempt) continue;
    let item = stored;
    if (!isFinal(stored.subject) && stored.subject.on === 'deployment') {
      const end = await readEnd(ports, stored.subject.deployment);
      if (end === 'unreadable') continue;
      const status = end && isFinal(end.subject) ? statusOf(end.subject) : endedUnseenStatus;
      item = closed(stored, status, sighting, end?.statusMessage);
    }
    item = withUpkeep(
      withDueClaimsSettled(withoutOffers(item, sighting), { ...sighting, isCurrent: false }),
      sighting.nowMs,
    );
    if (item === stored) continue;
    const written = await ports.store.put(item);
    // Somebody else is closing it; whoever looks next finds what is left.
    if (written) await publishOutbox(ports, written, stored);
    if (isAnyMessageDue(stored, sighting.nowMs)) await ports.bus.wakeNotifier(stored.key);
  }
}

/** How an older deployment ended. If nobody can tell now, the next look asks again: it is nothing to fail for. */
async function readEnd(ports: ObservePorts, facts: DeploymentFacts): Promise<Reading | undefined | 'unreadable'> {
  try {
    return await ports.provider.readEnd(facts);
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    ports.log.warn('how an older deployment ended cannot be read now', { target: facts.target, error: name });
    return 'unreadable';
  }
}
