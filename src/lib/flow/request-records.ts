import { BotError, errorName } from '../model/errors.ts';
import type { IdempotencyRecord } from '../model/idempotency.ts';
import type { Item } from '../model/item.ts';
import type { Answer, PersonRequest } from '../model/request.ts';
import { environmentOf, nameOf } from '../model/statuses.ts';
import { type TrailEntry, unknownTarget } from '../model/trail.ts';
import type { Bus, Log, Store } from '../ports.ts';
import type { RequestContext } from './request-ports.ts';

/** Another delivery of the same work is being handled. When this one is delivered again, the result of the other is there. */
export class RequestUnderWay extends BotError {
  override readonly name = 'RequestUnderWay';
  override readonly retryable = true;
  constructor(id: string) {
    super(`another delivery of the same work (${id}) is being handled`);
  }
}

/** Writes a record, or leaves the work to the delivery that was faster. @throws RequestUnderWay */
export async function keepRecord(store: Store, record: IdempotencyRecord): Promise<IdempotencyRecord> {
  const kept = await store.putRecord(record);
  if (kept === undefined) throw new RequestUnderWay(record.id);
  return kept;
}

/** Records in the trail a request that is refused or does nothing, once for all deliveries. The bus also gets it, if possible. */
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

/** Refuses a request that comes too late, and answers so. */
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
