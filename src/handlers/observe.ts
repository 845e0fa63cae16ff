import { eventParsers } from 'proton-bot:providers';
import { type Intake, MalformedMessage, takeIn } from '../lib/aws/messages/index.ts';
import { type ObserveResult, observe } from '../lib/flow/index.ts';
import { BotError, errorName } from '../lib/model/errors.ts';
import type { Hint } from '../lib/model/reference.ts';
import { nameOf, statusOf } from '../lib/model/statuses.ts';
import { ProviderNotEnabled } from '../lib/ports.ts';
import { OutsideScopes } from '../lib/providers/scopes.ts';
import { explain } from '../lib/rules/index.ts';
import { type Failure, partitioned, queueHandler, readAll, runTasks } from './batch/index.ts';
import { createReport } from './composition/event-report.ts';
import { createObservePorts } from './composition/observe-ports.ts';

/** How many targets are looked at in parallel; the messages of one target are handled one after the other. */
const parallelTargets = 5;
const ports = createObservePorts();
const report = createReport(ports.log);

/** An event of a provider from the default bus, or a hint of a schedule or of the sweep. */
type Content = Extract<Intake, { kind: 'hint' | 'ignored' }>;

/** @throws MalformedMessage, MalformedEvent */
function read(body: string): Content {
  const content = takeIn(body, eventParsers);
  if (content.kind === 'hint' || content.kind === 'ignored') return content;
  throw new MalformedMessage(`it is a ${content.kind}, which belongs on the queue of notify: check the event rules`);
}

function partitionKeyOf(content: Content): string {
  if (content.kind === 'ignored') return content.eventId;
  const { reference } = content.hint;
  return reference.target ?? JSON.stringify(reference);
}

async function follow(content: Content, messageId: string, remainingMs: () => number): Promise<void> {
  const { eventId } = content;
  if (content.kind === 'ignored') {
    ports.log.info('ignored an event', { eventId, reason: content.reason });
    await report({ eventId, messageId, result: 'ignored', reason: content.reason });
    return;
  }
  const { hint } = content;
  const observation = await observeIfServed(hint, remainingMs);
  if ('notServed' in observation) {
    if (hint.cause === 'event') await report({ eventId, messageId, result: 'ignored', reason: observation.notServed });
    return;
  }
  const { item } = observation;
  const decisions = observation.decisions.filter(({ verdict }) => verdict !== 'notMatched');
  const target = item?.key.target ?? hint.reference.target;
  ports.log.info('observed', {
    eventId,
    cause: hint.cause,
    target,
    ...(item ? { name: nameOf(item.subject), status: statusOf(item.subject) } : {}),
    decisions: decisions.map((decision) => explain(decision)),
  });
  if (hint.cause !== 'event') return;
  await report({
    eventId,
    messageId,
    result: item ? 'observed' : 'unknownTarget',
    ...(target === undefined ? {} : { target }),
    ...(item ? { status: statusOf(item.subject) } : {}),
    decisions,
  });
}

/** Only for events: nobody waits for the id of the bot's own hint. A message that comes back is reported each time. */
async function reportFailures(failures: readonly Failure[], result: 'malformed' | 'failed'): Promise<void> {
  for (const { messages, error } of failures) {
    const reason = error instanceof BotError ? error.publicMessage : errorName(error);
    for (const { id } of messages) await report({ eventId: '', messageId: id, result, reason });
  }
}

/**
 * A schedule may still send a hint for a back end that is now disabled, and the event bus may carry events of accounts that the bot
 * does not serve. Such a hint can never succeed, so it is not tried again.
 */
async function observeIfServed(
  hint: Hint,
  remainingMs: () => number,
): Promise<ObserveResult | { readonly notServed: string }> {
  try {
    return await observe({ ...ports, remainingMs }, hint);
  } catch (error) {
    if (!(error instanceof ProviderNotEnabled || error instanceof OutsideScopes)) throw error;
    ports.log.warn('a hint is about what is not served', { remedy: error.message });
    return { notServed: error.message };
  }
}

/** Follows hints: reads the truth, decides, acts. */
export const handler = queueHandler({
  log: ports.log,
  work: async (messages, context) => {
    const { readable, unreadable } = readAll(messages, read);
    const remainingMs = () => context.getRemainingTimeInMillis();
    const partitions = partitioned(readable, ({ content }) => partitionKeyOf(content)).map((partition) =>
      partition.map(({ message, content }) => ({
        messages: [message],
        run: () => follow(content, message.id, remainingMs),
      })),
    );
    const failures = await runTasks(partitions, { partitions: parallelTargets, remainingMs });
    await reportFailures(unreadable, 'malformed');
    await reportFailures(failures, 'failed');
    return [...unreadable, ...failures];
  },
});
