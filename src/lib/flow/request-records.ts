import { BotError, errorName } from '../model/errors.ts';
import type { IdempotencyRecord } from '../model/idempotency.ts';
import type { Item } from '../model/item.ts';
import type { Answer, PersonRequest } from '../model/request.ts';
import { environmentOf, nameOf } from '../model/statuses.ts';
import { type TrailEntry, unknownTarget } from '../model/trail.ts';
import type { Bus, Log, Store } from '../ports.ts';
import type { RequestContext } from './request-ports.ts';

/** Another delivery of the same work is being handled. What comes of it is there when this one comes back. */
export class RequestUnderWay extends BotError {
  override readonly name = 'RequestUnderWay';
  override readonly retryable = true;
  constructor(id: string) {
    super(`another delivery of the same work (${id}) is being handled`);
  }
}

/** Writes a record down, or leaves the work to the delivery that was faster. @throws RequestUnderWay */
export async function keepRecord(store: Store, record: IdempotencyRecord): Promise<IdempotencyRecord> {
  const kept = await store.putRecord(record);
  if (kept === undefined) throw new RequestUnderWay(record.id);
  return kept;
}

/** What is refused, or comes to nothing, stands in the trail, once however often it is delivered. The bus hears of it if it can. */
export async function recordRefusal(
  ports: { readonly store: Store; readonly bus: Bus; readonly log: Log },
  request: PersonRequest,
  record: IdempotencyRecord,
  refusal: { readonly asked: string; readonly reason: string; readonly item?: Item },
): Promise<void> {
  const { asked, reason, item } = refusal;
  const entry: TrailEntry = {
    id: `refused~${request.id}`,
    atMs: record.receivedAtMs,
    target: item?.key.target ?? unknownTarget,
    ...(item ? { attempt: item.key.attempt } : {}),
    name: item ? nameOf(item.subject) : asked,
    environment: item ? environmentOf(item.subject) : '',
    actor: { type: 'person', userId: request.userId, requestId: request.id },
    event: { what: 'refused', request: asked, reason },
  };
  await ports.store.appendTrail([entry]);
  try {
    await ports.bus.publish([entry]);
  } catch (error) {
    const name = errorName(error);
    ports.log.warn('the bus did not hear of a refusal; the trail has it', { request: request.id, error: name });
  }
}

/** Refuses what comes too late, and says so. */
export async function refuseAsTooOld(
  { ports, request, record }: RequestContext,
  asked: string,
  { limitMs }: { readonly limitMs: number },
  item?: Item,
): Promise<Answer> {
  const reason = `it came more than ${limitMs / 60_000} minutes after it was asked for`;
  await recordRefusal(ports, request, record, { asked, reason, ...(item ? { item } : {}) });
  return { kind: 'tooOld', request: asked, limitMs };
}
