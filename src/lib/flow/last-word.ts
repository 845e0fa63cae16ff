import { type ActionType, actionTypes } from '../model/claim.ts';
import { errorName } from '../model/errors.ts';
import { done, type IdempotencyRecord } from '../model/idempotency.ts';
import type { PermittedAction } from '../model/permission.ts';
import type { Answer, PersonRequest } from '../model/request.ts';
import { ChatBusy, ChatRefused } from '../ports.ts';
import type { RequestPorts } from './request-ports.ts';
import { RequestUnderWay, recordRefusal } from './request-records.ts';
import { handleRequest } from './requests.ts';
import { OperationUncertain } from './resource-operations.ts';

/**
 * How often the queue of `command` delivers a message before it is a dead letter, and its visibility timeout. A test compares
 * these figures with `infrastructure/queues.yml`.
 */
export const commandQueue = { maxReceiveCount: 8, visibilityTimeoutMs: 180_000 } as const;

/**
 * From this delivery on, a request always ends with an answer. The two deliveries after it are for the answer itself, if the chat
 * is busy or the function dies. Earlier failures are tried again after 10, 30, 90, 180 and 180 s (`handlers/batch`). So this is
 * the first delivery after the eight minutes for which an operation is executed again.
 */
export const lastWordDelivery = commandQueue.maxReceiveCount - 2;

/** How often a record that others change at the same time is read and written again. */
const maximumConflicts = 5;

/**
 * Handles one delivery of a request, as {@link handleRequest} does. If the next delivery could fail in the same way and be the
 * last, the person gets an answer with what is known.
 *
 * @param receiveCount - how often the queue has delivered it, including this time
 * @throws ChatBusy when the answer could not be posted yet; before the last deliveries, anything that {@link handleRequest}
 *   throws
 */
export async function handleDelivery(
  ports: RequestPorts,
  request: PersonRequest,
  receiveCount: number,
): Promise<Answer> {
  try {
    return await handleRequest(ports, request);
  } catch (error) {
    if (!isLastWordDue(error, receiveCount)) throw error;
    const name = errorName(error);
    ports.log.error('a request ends without a certain result; the person gets this answer', {
      request: request.id,
      error: name,
    });
    return answerLastWord(
      ports,
      request,
      error instanceof OperationUncertain ? error.lastWord : lastWordOn(ports, request),
    );
  }
}

/** Another delivery that is being handled finds the answer itself, unless it dies: so this one waits for it as long as it can. */
function isLastWordDue(error: unknown, receiveCount: number): boolean {
  if (error instanceof ChatBusy) return false;
  return receiveCount >= (error instanceof RequestUnderWay ? commandQueue.maxReceiveCount : lastWordDelivery);
}

/** The answer is stored and recorded in the trail, if possible. It is posted in any case. */
async function answerLastWord(ports: RequestPorts, request: PersonRequest, given: Answer): Promise<Answer> {
  const record = await keepLastWord(ports, request, given);
  const answer = record?.answer ?? given;
  if (record?.doneAtMs !== undefined) return answer;
  try {
    await ports.chat.answer(request, answer);
  } catch (error) {
    if (!(error instanceof ChatRefused)) throw error;
    ports.log.error('the answer to a request cannot be posted', { request: request.id, code: error.code });
  }
  await orNothing(ports, request, async () => {
    if (record !== undefined) await ports.store.putRecord(done(record, ports.clock.now()));
  });
  return answer;
}

/**
 * @returns the record with the answer to post: that of another delivery, if it wrote one; `undefined` where nothing could be written
 */
function keepLastWord(
  ports: RequestPorts,
  request: PersonRequest,
  answer: Answer,
): Promise<IdempotencyRecord | undefined> {
  return orNothing(ports, request, async () => {
    for (let conflicts = 0; conflicts < maximumConflicts; conflicts += 1) {
      const record = await ports.store.getRecord(request.id);
      if (record === undefined || record.answer !== undefined) return record;
      const kept = await ports.store.putRecord({ ...record, answer });
      if (kept !== undefined) {
        await recordUncertainty(ports, request, record);
        return kept;
      }
    }
    return undefined;
  });
}

/** Only by the delivery whose answer is kept: a reason that another one recorded for its own answer has the same id in the trail. */
async function recordUncertainty(
  ports: RequestPorts,
  request: PersonRequest,
  record: IdempotencyRecord,
): Promise<void> {
  if (request.interaction.type !== 'operation') return;
  const { kind, name } = request.interaction.operation;
  const reason = 'its last attempt ended without a certain answer';
  await recordRefusal(ports, request, record, { asked: `${kind} ${name}`.trim(), reason });
}

/** Does work that helps but is not needed. If it fails, the answer is still posted. */
async function orNothing<Result>(
  { log }: RequestPorts,
  request: PersonRequest,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    const name = errorName(error);
    log.warn('the last word on a request is not written down', { request: request.id, error: name });
    return undefined;
  }
}

/** The answer to a request of which only the request itself is known. */
function lastWordOn({ commands }: RequestPorts, { interaction }: PersonRequest): Answer {
  if (interaction.type === 'operation') {
    const { kind, name } = interaction.operation;
    return { kind: 'operationUncertain', operation: kind, name };
  }
  if (interaction.type === 'reply' || interaction.type === 'own') return { kind: 'failed', error: 'GaveUp' };
  if (interaction.type === 'click')
    return { kind: 'pending', action: interaction.action, name: interaction.key.target };
  const { name: commandName, ...values } = interaction.command;
  const definition = commands.get(commandName)?.definition;
  const action = definition?.effect === 'write' ? actionOf(definition.permission) : undefined;
  const [name = ''] = Object.values(values);
  return action === undefined ? { kind: 'failed', error: 'GaveUp' } : { kind: 'pending', action, name };
}

/** Actions on an attempt: its message in the channel shows the result. */
function actionOf(permission: PermittedAction): ActionType | undefined {
  return actionTypes.find((action) => action === permission);
}
