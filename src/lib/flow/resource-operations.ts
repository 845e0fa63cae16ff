import { BotError, errorName } from '../model/errors.ts';
import type { IdempotencyRecord } from '../model/idempotency.ts';
import { placeOfArn } from '../model/reference.ts';
import type { Answer, PersonRequest } from '../model/request.ts';
import type { PlannedOperation, ResourceOperation } from '../model/resource-operation.ts';
import { type TrailEntry, unknownTarget } from '../model/trail.ts';
import type { OperationPlan, OperationResult, ResourceManager } from '../ports.ts';
import { observe } from './observe.ts';
import type { RequestPorts } from './request-ports.ts';
import { keepRecord, RequestUnderWay, recordRefusal } from './request-records.ts';

/** While nobody can tell whether an operation was carried out, it is executed again, with the same token, for so long. */
export const longestUncertaintyMs = 8 * 60_000;

/** An operation is not known to be carried out, or has to wait: execute it again, with the same token. */
export class OperationUncertain extends BotError {
  override readonly name = 'OperationUncertain';
  override readonly retryable = true;
  /** What the person is told if this was the last attempt. */
  readonly lastWord: Answer;
  constructor(error: string, lastWord: Answer) {
    super(`an operation is not known to be carried out (${error}); it is executed again, and carried out once`);
    this.lastWord = lastWord;
  }
}

/**
 * Executes what a person asked for, if they may. What was asked for, and the token, are written down before the first attempt
 * and used for every other: a crash, a timeout or a doubled delivery at any step makes nothing happen twice. From then on a
 * failure anywhere is no "nothing was done", and nobody is asked again whether they may: the operation may be carried out already.
 *
 * @throws OperationUncertain, RequestUnderWay: deliver the request again
 */
export async function executeOperation(
  ports: RequestPorts,
  request: PersonRequest,
  record: IdempotencyRecord,
  operation: ResourceOperation,
): Promise<Answer> {
  const manager = managerOf(ports.resourceManagers, operation.provider);
  if (manager === undefined) return { kind: 'failed', error: 'ProviderNotEnabled' };
  if (!manager.kinds.includes(operation.kind)) return { kind: 'failed', error: 'OperationNotSupported' };
  const begun = record.execution === undefined ? await beginAlone(ports, manager, request, record, operation) : record;
  if ('kind' in begun) return begun;
  if (begun.execution === undefined)
    throw new OperationUncertain('what was asked for is not kept', uncertainAnswer(operation));
  const { operation: planned, token } = begun.execution;
  try {
    const result = await manager.execute(planned, token);
    return await conclude(ports, request, begun, planned, result);
  } catch (error) {
    if (error instanceof OperationUncertain) throw error;
    return uncertain(ports, request, begun, planned, errorName(error));
  }
}

/** A failure before anything is executed means that nothing was done, unless another delivery has begun meanwhile. */
async function beginAlone(
  ports: RequestPorts,
  manager: ResourceManager,
  request: PersonRequest,
  record: IdempotencyRecord,
  operation: ResourceOperation,
): Promise<IdempotencyRecord | Answer> {
  try {
    return await begin(ports, manager, request, record, operation);
  } catch (error) {
    if (error instanceof OperationUncertain || error instanceof RequestUnderWay) throw error;
    await forestallOthers(ports, record);
    throw error;
  }
}

/** May they, can it be, and what is it about: then it is written down. @returns an answer where nothing comes of it */
async function begin(
  ports: RequestPorts,
  manager: ResourceManager,
  request: PersonRequest,
  record: IdempotencyRecord,
  operation: ResourceOperation,
): Promise<IdempotencyRecord | Answer> {
  // A button names what it is about by its ARN: what people call it is known when it is planned, and permissions match that.
  const refusal = await firstRefusal(ports, manager, request, operation);
  if (refusal !== undefined && !operation.name.startsWith('arn:'))
    return refuse(ports, request, record, operation, refusal);
  const problems = manager.problemsWith(operation);
  const plan: OperationPlan =
    problems.length > 0 ? { result: 'refused', error: 'InvalidInput', problems } : await manager.plan(operation);
  const isReady = plan.result === 'ready';
  // What an ARN says of its account is not believed before the provider has said it.
  const isOpen = refusal !== undefined || operation.name.startsWith('arn:');
  const why = isReady && isOpen ? await firstRefusal(ports, manager, request, plan.operation) : refusal;
  // Whoever may do nothing of the kind learns no more than that.
  if (why !== undefined) return refuse(ports, request, record, operation, why);
  if (!isReady) return nothingComesOf(ports, request, await forestallOthers(ports, record), operation, plan);
  const execution = { operation: plan.operation, token: ports.random.uuid() };
  return keepRecord(ports.store, { ...record, execution });
}

/** The ARN of what is there, as far as it is known. */
function targetOf(operation: ResourceOperation | PlannedOperation): string {
  return 'target' in operation && operation.target !== '' ? operation.target : operation.name;
}

/** Why the person may not do all that the operation takes; `undefined` where they may. */
async function firstRefusal(
  ports: RequestPorts,
  manager: ResourceManager,
  request: PersonRequest,
  operation: ResourceOperation,
): Promise<string | undefined> {
  // A name that somebody made up says nothing of where a thing is created.
  const place = operation.kind === 'create' ? manager.createsIn : placeOfArn(targetOf(operation));
  const subject = { on: 'resource', resource: { ...manager.subjectOf(operation), ...place } } as const;
  for (const action of permissionsFor(operation)) {
    const permission = await ports.authorize({ action, subject, request });
    if (!permission.allowed) return permission.reason;
  }
  return undefined;
}

async function refuse(
  ports: RequestPorts,
  request: PersonRequest,
  record: IdempotencyRecord,
  operation: ResourceOperation,
  reason: string,
): Promise<Answer> {
  const asked = describe(operation);
  await recordRefusal(ports, request, await forestallOthers(ports, record), { asked, reason });
  return { kind: 'refused', request: asked, reason };
}

/**
 * Whoever says that nothing comes of an operation must be alone: what another delivery has begun may change what this one sees, as
 * when the resource to delete is gone already. Where none has begun, this write keeps it from beginning.
 *
 * @throws RequestUnderWay
 */
function forestallOthers({ store }: RequestPorts, record: IdempotencyRecord): Promise<IdempotencyRecord> {
  return keepRecord(store, record);
}

/** To create something again is to delete it and to create it. */
function permissionsFor({ kind }: ResourceOperation): readonly ('create' | 'update' | 'delete')[] {
  return kind === 'recreate' ? ['delete', 'create'] : [kind];
}

function describe({ kind, name }: ResourceOperation): string {
  return name === '' ? kind : `${kind} ${name}`;
}

async function nothingComesOf(
  ports: RequestPorts,
  request: PersonRequest,
  record: IdempotencyRecord,
  operation: ResourceOperation,
  plan: Exclude<OperationPlan, { result: 'ready' }>,
): Promise<Answer> {
  switch (plan.result) {
    case 'notFound':
      await recordRefusal(ports, request, record, { asked: describe(operation), reason: 'there is no such resource' });
      return { kind: 'notFound', name: operation.name };
    case 'refused':
      return refused(ports, request, record, operation, plan);
    case 'throttled':
      if (isYoung(ports, record)) throw new OperationUncertain('Throttled', throttled);
      return throttled;
  }
}

async function conclude(
  ports: RequestPorts,
  request: PersonRequest,
  record: IdempotencyRecord,
  operation: ResourceOperation,
  result: OperationResult,
): Promise<Answer> {
  switch (result.result) {
    case 'accepted': {
      await recordOperation(ports, request, record, operation, result.reference?.target);
      await lookAt(ports, request, result);
      const { name, note } = result;
      return { kind: 'operationAccepted', operation: operation.kind, name, ...(note ? { note } : {}) };
    }
    case 'notFound':
    case 'refused':
      return nothingComesOf(ports, request, record, operation, result);
    case 'notYet': {
      const refusal = { error: 'NotYet', message: result.because };
      if (isYoung(ports, record)) throw new OperationUncertain('it has to wait', refusalAnswer(operation, refusal));
      return refused(ports, request, record, operation, refusal);
    }
    case 'throttled':
      return uncertain(ports, request, record, operation, 'Throttled');
    case 'unknown':
      return uncertain(ports, request, record, operation, result.error);
  }
}

function isYoung({ clock }: RequestPorts, { receivedAtMs }: IdempotencyRecord): boolean {
  return clock.now() - receivedAtMs < longestUncertaintyMs;
}

/** @throws OperationUncertain while it is worth another attempt */
async function uncertain(
  ports: RequestPorts,
  request: PersonRequest,
  record: IdempotencyRecord,
  operation: ResourceOperation,
  error: string,
): Promise<Answer> {
  if (isYoung(ports, record)) throw new OperationUncertain(error, uncertainAnswer(operation));
  try {
    await recordOperation(ports, request, record, operation, undefined);
  } catch (failure) {
    // The person must hear that it is uncertain, whatever else fails.
    const name = errorName(failure);
    ports.log.error('an operation of uncertain end is not in the trail', { request: request.id, error: name });
  }
  return uncertainAnswer(operation);
}

const throttled: Answer = { kind: 'failed', error: 'Throttled' };

function uncertainAnswer({ kind, name }: ResourceOperation): Answer {
  return { kind: 'operationUncertain', operation: kind, name };
}

type Refusal = Pick<Extract<OperationResult, { result: 'refused' }>, 'error' | 'message' | 'problems'>;

async function refused(
  ports: RequestPorts,
  request: PersonRequest,
  record: IdempotencyRecord,
  operation: ResourceOperation,
  refusal: Refusal,
): Promise<Answer> {
  await recordRefusal(ports, request, record, { asked: describe(operation), reason: refusal.error });
  return refusalAnswer(operation, refusal);
}

function refusalAnswer({ kind, name }: ResourceOperation, { error, message, problems = [] }: Refusal): Answer {
  return { kind: 'operationRefused', operation: kind, name, error, problems, ...(message ? { message } : {}) };
}

/** Its message comes from looking at it; where that fails, the sweep finds it. */
async function lookAt(
  ports: RequestPorts,
  request: PersonRequest,
  { reference }: Extract<OperationResult, { result: 'accepted' }>,
): Promise<void> {
  if (reference === undefined) return;
  try {
    await observe(ports, { cause: 'request', reference });
  } catch (error) {
    const name = errorName(error);
    ports.log.warn('what was asked for could not be looked at; the sweep will', { request: request.id, error: name });
  }
}

/** Once in the trail, however often the operation is delivered. */
async function recordOperation(
  ports: RequestPorts,
  request: PersonRequest,
  record: IdempotencyRecord,
  operation: ResourceOperation,
  target: string | undefined,
): Promise<void> {
  const entry: TrailEntry = {
    // Not shown to anybody; as an earlier version wrote it, so that a request that it had begun has one entry.
    id: `ordered~${request.id}`,
    atMs: record.receivedAtMs,
    target: target ?? unknownTarget,
    name: operation.name,
    environment: '',
    actor: { type: 'person', userId: request.userId, requestId: request.id },
    event: { what: 'requested', request: describe(operation) },
  };
  await ports.store.appendTrail([entry]);
}

/** The resource manager of a provider; `undefined` where it has none, or is not enabled. */
export function managerOf(managers: readonly ResourceManager[], provider: string): ResourceManager | undefined {
  return managers.find((manager) => manager.provider === provider);
}
