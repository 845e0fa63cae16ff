import { holdsOn } from '../matching/index.ts';
import type { ActionType, Actor } from '../model/claim.ts';
import { claimKey, conflictsWith, isFree } from '../model/claim.ts';
import { type Intent, outcomeByState, whyImpossible, withClaim } from '../model/claims.ts';
import type { Item } from '../model/item.ts';
import { withTrail } from '../model/record.ts';
import type { SubjectReference } from '../model/reference.ts';
import type { Answer, PersonRequest } from '../model/request.ts';
import { environmentOf, nameOf, statusOf } from '../model/statuses.ts';
import { type Chat, ChatBusy, ChatRefused, type OrderDesk, type RequestRecord } from '../ports.ts';
import { act } from './act.ts';
import { ItemContended } from './change.ts';
import type { ObservePorts } from './look.ts';
import { observe } from './observe.ts';
import { OrderUncertain, placeOrder } from './orders.ts';
import { publishOutbox } from './publish.ts';
import { answerQuestion } from './questions.ts';
import { keepRequest, RequestUnderWay, recordRefusal } from './request-records.ts';

/** What a person needs a permission for. */
export type PermittedAction = ActionType | 'create' | 'update' | 'delete';

/** Whether a person may do something. */
export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/** What handling people's requests needs from outside. */
export interface RequestPorts extends ObservePorts {
  readonly chat: Chat;
  /** Asked at the moment of the click, never earlier. */
  readonly authorize: (question: {
    readonly action: PermittedAction;
    readonly environment: string;
    readonly request: PersonRequest;
  }) => Promise<Permission>;
  /** What can be ordered, and of whom. */
  readonly desks: readonly OrderDesk[];
  readonly referenceOf: (target: string) => SubjectReference | undefined;
}

const maximumConflicts = 10;

/**
 * Handles one request of a person: authorises, acts, answers. Delivered twice, it acts once (the claim carries the request's
 * id) and answers once (the answer is kept, and telling it is a step of its own).
 *
 * @throws ChatBusy when the answer could not be told yet, RequestUnderWay when another delivery is being handled: deliver the
 *   request again
 */
export async function handleRequest(ports: RequestPorts, request: PersonRequest): Promise<Answer> {
  const stored = await ports.store.getRequest(request.id);
  const opened: RequestRecord = stored ?? { id: request.id, receivedAtMs: ports.clock.now(), version: 0 };
  // Written down before anything is done: a second delivery must know when, and later what, the first one was about.
  const record = stored === undefined && !isQuestion(request) ? await keepRequest(ports.store, opened) : opened;
  const answer = record.answer ?? (await answerOrFailure(ports, request, record));
  let answered = record;
  if (record.answer === undefined && !isQuestion(request)) {
    const now = (await ports.store.getRequest(request.id)) ?? record;
    if (now.answer !== undefined) throw new RequestUnderWay(request.id);
    answered = await keepRequest(ports.store, { ...now, answer });
  }
  if (record.answeredAtMs === undefined) {
    await tell(ports, request, answer);
    await ports.store.putRequest({ ...answered, answeredAtMs: ports.clock.now() });
  }
  return answer;
}

/** Questions change nothing, and their answers may be long: they are not kept, but asked again. */
function isQuestion({ wish }: PersonRequest): boolean {
  return wish.type === 'command' && !['cancel', 'accept', 'reject'].includes(wish.command.name);
}

/** An answer that the chat will never take (the person has left, the address is used up) is not tried for ever. */
async function tell(ports: RequestPorts, request: PersonRequest, answer: Answer): Promise<void> {
  try {
    await ports.chat.answer(request, answer);
  } catch (error) {
    if (!(error instanceof ChatRefused)) throw error;
    ports.log.error('the answer to a request cannot be told', { request: request.id, code: error.code });
  }
}

async function answerOrFailure(ports: RequestPorts, request: PersonRequest, record: RequestRecord): Promise<Answer> {
  try {
    return await carryOut(ports, request, record);
  } catch (error) {
    // Nothing is decided yet: the request comes back.
    const comesBack = [ItemContended, ChatBusy, RequestUnderWay, OrderUncertain].some((kind) => error instanceof kind);
    if (comesBack) throw error;
    const name = error instanceof Error ? error.name : 'unknown error';
    ports.log.error('a request could not be carried out', { request: request.id, error: name });
    return { kind: 'failed', error: name };
  }
}

async function carryOut(ports: RequestPorts, request: PersonRequest, record: RequestRecord): Promise<Answer> {
  const { wish } = request;
  if (wish.type === 'click') {
    const reference = ports.referenceOf(wish.key.target);
    if (reference === undefined) return { kind: 'notFound', name: wish.key.target };
    const asked = { action: wish.action, references: [reference], name: wish.key.target, attempt: wish.key.attempt };
    return requestAction(ports, request, record, asked);
  }
  if (wish.type === 'order') return placeOrder(ports, request, record, wish.order);
  const { command } = wish;
  switch (command.name) {
    case 'cancel':
      return requestAction(ports, request, record, {
        action: 'cancel',
        references: ports.provider.candidates(command.target),
        name: command.target,
        attempt: record.key?.attempt,
      });
    case 'accept':
    case 'reject': {
      const reference = { on: 'connection', provider: ports.provider.name, id: command.id } as const;
      return requestAction(ports, request, record, { action: command.name, references: [reference], name: command.id });
    }
    default:
      return answerQuestion(ports, command);
  }
}

interface Asked {
  readonly action: ActionType;
  /** What they may mean, best guess first. */
  readonly references: readonly SubjectReference[];
  readonly name: string;
  /** The attempt that was meant: if it is no longer the current one, nothing is done. */
  readonly attempt?: string | undefined;
}

/** Does what a person asks, if they may. */
async function requestAction(
  ports: RequestPorts,
  request: PersonRequest,
  record: RequestRecord,
  { action, references, name, attempt }: Asked,
): Promise<Answer> {
  for (const reference of references) {
    const { item } = await observe(ports, { cause: 'request', reference });
    if (item === undefined) continue;
    const permission = await ports.authorize({ action, environment: environmentOf(item.subject), request });
    const asked = `${action} ${nameOf(item.subject)}`;
    if (!permission.allowed) {
      await recordRefusal(ports, request, record, { asked, reason: permission.reason, item });
      return { kind: 'refused', request: asked, reason: permission.reason };
    }
    const because = whyImpossible(action, item.subject);
    if (because !== undefined) {
      await recordRefusal(ports, request, record, { asked, reason: because, item });
      return { kind: 'impossible', action, name: nameOf(item.subject), because };
    }
    const isMeant = attempt === undefined || attempt === item.key.attempt;
    const answer: Answer = isMeant
      ? await claimAndAct(ports, request, record, { action, reference, item })
      : { kind: 'notNow', action, name: nameOf(item.subject), status: 'SUPERSEDED' };
    const reason = nothingDone(answer);
    if (reason !== undefined) await recordRefusal(ports, request, record, { asked, reason, item });
    return answer;
  }
  const permission = await ports.authorize({ action, environment: '', request });
  if (permission.allowed) return { kind: 'notFound', name };
  const asked = `${action} ${name}`;
  await recordRefusal(ports, request, record, { asked, reason: permission.reason });
  return { kind: 'refused', request: asked, reason: permission.reason };
}

/** Why a permitted request came to nothing, for the trail; `undefined` where something was done. */
function nothingDone(answer: Answer): string | undefined {
  if (answer.kind === 'onHold') return 'it is on hold';
  if (answer.kind === 'withdrawn') return answer.reason;
  if (answer.kind === 'notNow') return `not possible now: ${answer.status}`;
  return answer.kind === 'inTheWay' ? 'somebody is at it already' : undefined;
}

async function claimAndAct(
  ports: RequestPorts,
  request: PersonRequest,
  record: RequestRecord,
  found: { readonly action: ActionType; readonly reference: SubjectReference; readonly item: Item },
): Promise<Answer> {
  const { action, reference } = found;
  const actor: Actor = { type: 'person', userId: request.userId, requestId: request.id };
  const intent = { action, actor, reason: 'asked for in chat' };
  const key = claimKey(actor, action);
  let { item } = found;
  if (record.key === undefined) await keepRequest(ports.store, { ...record, key: item.key });
  for (let conflicts = 0; conflicts < maximumConflicts; conflicts += 1) {
    const own = item.claims[key];
    if (!isFree(own)) return answerOf(item, action, key);
    const name = nameOf(item.subject);
    const rival = Object.values(item.claims).find((claim) => conflictsWith(claim, action));
    if (rival) return { kind: 'inTheWay', action, name, actor: rival.actor };
    if (outcomeByState(action, item.subject, false) !== undefined) {
      return { kind: 'notNow', action, name, status: statusOf(item.subject) };
    }
    const nowMs = ports.clock.now();
    const holds = holdsOn(await ports.controls.get(), item.subject, nowMs);
    if (holds.length > 0) return { kind: 'onHold', action, name, holds };
    const asked = withTrail(item, nowMs, actor, { what: 'requested', request: action });
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
