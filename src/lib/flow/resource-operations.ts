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

/** While it is unknown whether an operation was executed, it is executed again, with the same token, for this long. */
export const longestUncertaintyMs = 8 * 60_000;

/** The result of an operation is unknown, or it has to wait: execute it again, with the same token. */
export class OperationUncertain extends BotError {
  override readonly name = 'OperationUncertain';
  override readonly retryable = true;
  /** The answer to the person, if this was the last attempt. */
  readonly lastWord: Answer;
  constructor(error: string, lastWord: Answer) {
    super(`an operation is not known to be carried out (${error}); it is executed again, and carried out once`);
    this.lastWord = lastWord;
  }
}

/**
 * Executes the operation that a person asked for, if they are permitted to. The operation and its token are stored before the
 * first attempt, and used for every later one. So a crash, a timeout or a second delivery at any step makes nothing happen twice.
 * From then on, a failure does not mean that nothing was done, and permissions are not checked again: the operation may already
 * be executed.
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
    const answer = await conclude(ports, request, begun, planned, result);
    const wasCalledBefore = record.execution !== undefined;
    return wasCalledBefore && answer.kind === 'operationRefused' ? { ...answer, wasCalledBefore } : answer;
  } catch (error) {
    if (error instanceof OperationUncertain) throw error;
    return uncertain(ports, request, begun, planned, errorName(error));
  }
}

/** A failure before the execution means that nothing was done, unless another delivery has begun meanwhile. */
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

/** Checks the permission, plans the operation, and stores the plan. @returns an answer if it is not executed */
async function begin(
  ports: RequestPorts,
  manager: ResourceManager,
  request: PersonRequest,
  record: IdempotencyRecord,
  operation: ResourceOperation,
): Promise<IdempotencyRecord | Answer> {
  // A button names its resource by ARN. The name that people use is known after planning, and permissions match that name.
  const refusal = await firstRefusal(ports, manager, request, operation);
  if (refusal !== undefined && !operation.name.startsWith('arn:'))
    return refuse(ports, request, record, operation, refusal);
  const problems = manager.problemsWith(operation);
  const plan: OperationPlan =
    problems.length > 0 ? { result: 'refused', error: 'InvalidInput', problems } : await manager.plan(operation);
  const isReady = plan.result === 'ready';
  // The account in an ARN is not trusted before the provider has confirmed it.
  const isOpen = refusal !== undefined || operation.name.startsWith('arn:');
  const why = isReady && isOpen ? await firstRefusal(ports, manager, request, plan.operation) : refusal;
  // A person without any permission of this kind learns nothing else.
  if (why !== undefined) return refuse(ports, request, record, operation, why);
  if (!isReady) return nothingComesOf(ports, request, await forestallOthers(ports, record), operation, plan);
  const execution = { operation: plan.operation, token: ports.random.uuid() };
  return keepRecord(ports.store, { ...record, execution });
}

/** The ARN of the existing resource, if it is known. */
function targetOf(operation: ResourceOperation | PlannedOperation): string {
  return 'target' in operation && operation.target !== '' ? operation.target : operation.name;
}

/** Why the person is not permitted to do everything that the operation needs; `undefined` if they are. */
async function firstRefusal(
  ports: RequestPorts,
  manager: ResourceManager,
  request: PersonRequest,
  operation: ResourceOperation,
): Promise<string | undefined> {
  // A new name does not say where the resource is created.
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
 * A delivery that answers "not executed" must be the only one. Another delivery may have begun, and may have changed what this
 * one sees: the resource to delete may be gone already. If no other delivery has begun, this write prevents it.
 *
 * @throws RequestUnderWay
 */
function forestallOthers({ store }: RequestPorts, record: IdempotencyRecord): Promise<IdempotencyRecord> {
  return keepRecord(store, record);
}

/** Creating a resource again means to delete it and to create it. */
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

/** @throws OperationUncertain while another attempt makes sense */
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
    // The person must get the answer that it is uncertain, even if everything else fails.
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

/** A look at it creates its message. If that fails, the sweep finds it. */
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
    // Not shown to people. It is the text of an earlier version, so that a request that began with that version has one entry.
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
