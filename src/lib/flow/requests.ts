import type { ActionType, Actor } from '../model/claim.ts';
import { claimKey, isInTheWay } from '../model/claim.ts';
import { outcomeByState, withClaim } from '../model/claims.ts';
import type { Item } from '../model/item.ts';
import { withTrail } from '../model/record.ts';
import type { SubjectReference } from '../model/reference.ts';
import type { Answer, PersonRequest } from '../model/request.ts';
import { environmentOf, nameOf, statusOf } from '../model/statuses.ts';
import { type TrailEntry, unknownTarget } from '../model/trail.ts';
import { type Chat, ChatRefused, type RequestRecord } from '../ports.ts';
import { act } from './act.ts';
import { ItemContended } from './change.ts';
import { type ObservePorts, observe } from './observe.ts';
import { publishOutbox } from './publish.ts';
import { answerQuestion } from './questions.ts';

/** Whether a person may do something. */
export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/** What handling people's requests needs from outside. */
export interface RequestPorts extends ObservePorts {
  readonly chat: Chat;
  /** Asked at the moment of the click, never earlier. */
  readonly authorize: (question: {
    readonly action: ActionType;
    readonly environment: string;
    readonly request: PersonRequest;
  }) => Promise<Permission>;
  readonly referenceOf: (target: string) => SubjectReference | undefined;
}

const maximumConflicts = 10;

/**
 * Handles one request of a person: authorises, acts, answers. Delivered twice, it acts once (the claim carries the request's
 * id) and answers once (the answer is kept, and telling it is a step of its own).
 *
 * @throws ChatBusy when the answer could not be told yet: deliver the request again
 */
export async function handleRequest(ports: RequestPorts, request: PersonRequest): Promise<Answer> {
  const stored = await ports.store.getRequest(request.id);
  let record: RequestRecord = stored ?? { id: request.id, receivedAtMs: ports.clock.now() };
  const answer = record.answer ?? (await answerOrFailure(ports, request));
  if (record.answer === undefined) {
    record = { ...record, answer };
    await ports.store.putRequest(record);
  }
  if (record.answeredAtMs === undefined) {
    await tell(ports, request, answer);
    await ports.store.putRequest({ ...record, answeredAtMs: ports.clock.now() });
  }
  return answer;
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

async function answerOrFailure(ports: RequestPorts, request: PersonRequest): Promise<Answer> {
  try {
    return await carryOut(ports, request);
  } catch (error) {
    if (error instanceof ItemContended) throw error;
    const name = error instanceof Error ? error.name : 'unknown error';
    ports.log.error('a request could not be carried out', { request: request.id, error: name });
    return { kind: 'failed', error: name };
  }
}

async function carryOut(ports: RequestPorts, request: PersonRequest): Promise<Answer> {
  const { wish } = request;
  if (wish.type === 'click') {
    const reference = ports.referenceOf(wish.key.target);
    if (reference === undefined) return { kind: 'notFound', name: wish.key.target };
    return requestAction(ports, request, wish.action, [reference], wish.key.target, wish.key.attempt);
  }
  const { command } = wish;
  switch (command.name) {
    case 'cancel':
      return requestAction(ports, request, 'cancel', ports.provider.candidates(command.target), command.target);
    case 'accept':
    case 'reject': {
      const reference = { on: 'connection', provider: ports.provider.name, id: command.id } as const;
      return requestAction(ports, request, command.name, [reference], command.id);
    }
    default:
      return answerQuestion(ports, command);
  }
}

/**
 * Does what a person asks, if they may.
 *
 * @param references - what they may mean, best guess first
 * @param attempt - the attempt whose button was pressed: if it is no longer the current one, nothing is done
 */
async function requestAction(
  ports: RequestPorts,
  request: PersonRequest,
  action: ActionType,
  references: readonly SubjectReference[],
  name: string,
  attempt?: string,
): Promise<Answer> {
  for (const reference of references) {
    const { item } = await observe(ports, { cause: 'request', reference });
    if (item === undefined) continue;
    const permission = await ports.authorize({ action, environment: environmentOf(item.subject), request });
    if (!permission.allowed)
      return refuse(ports, request, `${action} ${nameOf(item.subject)}`, permission.reason, item);
    if (attempt !== undefined && attempt !== item.key.attempt) {
      return { kind: 'notNow', action, name: nameOf(item.subject), status: 'SUPERSEDED' };
    }
    return claimAndAct(ports, request, action, reference, item);
  }
  // Whoever may not act learns nothing about what exists.
  const permission = await ports.authorize({ action, environment: '', request });
  if (!permission.allowed) return refuse(ports, request, `${action} ${name}`, permission.reason);
  return { kind: 'notFound', name };
}

async function claimAndAct(
  ports: RequestPorts,
  request: PersonRequest,
  action: ActionType,
  reference: SubjectReference,
  observed: Item,
): Promise<Answer> {
  const actor: Actor = { type: 'person', userId: request.userId, requestId: request.id };
  const intent = { action, actor, reason: 'asked for in chat' };
  const key = claimKey(actor, action);
  let item = observed;
  for (let conflicts = 0; conflicts < maximumConflicts; conflicts += 1) {
    const own = item.claims[key];
    if (own !== undefined) return answerOf(item, action, key);
    const name = nameOf(item.subject);
    const rival = Object.values(item.claims).find((claim) => isInTheWay(claim, action));
    if (rival) return { kind: 'inTheWay', action, name, actor: rival.actor };
    if (outcomeByState(action, item.subject, false) !== undefined) {
      return { kind: 'notNow', action, name, status: statusOf(item.subject) };
    }
    const nowMs = ports.clock.now();
    const asked = withTrail(item, nowMs, actor, { what: 'requested', request: action });
    const written = await ports.store.put(withClaim(asked, intent, ports.random.uuid(), nowMs));
    if (written) {
      const done = await act(ports, written, intent, reference);
      await publishOutbox(ports, done, item);
      return answerOf(done, action, key);
    }
    const fresh = await ports.store.get(item.key);
    if (fresh === undefined) throw new ItemContended(item.key);
    item = fresh;
  }
  throw new ItemContended(item.key);
}

function answerOf(item: Item, action: ActionType, key: string): Answer {
  const claim = item.claims[key];
  const name = nameOf(item.subject);
  if (claim?.outcome === undefined) return { kind: 'pending', action, name };
  const error = claim.error === undefined ? {} : { error: claim.error };
  return { kind: 'settled', action, name, outcome: claim.outcome, status: statusOf(item.subject), ...error };
}

/** A refusal is told to the person, and stands in the trail. */
async function refuse(
  ports: RequestPorts,
  request: PersonRequest,
  asked: string,
  reason: string,
  item?: Item,
): Promise<Answer> {
  const entry: TrailEntry = {
    id: `refused~${request.id}`,
    atMs: ports.clock.now(),
    target: item?.key.target ?? unknownTarget,
    ...(item ? { attempt: item.key.attempt } : {}),
    name: item ? nameOf(item.subject) : asked,
    environment: item ? environmentOf(item.subject) : '',
    actor: { type: 'person', userId: request.userId, requestId: request.id },
    event: { what: 'refused', request: asked, reason },
  };
  await ports.store.appendTrail([entry]);
  await ports.bus.publish([entry]);
  return { kind: 'refused', request: asked, reason };
}
