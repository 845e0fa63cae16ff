import { BotError, errorName } from '../model/errors.ts';
import type { IdempotencyRecord } from '../model/idempotency.ts';
import type { Order } from '../model/order.ts';
import type { Answer, PersonRequest } from '../model/request.ts';
import { type TrailEntry, unknownTarget } from '../model/trail.ts';
import type { OrderDesk, OrderResult, Preparation } from '../ports.ts';
import { observe } from './observe.ts';
import { deskOf } from './order-desks.ts';
import type { RequestPorts } from './request-ports.ts';
import { keepRecord, RequestUnderWay, recordRefusal } from './request-records.ts';

/** While nobody can tell whether an order was carried out, it is placed again, with the same token, for so long. */
const longestUncertaintyMs = 8 * 60_000;

/** An order is not known to be carried out, or has to wait: place it again, with the same token. */
export class OrderUncertain extends BotError {
  override readonly name = 'OrderUncertain';
  override readonly retryable = true;
  constructor(error: string) {
    super(`an order is not known to be carried out (${error}); it is placed again, and carried out once`);
  }
}

/**
 * Places what a person ordered, if they may. What exactly is ordered, and the token, are written down before the first attempt
 * and used for every other: a crash, a timeout or a doubled delivery at any step makes nothing happen twice. From then on a
 * failure anywhere is no "nothing was done", and nobody is asked again whether they may: the order may be carried out already.
 *
 * @throws OrderUncertain, RequestUnderWay: deliver the request again
 */
export async function placeOrder(
  ports: RequestPorts,
  request: PersonRequest,
  record: IdempotencyRecord,
  order: Order,
): Promise<Answer> {
  const desk = deskOf(ports.desks, order.provider);
  if (desk === undefined) return { kind: 'failed', error: 'ProviderNotEnabled' };
  const begun = record.placing === undefined ? await beginAlone(ports, desk, request, record, order) : record;
  if ('kind' in begun) return begun;
  if (begun.placing === undefined) throw new OrderUncertain('what was ordered is not kept');
  const { order: prepared, token } = begun.placing;
  try {
    const result = await desk.place(prepared, token);
    return await conclude(ports, request, begun, prepared, result);
  } catch (error) {
    if (error instanceof OrderUncertain) throw error;
    return uncertain(ports, request, begun, prepared, errorName(error));
  }
}

/** A failure before anything is placed means that nothing was done, unless another delivery has begun meanwhile. */
async function beginAlone(
  ports: RequestPorts,
  desk: OrderDesk,
  request: PersonRequest,
  record: IdempotencyRecord,
  order: Order,
): Promise<IdempotencyRecord | Answer> {
  try {
    return await begin(ports, desk, request, record, order);
  } catch (error) {
    if (error instanceof OrderUncertain || error instanceof RequestUnderWay) throw error;
    await forestallOthers(ports, record);
    throw error;
  }
}

/** May they, can it be, and what is it about: then it is written down. @returns an answer where nothing comes of it */
async function begin(
  ports: RequestPorts,
  desk: OrderDesk,
  request: PersonRequest,
  record: IdempotencyRecord,
  order: Order,
): Promise<IdempotencyRecord | Answer> {
  const asked = describe(order);
  const { provider, name } = order;
  const subject = { on: 'resource', resource: { provider, kind: desk.kind, name } } as const;
  for (const action of permissionsFor(order)) {
    const permission = await ports.authorize({ action, subject, request });
    if (permission.allowed) continue;
    const alone = await forestallOthers(ports, record);
    await recordRefusal(ports, request, alone, { asked, reason: permission.reason });
    return { kind: 'refused', request: asked, reason: permission.reason };
  }
  const problems = desk.problemsWith(order);
  const preparation: Preparation =
    problems.length > 0 ? { result: 'refused', error: 'InvalidInput', problems } : await desk.prepare(order);
  if (preparation.result !== 'ready') {
    return nothingComesOf(ports, request, await forestallOthers(ports, record), order, preparation);
  }
  const placing = { order: preparation.order, token: ports.random.uuid() };
  return keepRecord(ports.store, { ...record, placing });
}

/**
 * Whoever says that nothing comes of an order must be alone: what another delivery has begun may change what this one sees, as
 * when the thing to delete is gone already. Where none has begun, this write keeps it from beginning.
 *
 * @throws RequestUnderWay
 */
function forestallOthers({ store }: RequestPorts, record: IdempotencyRecord): Promise<IdempotencyRecord> {
  return keepRecord(store, record);
}

/** To create something again is to delete it and to create it. */
function permissionsFor({ kind }: Order): readonly ('create' | 'update' | 'delete')[] {
  return kind === 'recreate' ? ['delete', 'create'] : [kind];
}

function describe({ kind, name }: Order): string {
  return name === '' ? kind : `${kind} ${name}`;
}

async function nothingComesOf(
  ports: RequestPorts,
  request: PersonRequest,
  record: IdempotencyRecord,
  order: Order,
  preparation: Exclude<Preparation, { result: 'ready' }>,
): Promise<Answer> {
  switch (preparation.result) {
    case 'notFound':
      await recordRefusal(ports, request, record, { asked: describe(order), reason: 'there is no such thing' });
      return { kind: 'notFound', name: order.name };
    case 'refused':
      return refused(ports, request, record, order, preparation);
    case 'throttled':
      if (isYoung(ports, record)) throw new OrderUncertain('Throttled');
      return { kind: 'failed', error: 'Throttled' };
  }
}

async function conclude(
  ports: RequestPorts,
  request: PersonRequest,
  record: IdempotencyRecord,
  order: Order,
  result: OrderResult,
): Promise<Answer> {
  switch (result.result) {
    case 'accepted': {
      await recordOrder(ports, request, record, order, result.reference?.target);
      await lookAt(ports, request, result);
      const { name, note } = result;
      return { kind: 'ordered', order: order.kind, name, ...(note ? { note } : {}) };
    }
    case 'notFound':
    case 'refused':
      return nothingComesOf(ports, request, record, order, result);
    case 'notYet':
      if (isYoung(ports, record)) throw new OrderUncertain('it has to wait');
      return refused(ports, request, record, order, { error: 'NotYet', message: result.because });
    case 'throttled':
      return uncertain(ports, request, record, order, 'Throttled');
    case 'unknown':
      return uncertain(ports, request, record, order, result.error);
  }
}

function isYoung({ clock }: RequestPorts, { receivedAtMs }: IdempotencyRecord): boolean {
  return clock.now() - receivedAtMs < longestUncertaintyMs;
}

/** @throws OrderUncertain while it is worth another attempt */
async function uncertain(
  ports: RequestPorts,
  request: PersonRequest,
  record: IdempotencyRecord,
  order: Order,
  error: string,
): Promise<Answer> {
  if (isYoung(ports, record)) throw new OrderUncertain(error);
  try {
    await recordOrder(ports, request, record, order, undefined);
  } catch (failure) {
    // The person must hear that it is uncertain, whatever else fails.
    const name = errorName(failure);
    ports.log.error('an order of uncertain end is not in the trail', { request: request.id, error: name });
  }
  return { kind: 'orderUncertain', order: order.kind, name: order.name };
}

async function refused(
  ports: RequestPorts,
  request: PersonRequest,
  record: IdempotencyRecord,
  order: Order,
  {
    error,
    message,
    problems = [],
  }: Pick<Extract<OrderResult, { result: 'refused' }>, 'error' | 'message' | 'problems'>,
): Promise<Answer> {
  await recordRefusal(ports, request, record, { asked: describe(order), reason: error });
  const { kind, name } = order;
  return { kind: 'orderRefused', order: kind, name, error, problems, ...(message ? { message } : {}) };
}

/** Its message comes from looking at it; where that fails, the sweep finds it. */
async function lookAt(
  ports: RequestPorts,
  request: PersonRequest,
  { reference }: Extract<OrderResult, { result: 'accepted' }>,
): Promise<void> {
  if (reference === undefined) return;
  try {
    await observe(ports, { cause: 'request', reference });
  } catch (error) {
    const name = errorName(error);
    ports.log.warn('what was ordered could not be looked at; the sweep will', { request: request.id, error: name });
  }
}

/** Once in the trail, however often the order is delivered. */
async function recordOrder(
  ports: RequestPorts,
  request: PersonRequest,
  record: IdempotencyRecord,
  order: Order,
  target: string | undefined,
): Promise<void> {
  const entry: TrailEntry = {
    id: `ordered~${request.id}`,
    atMs: record.receivedAtMs,
    target: target ?? unknownTarget,
    name: order.name,
    environment: '',
    actor: { type: 'person', userId: request.userId, requestId: request.id },
    event: { what: 'requested', request: describe(order) },
  };
  await ports.store.appendTrail([entry]);
}
