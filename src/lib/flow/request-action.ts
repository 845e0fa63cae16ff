import { holdsOn } from '../matching/index.ts';
import type { ActionOutcome, ActionType, Actor, Claim } from '../model/claim.ts';
import { claimKey, conflictsWith, infinitiveOf, isFree, pastParticiples } from '../model/claim.ts';
import { aboutOf, type Intent, outcomeByState, whyImpossible, withClaim } from '../model/claims.ts';
import { errorName } from '../model/errors.ts';
import type { Item, ItemKey } from '../model/item.ts';
import { subjectsOfActions } from '../model/permission.ts';
import { withAudit } from '../model/record.ts';
import type { SubjectReference } from '../model/reference.ts';
import type { Answer, Choice, Unasked } from '../model/request.ts';
import { lateness } from '../model/request-age.ts';
import { isFinal, nameOf, statusOf } from '../model/statuses.ts';
import { rootOf } from '../model/story.ts';
import type { Subject } from '../model/subject.ts';
import { act } from './act.ts';
import { ItemContended } from './change.ts';
import { publishOutbox } from './publish.ts';
import type { RequestContext, RequestPorts } from './request-ports.ts';
import { keepRecord, recordRefusal, refuseAsTooOld } from './request-records.ts';
import { type Found, resolve } from './resolve.ts';
import { castOf } from './story-cast.ts';

const maximumConflicts = 10;

/** The action that a person asks for, and its target. */
export interface ActionRequest {
  readonly action: ActionType;
  /** As they named it. */
  readonly name: string;
  /** The attempt that the person meant, if known. If it is no longer the current one, nothing is done. */
  readonly key?: ItemKey | undefined;
  /** What of the attempt the button was for: another pause than the one that was seen is not ended. */
  readonly about?: string | undefined;
  /** The reason to act in spite of a hold. A person who overrides a hold must give one. */
  readonly override?: string | undefined;
}

/** Does what a person asks for, with a name or an id. */
export function requestTyped(
  context: RequestContext,
  action: ActionType,
  name: string,
  override?: string,
): Promise<Answer> {
  return requestAction(context, { action, name, key: context.record.key, override });
}

/** Does what a person asks, if they may. */
export async function requestAction(context: RequestContext, asked: ActionRequest): Promise<Answer> {
  const { action, name } = asked;
  const references = referencesOf(context, asked);
  if (references === 'otherSubject') {
    const because = `only a ${subjectsOfActions[action]} can be ${pastParticiples[action]}`;
    await refuse(context, `${action} ${name}`, because);
    return { kind: 'impossible', action, name, because };
  }
  const { found, unasked } = await resolve(context.ports, references);
  const [first, second] = found;
  if (first === undefined) return unasked.length > 0 ? unreachable(unasked) : notFound(context, asked);
  return second === undefined
    ? requestFound(context, asked, first)
    : askWhich(context, { action: neededFor(asked), name }, found);
}

/**
 * What the person may mean, best guess first. If an earlier delivery found a target, this one uses it too, even if the name now
 * means another.
 *
 * @returns `otherSubject` if it can only be a kind of subject for which this action does not exist
 */
function referencesOf(
  { ports }: RequestContext,
  { action, name, key }: ActionRequest,
): readonly SubjectReference[] | 'otherSubject' {
  const { provider } = ports;
  const wanted = subjectsOfActions[action];
  const known = ports.referenceOf(key?.target ?? name);
  if (known !== undefined) return subjectOf(known) === wanted ? [known] : 'otherSubject';
  if (key !== undefined) return [];
  const [deployments, connections] = [provider.candidates(name), provider.connectionCandidates?.(name) ?? []];
  const [own, others] = wanted === 'deployment' ? [deployments, connections] : [connections, deployments];
  return own.length === 0 && others.length > 0 ? 'otherSubject' : own;
}

function subjectOf({ on }: SubjectReference): 'deployment' | 'connection' {
  return on === 'connection' ? 'connection' : 'deployment';
}

/** A person who may override a hold may also do what it stops. */
function neededFor({ action, override }: ActionRequest): ActionType | 'override' {
  return override === undefined ? action : 'override';
}

async function requestFound(
  context: RequestContext,
  asked: ActionRequest,
  { item, reference }: Found,
): Promise<Answer> {
  const { action, key, override } = asked;
  const { ports, request } = context;
  const name = nameOf(item.subject);
  const described = `${action} ${name}`;
  const permission = await ports.authorize({ action: neededFor(asked), subject: item.subject, request });
  if (!permission.allowed) {
    await refuse(context, described, permission.reason, item);
    return { kind: 'refused', request: described, reason: permission.reason };
  }
  const because = whyImpossible(action, item) ?? (await whyNotToPart(ports, action, item));
  if (because !== undefined) {
    await refuse(context, described, because, item);
    return { kind: 'impossible', action, name, because };
  }
  const isSeen = asked.about === undefined || asked.about === aboutOf(action, item);
  const isMeant = isSeen && (key === undefined || key.attempt === item.key.attempt);
  const answer: Answer = isMeant
    ? await claimAndAct(context, { action, reference, item, override })
    : { kind: 'notNow', action, name, status: 'SUPERSEDED' };
  const reason = nothingDone(answer);
  if (reason !== undefined) await refuse(context, described, reason, item);
  return answer;
}

/** A person without any permission of this kind learns nothing else. */
async function notFound(context: RequestContext, asked: ActionRequest): Promise<Answer> {
  const { action, name } = asked;
  const needed = neededFor(asked);
  const permission = await context.ports.authorize({ action: needed, subject: undefined, request: context.request });
  if (permission.allowed) return { kind: 'notFound', name };
  const described = `${action} ${name}`;
  await refuse(context, described, permission.reason);
  return { kind: 'refused', request: described, reason: permission.reason };
}

/** Only the person can say which one is meant. A person who may act on none of them is refused, and learns nothing about them. */
export async function askWhich(
  context: RequestContext,
  { action, name }: { readonly action: ActionType | 'hold' | 'override'; readonly name: string },
  found: readonly Found[],
): Promise<Answer> {
  const { ports, request } = context;
  const described = `${action} ${name}`;
  const permissions = await Promise.all(
    found.map(({ item }) => ports.authorize({ action, subject: item.subject, request })),
  );
  const refusal = permissions.find((permission) => !permission.allowed);
  if (refusal !== undefined && !refusal.allowed && permissions.every(({ allowed }) => !allowed)) {
    await refuse(context, described, refusal.reason);
    return { kind: 'refused', request: described, reason: refusal.reason };
  }
  await refuse(context, described, 'the name is not unique');
  return { kind: 'ambiguous', action, name, choices: choicesOf(found) };
}

/** What was found under one name, for the person to choose from. */
export function choicesOf(found: readonly Found[]): readonly Choice[] {
  return found.map(({ reference: { provider }, item }) => ({
    provider,
    name: nameOf(item.subject),
    target: item.key.target,
    ...placeOf(item.subject),
  }));
}

/** The id of a connection is unique, so it needs none. */
function placeOf(subject: Subject): Pick<Choice, 'place'> {
  if (subject.on === 'connection') return {};
  const { account, region } = subject.deployment;
  return { place: { account, region } };
}

/** Nothing was found under this name, but not every provider answered. So the answer cannot be that it does not exist. */
export function unreachable(unasked: readonly Unasked[]): Answer {
  return { kind: 'failed', error: unasked[0]?.error ?? 'unknown error', unasked };
}

function refuse({ ports, request, record }: RequestContext, asked: string, reason: string, item?: Item): Promise<void> {
  return recordRefusal(ports, request, record, { asked, reason, ...(item ? { item } : {}) });
}

/** Why a permitted request did nothing, for the trail; `undefined` if something was done. */
function nothingDone(answer: Answer): string | undefined {
  if (answer.kind === 'onHold') return 'it is on hold';
  if (answer.kind === 'withdrawn') return answer.reason;
  if (answer.kind === 'notNow') return `not possible now: ${answer.status}`;
  return answer.kind === 'alreadyClaimed' ? 'it was already requested' : undefined;
}

async function claimAndAct(
  context: RequestContext,
  found: {
    readonly action: ActionType;
    readonly reference: SubjectReference;
    readonly item: Item;
    readonly override: string | undefined;
  },
): Promise<Answer> {
  const { ports, request, record } = context;
  const { action, reference, override } = found;
  const actor: Actor = { type: 'person', userId: request.userId, requestId: request.id };
  const key = claimKey(actor, action);
  let { item } = found;
  if (record.key === undefined) await keepRecord(ports.store, { ...record, key: item.key });
  for (let conflicts = 0; conflicts < maximumConflicts; conflicts += 1) {
    const own = item.claims[key];
    if (!isFree(own)) return answerOf(item, action, key);
    const name = nameOf(item.subject);
    const late = lateness(request, true, ports.clock.now());
    if (late) return refuseAsTooOld(context, `${action} ${name}`, late, item);
    const { items: story } = await castOf(ports.store, item);
    const rival = story
      .flatMap(({ claims }) => Object.values(claims))
      .find((claim) => conflictsWith(claim, action, aboutOf(action, item)));
    if (rival) return { kind: 'alreadyClaimed', action, name, actor: rival.actor };
    if (outcomeByState(action, item, false) !== undefined) {
      return { kind: 'notNow', action, name, status: statusOf(item.subject) };
    }
    const nowMs = ports.clock.now();
    const holds = holdsOn(await ports.controls.get(), item.subject, nowMs);
    if (holds.length > 0 && override === undefined) return { kind: 'onHold', action, name, holds };
    // The current holds, and no later one.
    const overrides = holds.map(({ id }) => id);
    const intent: Intent = { action, actor, reason: override ?? 'requested in chat', overrides };
    const requested = withAudit(item, nowMs, actor, { what: 'requested', request: action });
    const asked =
      override === undefined
        ? requested
        : withAudit(requested, nowMs, actor, { what: 'overrode', action, holds: overrides, reason: override });
    const written = await ports.store.put(withClaim(asked, intent, ports.random.uuid(), nowMs));
    if (written) return answerOf(await actOrLeave(ports, written, intent, reference, item), action, key);
    const fresh = await ports.store.get(item.key);
    if (fresh === undefined) throw new ItemContended(item.key);
    item = fresh;
  }
  throw new ItemContended(item.key);
}

/** The bot acts on a story at its root, and once. When the root has ended, people may act on the parts that are left. */
async function whyNotToPart({ store }: RequestPorts, action: ActionType, item: Item): Promise<string | undefined> {
  if (item.partOf === undefined) return undefined;
  const root = await rootOf(item, (key) => store.get(key));
  return isFinal(root.subject)
    ? undefined
    : `it is part of ${nameOf(root.subject)}; ${infinitiveOf(action, 'that')} instead`;
}

/**
 * After the claim, a failure does not mean that nothing was done. The claim stays, and when its lease expires, the state shows
 * the result.
 */
async function actOrLeave(
  ports: RequestPorts,
  claimed: Item,
  intent: Intent,
  reference: SubjectReference,
  before: Item,
): Promise<Item> {
  try {
    const done = await act(ports, claimed, intent, reference);
    await publishOutbox(ports, done, before);
    return done;
  } catch (error) {
    const name = errorName(error);
    ports.log.error('a claimed request is left to its lease', { target: claimed.key.target, error: name });
    return claimed;
  }
}

function answerOf(item: Item, action: ActionType, key: string): Answer {
  const claim = item.claims[key];
  const name = nameOf(item.subject);
  if (claim?.state === 'withdrawn') return { kind: 'withdrawn', action, name, reason: withdrawnReason(item, key) };
  if (claim?.outcome === undefined) return { kind: 'pending', action, name };
  return settledAnswer(item, action, { ...claim, outcome: claim.outcome });
}

/** The answer about an action that ended, one way or another. */
export function settledAnswer(
  item: Item,
  action: ActionType,
  { outcome, part, error }: Claim & { readonly outcome: ActionOutcome },
): Answer {
  return {
    kind: 'settled',
    action,
    name: nameOf(item.subject),
    outcome,
    status: statusOf(item.subject),
    ...(part === undefined ? {} : { part: part.name }),
    ...(error === undefined ? {} : { error }),
  };
}

/** Why the fence stopped it, as the history says. */
function withdrawnReason(item: Item, key: string): string {
  const withdrawal = item.history.findLast(
    ({ event, actor }) => event.what === 'withdrawn' && claimKey(actor, event.action) === key,
  );
  return withdrawal?.event.what === 'withdrawn' ? withdrawal.event.reason : 'it was stopped';
}
