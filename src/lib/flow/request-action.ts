import { holdsOn } from '../matching/index.ts';
import type { ActionType, Actor } from '../model/claim.ts';
import { claimKey, conflictsWith, isFree } from '../model/claim.ts';
import { type Intent, outcomeByState, whyImpossible, withClaim } from '../model/claims.ts';
import type { Item, ItemKey } from '../model/item.ts';
import { withTrail } from '../model/record.ts';
import type { SubjectReference } from '../model/reference.ts';
import type { Answer } from '../model/request.ts';
import { lateness } from '../model/request-age.ts';
import { nameOf, statusOf } from '../model/statuses.ts';
import { act } from './act.ts';
import { ItemContended } from './change.ts';
import { observe } from './observe.ts';
import { publishOutbox } from './publish.ts';
import type { RequestContext, RequestPorts } from './request-ports.ts';
import { keepRequest, recordRefusal, refuseAsTooOld } from './request-records.ts';

const maximumConflicts = 10;

/** What a person asks to be done, and to what. */
export interface ActionRequest {
  readonly action: ActionType;
  /** As they named it. */
  readonly name: string;
  /** The attempt that was meant, where that is known: if it is no longer the current one, nothing is done. */
  readonly key?: ItemKey | undefined;
  /** Why it is to be done although it is on hold: people who may override a hold say so. */
  readonly override?: string | undefined;
}

/** Does what a person asks for by a name, or by an id. */
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
  const { ports, request, record } = context;
  const { action, name, key, override } = asked;
  // Whoever may override a hold may do what it stops.
  const needed = override === undefined ? action : 'override';
  for (const reference of referencesOf(context, asked)) {
    const { item } = await observe(ports, { cause: 'request', reference });
    if (item === undefined) continue;
    const permission = await ports.authorize({ action: needed, subject: item.subject, request });
    const described = `${action} ${nameOf(item.subject)}`;
    if (!permission.allowed) {
      await recordRefusal(ports, request, record, { asked: described, reason: permission.reason, item });
      return { kind: 'refused', request: described, reason: permission.reason };
    }
    const because = whyImpossible(action, item.subject);
    if (because !== undefined) {
      await recordRefusal(ports, request, record, { asked: described, reason: because, item });
      return { kind: 'impossible', action, name: nameOf(item.subject), because };
    }
    const isMeant = key === undefined || key.attempt === item.key.attempt;
    const answer: Answer = isMeant
      ? await claimAndAct(context, { action, reference, item, override })
      : { kind: 'notNow', action, name: nameOf(item.subject), status: 'SUPERSEDED' };
    const reason = nothingDone(answer);
    if (reason !== undefined) await recordRefusal(ports, request, record, { asked: described, reason, item });
    return answer;
  }
  const permission = await ports.authorize({ action: needed, subject: undefined, request });
  if (permission.allowed) return { kind: 'notFound', name };
  const described = `${action} ${name}`;
  await recordRefusal(ports, request, record, { asked: described, reason: permission.reason });
  return { kind: 'refused', request: described, reason: permission.reason };
}

/** What they may mean, best guess first. */
function referencesOf(
  { ports, request }: RequestContext,
  { action, name, key }: ActionRequest,
): readonly SubjectReference[] {
  if (request.wish.type === 'click' && key !== undefined) return [ports.referenceOf(key.target) ?? []].flat();
  return action === 'cancel'
    ? ports.provider.candidates(name)
    : [{ on: 'connection', provider: ports.provider.name, id: name }];
}

/** Why a permitted request came to nothing, for the trail; `undefined` where something was done. */
function nothingDone(answer: Answer): string | undefined {
  if (answer.kind === 'onHold') return 'it is on hold';
  if (answer.kind === 'withdrawn') return answer.reason;
  if (answer.kind === 'notNow') return `not possible now: ${answer.status}`;
  return answer.kind === 'inTheWay' ? 'somebody is at it already' : undefined;
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
  if (record.key === undefined) await keepRequest(ports.store, { ...record, key: item.key });
  for (let conflicts = 0; conflicts < maximumConflicts; conflicts += 1) {
    const own = item.claims[key];
    if (!isFree(own)) return answerOf(item, action, key);
    const name = nameOf(item.subject);
    const late = lateness(request, true, ports.clock.now());
    if (late) return refuseAsTooOld(context, `${action} ${name}`, late, item);
    const rival = Object.values(item.claims).find((claim) => conflictsWith(claim, action));
    if (rival) return { kind: 'inTheWay', action, name, actor: rival.actor };
    if (outcomeByState(action, item.subject, false) !== undefined) {
      return { kind: 'notNow', action, name, status: statusOf(item.subject) };
    }
    const nowMs = ports.clock.now();
    const holds = holdsOn(await ports.controls.get(), item.subject, nowMs);
    if (holds.length > 0 && override === undefined) return { kind: 'onHold', action, name, holds };
    // Those that stand now, and no later one.
    const overrides = holds.map(({ id }) => id);
    const intent: Intent = { action, actor, reason: override ?? 'asked for in chat', overrides };
    const requested = withTrail(item, nowMs, actor, { what: 'requested', request: action });
    const asked =
      override === undefined
        ? requested
        : withTrail(requested, nowMs, actor, { what: 'overrode', action, holds: overrides, reason: override });
    const written = await ports.store.put(withClaim(asked, intent, ports.random.uuid(), nowMs));
    if (written) return answerOf(await actOrLeave(ports, written, intent, reference, item), action, key);
    const fresh = await ports.store.get(item.key);
    if (fresh === undefined) throw new ItemContended(item.key);
    item = fresh;
  }
  throw new ItemContended(item.key);
}

/** After the claim, a failure is no "nothing was done": the claim stays, and when its lease lapses the state tells. */
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
    const name = error instanceof Error ? error.name : 'unknown error';
    ports.log.error('a claimed request is left to its lease', { target: claimed.key.target, error: name });
    return claimed;
  }
}

function answerOf(item: Item, action: ActionType, key: string): Answer {
  const claim = item.claims[key];
  const name = nameOf(item.subject);
  if (claim?.state === 'withdrawn') return { kind: 'withdrawn', action, name, reason: withdrawnReason(item, key) };
  if (claim?.outcome === undefined) return { kind: 'pending', action, name };
  const error = claim.error === undefined ? {} : { error: claim.error };
  return { kind: 'settled', action, name, outcome: claim.outcome, status: statusOf(item.subject), ...error };
}

/** Why the fence did not let it through, as the history has it. */
function withdrawnReason(item: Item, key: string): string {
  const told = item.history.findLast(
    ({ event }) => event.what === 'withdrawn' && claimKey(event.actor, event.action) === key,
  );
  return told?.event.what === 'withdrawn' ? told.event.reason : 'it was stopped';
}
