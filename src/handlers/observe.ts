import { readBody, readHint } from '../lib/aws/messages/index.ts';
import { type ObserveResult, observe } from '../lib/flow/index.ts';
import type { Hint } from '../lib/model/reference.ts';
import { nameOf, statusOf } from '../lib/model/statuses.ts';
import { parseProtonEvent } from '../lib/providers/proton/index.ts';
import { ProviderNotEnabled } from '../lib/providers/several.ts';
import { explain } from '../lib/rules/index.ts';
import { inLanes, queueHandler, readAll, runTasks } from './batch/index.ts';
import { createObservePorts } from './composition/observing.ts';

/** Targets that are looked at side by side; one target's messages go one after the other. */
const parallelTargets = 5;
const ports = createObservePorts();

/** An event of Proton, as the default bus hands it on, or a hint of a schedule or of the sweep. */
type Content =
  | { readonly eventId: string; readonly hint: Hint }
  | { readonly eventId: string; readonly ignored: string };

/** @throws MalformedMessage, MalformedEvent */
function read(body: string): Content {
  const fields = readBody(body);
  if (fields['source'] === undefined) return { eventId: '', hint: readHint(fields) };
  const eventId = typeof fields['id'] === 'string' ? fields['id'] : '';
  const parsed = parseProtonEvent(fields);
  if (parsed.kind === 'ignored') return { eventId, ignored: parsed.reason };
  return { eventId, hint: { cause: 'event', reference: parsed.reference } };
}

function laneOf(content: Content): string {
  if ('ignored' in content) return content.eventId;
  const { reference } = content.hint;
  return reference.target ?? JSON.stringify(reference);
}

async function follow(content: Content): Promise<void> {
  if ('ignored' in content) {
    ports.log.info('ignored an event', { eventId: content.eventId, reason: content.ignored });
    return;
  }
  const observation = await observeIfEnabled(content.hint);
  if (observation === undefined) return;
  const { item, decisions } = observation;
  ports.log.info('observed', {
    eventId: content.eventId,
    cause: content.hint.cause,
    target: item?.key.target ?? content.hint.reference.target,
    ...(item ? { name: nameOf(item.subject), status: statusOf(item.subject) } : {}),
    decisions: decisions.filter(({ verdict }) => verdict !== 'notMatched').map((decision) => explain(decision)),
  });
}

/** What a schedule still says of a back end that was switched off since has no one to ask, however often it came back. */
async function observeIfEnabled(hint: Hint): Promise<ObserveResult | undefined> {
  try {
    return await observe(ports, hint);
  } catch (error) {
    if (!(error instanceof ProviderNotEnabled)) throw error;
    ports.log.warn('a hint is about a back end that is not enabled', { remedy: error.message });
    return undefined;
  }
}

/** Follows hints: reads the truth, decides, acts. */
export const handler = queueHandler({
  log: ports.log,
  work: async (messages, context) => {
    const { readable, unreadable } = readAll(messages, read);
    const lanes = inLanes(readable, ({ content }) => laneOf(content)).map((lane) =>
      lane.map(({ message, content }) => ({ messages: [message], run: () => follow(content) })),
    );
    const remainingMs = () => context.getRemainingTimeInMillis();
    const failures = await runTasks(lanes, { lanes: parallelTargets, remainingMs });
    return [...unreadable, ...failures];
  },
});
