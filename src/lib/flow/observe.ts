import { isInForce } from '../model/controls.ts';
import { errorName } from '../model/errors.ts';
import { isSameAttempt, ordinalOf, startOf } from '../model/identity.ts';
import type { Item } from '../model/item.ts';
import type { Observation, ObservationContext, PartReference, TargetState } from '../model/observation.ts';
import { type Change, isCertainlyLater, type ReadById, type Reconciled, reconcile } from '../model/reconcile.ts';
import type { Hint, SubjectReference } from '../model/reference.ts';
import { isFinal } from '../model/statuses.ts';
import type { Provider, TargetRecords } from '../ports.ts';
import { act } from './act.ts';
import { ItemContended } from './change.ts';
import { withDiagnosisTaken } from './diagnose.ts';
import {
  type DecidedBy,
  decideOn,
  type Look,
  nextLook,
  type ObservePorts,
  type ObserveResult,
  withHousekeeping,
} from './look.ts';
import { publishOutbox } from './publish.ts';
import { actAtRoot, nextLookOfDriven, nextLookOfWhole, partsCalledFor, partsIn, wholeIn } from './story-claims.ts';

const maximumConflicts = 10;
/** A rule asks for few things at once; whatever is left after these is done at the next look. */
const maximumActions = 10;
const nothing: ObserveResult = { item: undefined, decisions: [] };

/**
 * Follows one hint: reads the truth, brings the target's items up to date, decides, and acts.
 * Nothing in the hint but its reference is believed, so a doubled, late or reordered hint does no harm.
 *
 * @throws ItemContended when others changed the items again and again; anything the ports throw
 */
export async function observe(ports: ObservePorts, hint: Hint): Promise<ObserveResult> {
  let reference = await locate(ports.provider, hint.reference);
  if (reference === undefined) return nothing;
  const asked = new Set(hint.attempt === undefined ? [] : [hint.attempt]);
  for (let conflicts = 0; conflicts < maximumConflicts; conflicts += 1) {
    const result: ObserveResult | Elsewhere | Overtaken = await lookAt(ports, reference, hint, asked);
    if ('elsewhere' in result) reference = result.elsewhere;
    else if ('notCreated' in result) for (const attempt of result.notCreated) asked.add(attempt);
    else return result;
  }
  throw new ItemContended({ target: reference.target, attempt: hint.attempt ?? 'newest' });
}

type Located = SubjectReference & { readonly target: string };

/** The provider calls the target otherwise than the hint did: what is known is kept under the provider's name for it. */
interface Elsewhere {
  readonly elsewhere: Located;
}

/** Others wrote what this look was to write: it has to begin again. */
interface Overtaken {
  /** Attempts that it took for new. They may be there, older than all that is read of a target: then they are read by their keys. */
  readonly notCreated: readonly string[];
}

/** The target that a reference leads to. A name, or the id of a deployment, has to be looked up; and an id is no target. */
async function locate(provider: Provider, reference: SubjectReference): Promise<Located | undefined> {
  const { target } = reference;
  if (target !== undefined && reference.on !== 'deploymentId') return { ...reference, target };
  return (await provider.observe(reference))?.reference;
}

/** One look. What is known is read before the truth, so that nothing newer than the truth is judged by it. */
async function lookAt(
  ports: ObservePorts,
  reference: Located,
  hint: Hint,
  asked: ReadonlySet<string>,
): Promise<ObserveResult | Elsewhere | Overtaken> {
  const { clock } = ports;
  const records = await knownAttempts(ports, reference.target, asked);
  const askedAtMs = clock.now();
  const [state, rules, controls] = await Promise.all([
    ports.provider.observe(reference),
    ports.rules(),
    ports.controls.get(),
  ]);
  if (!isInForce(controls, ports.build)) {
    ports.log.warn('another build is in force: this one only observes', {
      build: ports.build,
      inForce: controls.buildInForce,
    });
  }
  if (state === undefined) return nothing;
  if (state.reference.target !== reference.target) return { elsewhere: state.reference };
  const context: ObservationContext = { askedAtMs, answeredAtMs: clock.now(), cause: hint.cause };
  const reconciled = reconcile({ known: records.items, state, context });
  const written = await writeAndAct(
    ports,
    { rules, controls, traits: state.traits },
    records,
    reconciled,
    state,
    context,
  );
  if (written === 'conflict') return overtaken(reconciled);
  // After acting: how an attempt ended that is shown no more is worth knowing, but nothing that a cancel may wait for.
  const ended = await endAbsent(ports, written, reconciled, state, context);
  if (ended === 'conflict') return overtaken(reconciled);
  return resultOf(hint, written, ended);
}

function overtaken({ changes }: Reconciled): Overtaken {
  return { notCreated: changes.flatMap(({ kind, item }) => (kind === 'new' ? item.key.attempt : [])) };
}

/** Every open attempt and the newest ones, and those that are asked for if they are older still. */
async function knownAttempts(ports: ObservePorts, target: string, asked: ReadonlySet<string>): Promise<TargetRecords> {
  const records = await ports.store.attempts(target);
  const missing = [...asked].filter((attempt) => !records.items.some(({ key }) => key.attempt === attempt));
  const older = await Promise.all(missing.map((attempt) => ports.store.get({ target, attempt })));
  return { ...records, items: [...records.items, ...older.flatMap((item) => item ?? [])] };
}

/**
 * Writes what the answer shows, attempt by attempt, and does what the rules ask for. New attempts come first. What is published with a
 * diagnosis is published last, so that no other attempt waits for that.
 */
async function writeAndAct(
  ports: ObservePorts,
  by: DecidedBy,
  records: TargetRecords,
  reconciled: Reconciled,
  state: TargetState,
  context: ObservationContext,
): Promise<readonly Look[] | 'conflict'> {
  const looks: Look[] = [];
  const result = await writeInto(looks, ports, by, records, reconciled, state, context);
  const published = await publishWithDiagnoses(ports, looks, context);
  return result === 'conflict' ? result : published;
}

/** @param looks - grows by each attempt that is done with, also where others were faster with a later one */
async function writeInto(
  looks: Look[],
  ports: ObservePorts,
  by: DecidedBy,
  records: TargetRecords,
  { changes }: Reconciled,
  state: TargetState,
  context: ObservationContext,
): Promise<'written' | 'conflict'> {
  let current = records;
  for (const change of changes) {
    const partsCalled = await partsCalledFor(ports.store, change.item);
    const isDriven = wholeIn(state, change.item) !== undefined;
    const lookedAt = { ...context, ...(partsCalled.length === 0 ? {} : { partsCalled }), isDriven };
    const parts = isShown(change) ? partsOf(change.item, partsIn(state, change.item)) : undefined;
    const look = isShown(change)
      ? decideOn(ports, by, change, lookedAt, parts !== undefined || isDriven)
      : withHousekeeping(
          change,
          { isOver: isOver(change, changes, state, context), isFollowed: isFollowed(change, changes) },
          lookedAt,
        );
    if (change.kind === 'new') {
      const created = await ports.store.create(look.item, current);
      if (created === undefined) return 'conflict';
      current = created.records;
      looks.push(await finish(ports, { ...look, item: created.item }, state, context, parts));
    } else {
      const written = look.item === change.before ? look.item : await ports.store.put(look.item);
      if (written === undefined) return 'conflict';
      looks.push(await finish(ports, { ...look, item: written }, state, context, parts));
    }
  }
  return 'written';
}

/** Whether the answer says how this very attempt stands now: only such an item may be decided about. */
function isShown({ kind }: Change): boolean {
  return kind !== 'absent' && kind !== 'stale';
}

/** Whether an attempt that is not shown has ended and is not its target's last word: a newer one is shown, or nothing is left. */
function isOver(
  { item, kind }: Change,
  changes: readonly Change[],
  { gone, traits }: TargetState,
  context: ObservationContext,
): boolean {
  if (kind === 'stale' || !isFinal(item.subject)) return false;
  if (gone && isCertainlyLater(item, traits, context)) return true;
  const newest = changes.filter((change) => isShown(change)).map((change) => change.item);
  return newest.some((other) => other.key.attempt > item.key.attempt);
}

/** Whether a later run under the id of an attempt is known. */
function isFollowed({ item }: Change, changes: readonly Change[]): boolean {
  return changes.some(({ item: other }) => isSameAttempt(other, item.subject) && ordinalOf(other) > ordinalOf(item));
}

/**
 * Arms the timer, acts as long as there is something to do, then sends what is new to the bus, unless it is published with a diagnosis.
 *
 * @param parts - what the answer shows as parts of the attempt; absent where it has none
 */
async function finish(
  ports: ObservePorts,
  look: Look,
  state: TargetState,
  context: ObservationContext,
  parts?: readonly PartReference[],
): Promise<Look> {
  const whole = wholeIn(state, look.item);
  const next = (one: Look) => {
    if (whole !== undefined) return nextLookOfDriven(ports, one, whole, context);
    return parts ? nextLookOfWhole(ports, one, parts, context) : nextLook(ports, one);
  };
  await armTimer(ports, look, state.reference);
  let current = (parts || whole) && look.intent === undefined ? await next(look) : look;
  for (let actions = 0; current.intent !== undefined && actions < maximumActions; actions += 1) {
    const item = await act(ports, current.item, current.intent, state.reference);
    current = await next({ ...current, item });
  }
  if (current.item.partOf !== undefined) current = await actAtRoot(ports, current);
  if (!isPublishedWithDiagnosis(current)) await publishNew(ports, current, context);
  return current;
}

async function publishNew(ports: ObservePorts, { item, before }: Look, context: ObservationContext): Promise<void> {
  await publishOutbox(ports, item, before);
  const isDue = before !== undefined && isAnyMessageDue(before, context.answeredAtMs);
  if (isDue || isMessageBehind(item)) await ports.bus.wakeNotifier(item.key);
}

/** Diagnoses what people are asked about and what has failed, and publishes it together with the diagnosis. */
async function publishWithDiagnoses(
  ports: ObservePorts,
  looks: readonly Look[],
  context: ObservationContext,
): Promise<readonly Look[]> {
  const published: Look[] = [];
  for (const look of looks) {
    if (!isPublishedWithDiagnosis(look)) {
      published.push(look);
      continue;
    }
    const diagnosed = { ...look, item: await withDiagnosisTaken(ports, look.item) };
    await publishNew(ports, diagnosed, context);
    published.push(diagnosed);
  }
  return published;
}

/**
 * Whether this look has asked people about a cancel, or has seen the attempt fail. A diagnosis from before a cancel is better than
 * one from after it, so it stays.
 */
function isPublishedWithDiagnosis({ item, before }: Look): boolean {
  const isAsked = Object.entries(item.claims).some(
    ([key, { action, state, question }]) =>
      action === 'cancel' && state === 'awaitingApproval' && before?.claims[key]?.question?.id !== question?.id,
  );
  return isAsked || (item.diagnosis === undefined && hasFailed(item) && before !== undefined && !hasFailed(before));
}

function hasFailed({ subject }: Item): boolean {
  return subject.on === 'deployment' && subject.deployment.phase === 'failed';
}

/** @returns what is shown, where the attempt has parts or had some; else nothing */
function partsOf({ parts = [] }: Item, shown: readonly PartReference[]): readonly PartReference[] | undefined {
  return parts.length + shown.length > 0 ? shown : undefined;
}

/**
 * Whether its messages are behind, and no entry is on its way that would say so: what is offered has changed, or how far it is. Asked
 * at each look, so that a wake-up that was lost comes again.
 */
function isMessageBehind({ posted, stateVersion, outbox }: Item): boolean {
  return posted !== undefined && posted.stateVersion < stateVersion && outbox.length === 0;
}

/** Only of items that were last posted before there were stories: a story that is due is found by the sweep. */
function isAnyMessageDue(item: Item, nowMs: number): boolean {
  return Object.values(item.messages ?? {}).some(
    (message) => message.dueAtMs !== undefined && message.dueAtMs <= nowMs,
  );
}

async function armTimer(ports: ObservePorts, { item, before }: Look, reference: Located): Promise<void> {
  if (item.scheduledForMs === undefined || item.scheduledForMs === before?.scheduledForMs) return;
  try {
    await ports.timer.arm(item.key, item.scheduledForMs, { cause: 'schedule', reference, attempt: item.key.attempt });
  } catch (error) {
    const name = errorName(error);
    ports.log.warn('no schedule could be made; the sweep will find the deadline', {
      target: item.key.target,
      error: name,
    });
  }
}

/** Open attempts that the answer would have to show have ended while nobody looked: the provider may know how. */
async function endAbsent(
  ports: ObservePorts,
  looks: readonly Look[],
  { toConfirm }: Reconciled,
  state: TargetState,
  context: ObservationContext,
): Promise<readonly Look[] | 'conflict'> {
  if (toConfirm.length === 0) return [];
  const byId = new Map<string, ReadById>();
  for (const item of toConfirm) byId.set(item.key.attempt, await readById(ports, item));
  const known = looks.map(({ item }) => item);
  const { changes } = reconcile({ known, state, context, byId });
  const ended: Look[] = [];
  for (const change of changes) {
    if (!byId.has(change.item.key.attempt) || change.item === change.before) continue;
    const partsCalled = await partsCalledFor(ports.store, change.item);
    // Where the target is gone, all of its attempts are over. Else the newest one is its last word, although the answer does not show it:
    // some back ends list only what is in progress.
    const about = { isOver: state.gone || isOver(change, changes, state, context) };
    const look = withHousekeeping(change, about, { ...context, partsCalled });
    const written = await ports.store.put(look.item);
    if (written === undefined) return 'conflict';
    ended.push(await finish(ports, { ...look, item: written }, state, context));
  }
  return publishWithDiagnoses(ports, ended, context);
}

/** How an attempt stands, by its id. If the provider does not answer now, the next look asks again, so this look does not fail. */
async function readById(ports: ObservePorts, { subject }: Item): Promise<ReadById> {
  if (subject.on !== 'deployment') return 'notFound';
  try {
    const observation: Observation | undefined = await ports.provider.observeAttempt(subject.deployment);
    return observation ?? 'notFound';
  } catch (error) {
    const name = errorName(error);
    ports.log.warn('how a deployment ended cannot be read now', { target: subject.deployment.target, error: name });
    return 'unreadable';
  }
}

/** What the caller asked about: the hinted attempt, else the newest one. */
function resultOf(hint: Hint, looks: readonly Look[], ended: readonly Look[]): ObserveResult {
  const latest = new Map([...looks, ...ended].map((look) => [look.item.key.attempt, look]));
  const all = [...latest.values()].sort(
    (left, right) => startOf(right.item) - startOf(left.item) || order(left, right),
  );
  const asked = all.find(({ item }) => item.key.attempt === hint.attempt) ?? all[0];
  return asked ? { item: asked.item, decisions: asked.decisions } : nothing;
}

function order(left: Look, right: Look): number {
  return left.item.key.attempt < right.item.key.attempt ? 1 : -1;
}
