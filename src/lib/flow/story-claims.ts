import { claimKey, isFree } from '../model/claim.ts';
import {
  type Intent,
  isDue,
  maximumAttempts,
  whyImpossible,
  withClaim,
  withImpossible,
  withOutcome,
} from '../model/claims.ts';
import { itemOf } from '../model/identity.ts';
import type { Item } from '../model/item.ts';
import type { ObservationContext, PartReference, TargetState } from '../model/observation.ts';
import type { SubjectReference } from '../model/reference.ts';
import { isFinal, nameOf } from '../model/statuses.ts';
import {
  checkChildren,
  claimPlaceOf,
  isAnyPartExpected,
  isPartToCancelHeld,
  partToCancel,
  withParts,
} from '../model/story.ts';
import type { Store } from '../ports.ts';
import { act } from './act.ts';
import { changeItem } from './change.ts';
import { canClaim, intentsOf, nextIntent } from './intents.ts';
import { linkParts } from './link.ts';
import { linkToKnownWhole, linkToTrueWhole } from './link-whole.ts';
import type { Look, ObservePorts } from './look.ts';
import { publishOutbox } from './publish.ts';
import { withImpossibleSettled } from './settle-claims.ts';
import { castOf, referenceTo } from './story-cast.ts';

/** A look at the whole and one at its part often run at the same time. */
const maximumConflicts = 5;

/** The parts of an item's attempt, as the answer shows them. */
export function partsIn(state: TargetState, item: Item): readonly PartReference[] {
  return state.attempts.find(({ subject }) => itemOf([item], subject) !== undefined)?.parts ?? [];
}

/** What drives an item's attempt, as the answer shows it; `undefined` where it drives itself. */
export function wholeIn(state: TargetState, item: Item): SubjectReference | undefined {
  return state.attempts.find(({ subject }) => itemOf([item], subject) !== undefined)?.whole;
}

/**
 * What to do next about an attempt that says what drives it. It is linked to that, and acted on there. Before something new is claimed
 * here, the truth about what drives it is read: only where nothing in progress there drives it, it is acted on by itself. A claim that
 * is open here is finished here.
 */
export async function nextLookOfDriven(
  ports: ObservePorts,
  look: Look,
  whole: SubjectReference,
  context: Pick<ObservationContext, 'cause'>,
): Promise<Look> {
  const { intent: acted, ...before } = look;
  const done = new Set([...look.done, ...(acted ? [claimKey(acted.actor, acted.action)] : [])]);
  const rest: Look = { ...(await followWhole(ports, before, whole, context)), done };
  const intent = nextIntent(rest.item, rest.context, done);
  if (intent === undefined) return rest;
  if (isFree(rest.item.claims[claimKey(intent.actor, intent.action)])) {
    const linked = await linkToTrueWhole(ports, rest.item, whole, context);
    if (linked === 'unknown') return rest;
    if (linked !== 'free') return { ...rest, item: linked };
  }
  const written = await ports.store.put(withClaim(rest.item, intent, ports.random.uuid(), ports.clock.now()));
  // Another worker has it now. The next look finds what is left.
  return written === undefined ? rest : { ...rest, item: written, intent };
}

/**
 * Links an attempt to what drives it, if that is known. If not, what rules ask for and the back end says is impossible here is recorded.
 */
async function followWhole(
  ports: ObservePorts,
  look: Look,
  whole: SubjectReference,
  context: Pick<ObservationContext, 'cause'>,
): Promise<Look> {
  if (look.item.partOf !== undefined || isFinal(look.item.subject)) return look;
  const linked = await linkToKnownWhole(ports, look.item, whole, context);
  if (linked.partOf !== undefined) return { ...look, item: linked };
  const nowMs = ports.clock.now();
  const settled = (item: Item) => withImpossibleSettled(item, look.decisions, nowMs);
  return { ...look, item: await changeItem(ports.store, linked, settled) };
}

/** Items of the parts that an item's open claims name. They say what came of a call where the attempt itself is over. */
export async function partsCalledFor(store: Pick<Store, 'get'>, { claims }: Item): Promise<readonly Item[]> {
  const named = Object.values(claims).flatMap(({ state, part }) =>
    part === undefined || state === 'settled' ? [] : [part],
  );
  const items = await Promise.all(named.map((key) => store.get(key)));
  return items.filter((item) => item !== undefined);
}

/**
 * What to do next about an attempt that has parts. Before it claims anything, even again, it links new parts and checks their
 * claims. If somebody acts on a part, it waits. If a part was acted on, that settles what is asked of the root.
 */
export async function nextLookOfWhole(
  ports: ObservePorts,
  look: Look,
  parts: readonly PartReference[],
  context: ObservationContext,
): Promise<Look> {
  const { intent: acted, ...before } = look;
  const done = new Set([...look.done, ...(acted ? [claimKey(acted.actor, acted.action)] : [])]);
  const { found, isComplete } = await linkParts(ports, look.item, parts, context);
  const item = await changeItem(ports.store, look.item, (fresh) => withParts(fresh, found));
  const rest: Look = { ...before, item, done };
  const intent = nextIntent(item, look.context, done);
  if (intent === undefined) return rest;
  const mayAct = isComplete && !isAnyPartExpected(item, context.askedAtMs);
  const next = mayAct ? await checkParts(ports, item, intent) : 'wait';
  if (next === 'wait') return rest;
  const nowMs = ports.clock.now();
  const claimed = withClaim(item, intent, ports.random.uuid(), nowMs);
  const key = claimKey(intent.actor, intent.action);
  const isDone = next === 'done';
  const written = await ports.store.put(isDone ? withOutcome(claimed, key, 'alreadyDone', nowMs) : claimed);
  // Another worker has it now. The next look finds what is left.
  if (written === undefined) return rest;
  return { ...rest, item: written, ...(isDone ? {} : { intent }) };
}

/** What the claims and the holds of an item's parts mean for what is asked of the item. An open claim is finished in any case. */
async function checkParts(
  { store, clock }: Pick<ObservePorts, 'store' | 'clock'>,
  root: Item,
  { actor, action }: Intent,
): Promise<'free' | 'wait' | 'done'> {
  const { items } = await castOf(store, root);
  const parts = items.slice(1);
  const isNew = isFree(root.claims[claimKey(actor, action)]);
  const { kind } = checkChildren(parts, action);
  const isHeld = isNew && action === 'cancel' && isPartToCancelHeld(parts, clock.now());
  return kind === 'free' && isHeld ? 'wait' : kind;
}

/**
 * Does what rules ask about a part. A new claim is written at the root of its story, so that the bot acts on a story once. If the
 * root has ended, nothing can be done any more, and that is recorded.
 */
export async function actAtRoot(ports: ObservePorts, look: Look): Promise<Look> {
  for (let conflicts = 0; conflicts < maximumConflicts; conflicts += 1) {
    const result = await tryToActAtRoot(ports, look);
    if (result !== 'conflict') return result;
  }
  // The next look finds what is left.
  return look;
}

/** @returns `conflict` if another worker changed the root meanwhile */
async function tryToActAtRoot(ports: ObservePorts, look: Look): Promise<Look | 'conflict'> {
  const { askedAtMs, isOnHold } = look.context;
  const intent = look.decisions.flatMap((decision) => intentsOf(decision)).find((one) => canClaim(look.item, one));
  if (intent === undefined || isOnHold) return look;
  const place = await claimPlaceOf(look.item, (key) => ports.store.get(key));
  if (place.kind === 'unknown') return look;
  const root = place.item;
  const nowMs = ports.clock.now();
  const { items } = await castOf(ports.store, root);
  const reason = whyNotAtRoot(look, items, intent);
  if (reason !== undefined) {
    return {
      ...look,
      item: await changeItem(ports.store, look.item, (item) => settledAsImpossible(item, intent, reason, nowMs)),
    };
  }
  const own = root.claims[claimKey(intent.actor, intent.action)];
  const isResumed = own !== undefined && isDue(own, askedAtMs);
  const mayClaim = isResumed ? own.attempts < maximumAttempts || own.part !== undefined : canClaim(root, intent);
  if (!mayClaim || isToBeAsked(look, intent) || (root.holds ?? []).length > 0) return look;
  if (!isResumed && isPartToCancelHeld(items.slice(1), nowMs)) return look;
  if (checkChildren(items.slice(1), intent.action).kind !== 'free') return look;
  const claimed = await ports.store.put(withClaim(root, intent, ports.random.uuid(), nowMs));
  if (claimed === undefined) return 'conflict';
  await publishOutbox(ports, await act(ports, claimed, intent, referenceTo(root)), root);
  return look;
}

/**
 * Why the root will never do what a rule asks for a part; `undefined` if it may.
 *
 * @param items - the root, and its parts
 */
function whyNotAtRoot(look: Look, [root, ...parts]: readonly Item[], intent: Intent): string | undefined {
  if (root === undefined) return undefined;
  const name = nameOf(root.subject);
  const impossible = partToCancel(parts) === undefined ? whyImpossible(intent.action, root) : undefined;
  if (impossible !== undefined) return `it is part of ${name}: ${impossible}`;
  if (isFinal(root.subject)) return `it is part of ${name}, which has ended`;
  if (!isToBeAsked(look, intent) || intent.actor.type !== 'rule') return undefined;
  // If the rule also matches the root, the root's own looks ask people.
  const { verdict } = root.verdicts[intent.actor.rule] ?? {};
  if (verdict === 'fired' || verdict === 'waiting') return undefined;
  return `it is part of ${name}, and the rule asks people about that only where it fires for it`;
}

function isToBeAsked({ decisions }: Look, { actor }: Intent): boolean {
  return decisions.some(({ rule, mode }) => actor.type === 'rule' && rule === actor.rule && mode === 'approve');
}

function settledAsImpossible(item: Item, intent: Intent, reason: string, nowMs: number): Item {
  return canClaim(item, intent) ? withImpossible(item, intent, reason, nowMs) : item;
}
