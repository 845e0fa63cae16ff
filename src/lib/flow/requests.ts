import { errorName, isRetryable } from '../model/errors.ts';
import { done, type IdempotencyRecord, taken, workState } from '../model/idempotency.ts';
import type { Answer, Interaction, PersonRequest } from '../model/request.ts';
import { lateness, requestRecordLifetimeMs } from '../model/request-age.ts';
import type { ResourceOperation } from '../model/resource-operation.ts';
import { ChatRefused, ProviderUnavailable, ScopesUnavailable } from '../ports.ts';
import { requestOwner } from './own.ts';
import { requestAction } from './request-action.ts';
import type { RequestContext, RequestPorts } from './request-ports.ts';
import { keepRecord, RequestUnderWay, recordRefusal, refuseAsTooOld } from './request-records.ts';
import { unaskedOf } from './resolve.ts';
import { executeOperation } from './resource-operations.ts';
import { requestReply } from './steering-requests.ts';

/**
 * Handles one request of a person: authorizes, acts, answers. If it is delivered twice, it acts once, because the claim has the
 * request's id. It also answers once, because the answer is stored and posting it is a separate step.
 *
 * @throws ChatBusy when the answer could not be posted yet, RequestUnderWay when another delivery is being handled: deliver the
 *   request again
 */
export async function handleRequest(ports: RequestPorts, request: PersonRequest): Promise<Answer> {
  const changes = changesAnything(ports, request.interaction);
  const stored = await ports.store.getRecord(request.id);
  const nowMs = ports.clock.now();
  const isNew = workState(stored, nowMs) === 'new';
  // No lease: a crash must not make a person wait. If there are two deliveries at once, the version of the record stops one of
  // them.
  const times = { nowMs, leaseMs: 0, timeToLiveMs: requestRecordLifetimeMs };
  const opened = stored === undefined || isNew ? taken(stored, request.id, times) : stored;
  // Written before anything is done. A second delivery must know when the first one came, and later what it was about.
  const record = isNew && changes ? await keepRecord(ports.store, opened) : opened;
  const answer = record.answer ?? (await answerOrFailure({ ports, request, record }, changes));
  let answered = record;
  if (record.answer === undefined && changes) {
    const now = (await ports.store.getRecord(request.id)) ?? record;
    if (now.answer !== undefined || isOvertaken(record, now, answer)) throw new RequestUnderWay(request.id);
    answered = await keepRecord(ports.store, { ...now, answer });
  }
  if (record.doneAtMs === undefined) {
    await post(ports, request, answer);
    await noteAsTold(ports, answered);
  }
  return answer;
}

/**
 * Whether this delivery says that nothing was done, while another delivery has begun the work. The answer is the result of the
 * other one. It is there when this one is delivered again.
 */
function isOvertaken(record: IdempotencyRecord, now: IdempotencyRecord, answer: Answer): boolean {
  const saysNothingDone = answer.kind === 'failed' || answer.kind === 'refused' || answer.kind === 'notFound';
  return saysNothingDone && record.execution === undefined && now.execution !== undefined;
}

/**
 * A request that only reads is not stored, because its answer may be long. It is executed again. An unknown command does not
 * count as one.
 */
function changesAnything({ commands }: RequestPorts, interaction: Interaction): boolean {
  return interaction.type !== 'command' || commands.get(interaction.command.name)?.definition.effect !== 'read';
}

/** The person has the answer: a failure to record this must not bring the request back, to answer it once more. */
async function noteAsTold({ store, clock, log }: RequestPorts, answered: IdempotencyRecord): Promise<void> {
  try {
    await store.putRecord(done(answered, clock.now()));
  } catch (error) {
    log.warn('it could not be recorded that a request was answered', { request: answered.id, error: errorName(error) });
  }
}

/** If the chat will never accept an answer (the person has left, the address is used up), it is not tried again. */
async function post(ports: RequestPorts, request: PersonRequest, answer: Answer): Promise<void> {
  try {
    await ports.chat.answer(request, answer);
  } catch (error) {
    if (!(error instanceof ChatRefused)) throw error;
    ports.log.error('the answer to a request cannot be posted', { request: request.id, code: error.code });
  }
}

async function answerOrFailure(context: RequestContext, changes: boolean): Promise<Answer> {
  const { ports, request } = context;
  try {
    return (changes ? await lateAnswer(context) : undefined) ?? (await carryOut(context));
  } catch (error) {
    // Nothing is decided yet, so the request is delivered again. If a provider does not answer, the person learns that at once,
    // because they wait.
    if (isRetryable(error) && !(error instanceof ProviderUnavailable)) throw error;
    const name = errorName(error);
    ports.log.error('a request could not be carried out', { request: request.id, error: name });
    const unasked = error instanceof ScopesUnavailable ? { unasked: [unaskedOf(error.provider, error)] } : {};
    return { kind: 'failed', error: name, ...unasked };
  }
}

function carryOut(context: RequestContext): Promise<Answer> {
  const { ports, request, record } = context;
  const { interaction } = request;
  switch (interaction.type) {
    case 'click':
      return requestAction(context, {
        action: interaction.action,
        name: interaction.key.target,
        key: interaction.key,
        about: interaction.about,
      });
    case 'reply':
      return requestReply(context, interaction);
    case 'own':
      return requestOwner(context, interaction.key);
    case 'operation':
      return executeOperation(ports, request, record, interaction.operation);
    case 'command': {
      const { name, ...values } = interaction.command;
      const command = ports.commands.get(name);
      return command === undefined
        ? Promise.resolve({ kind: 'failed', error: 'UnknownCommand' })
        : command.run(context, values);
    }
  }
}

/**
 * The answer to a request that comes too late; `undefined` if it is in time, or if an earlier delivery may have claimed an
 * attempt.
 */
async function lateAnswer(context: RequestContext): Promise<Answer | undefined> {
  const { ports, request, record } = context;
  const isBegun = record.key !== undefined || record.execution !== undefined;
  const late = lateness(request, isBegun, ports.clock.now());
  if (late === undefined || record.key !== undefined) return undefined;
  return record.execution === undefined
    ? refuseAsTooOld(context, describeInteraction(request.interaction), late)
    : leftUncertain(context, record.execution.operation);
}

/** An operation that was begun long ago: its provider may have forgotten the token, and would execute it again. */
async function leftUncertain(
  { ports, request, record }: RequestContext,
  { kind, name }: ResourceOperation,
): Promise<Answer> {
  const reason = 'it is not known whether it was carried out, and it is too old to try again';
  await recordRefusal(ports, request, record, { asked: `${kind} ${name}`, reason });
  return { kind: 'operationUncertain', operation: kind, name };
}

/** The request, as people type it. */
function describeInteraction(interaction: Interaction): string {
  switch (interaction.type) {
    case 'click':
      return `${interaction.action} ${interaction.key.target}`;
    case 'reply':
      return `${interaction.answer} ${interaction.key.target}`;
    case 'own':
      return `"I'm on it" for ${interaction.key.target}`;
    case 'operation':
      return `${interaction.operation.kind} ${interaction.operation.name}`.trim();
    case 'command': {
      const { name, ...values } = interaction.command;
      return [name, ...Object.values(values)].join(' ');
    }
  }
}
