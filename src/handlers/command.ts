import { createMessageDelay, createSqsClient, requireEnvironment } from '../lib/aws/index.ts';
import { readPersonRequest } from '../lib/aws/messages/index.ts';
import { handleDelivery } from '../lib/flow/index.ts';
import type { PersonRequest } from '../lib/model/request.ts';
import { queuedCommands, runnableCommands } from '../lib/slack/commands/index.ts';
import { partitioned, queueHandler, readAll, runTasks } from './batch/index.ts';
import { createAuthorize, createStandingOf } from './composition/authorization.ts';
import { chatSettings, createChat } from './composition/chat.ts';
import { createObservePorts, observeSettings } from './composition/observe-ports.ts';
import { createManagers, referenceOf } from './composition/providers.ts';

const parallelRequests = 5;

// All at once, so that one failed deploy shows everything that is missing.
const environment = requireEnvironment(['PROTON_BOT_COMMAND_QUEUE_URL', ...observeSettings, ...chatSettings]);
const observePorts = createObservePorts();
const chat = createChat(observePorts.log);

const ports = {
  ...observePorts,
  chat,
  authorize: createAuthorize(chat),
  standingOf: createStandingOf(chat),
  referenceOf,
  resourceManagers: createManagers(),
  commands: runnableCommands(),
};

async function carryOut(request: PersonRequest, receiveCount: number, remainingMs: () => number): Promise<void> {
  const { kind } = await handleDelivery({ ...ports, remainingMs }, request, receiveCount);
  observePorts.log.info('answered a request', { request: request.id, answer: kind });
}

/** Carries out what people asked for: authorises at this moment, acts, answers. */
export const handler = queueHandler({
  log: observePorts.log,
  delay: createMessageDelay(createSqsClient(), environment.PROTON_BOT_COMMAND_QUEUE_URL),
  hasFewDeliveries: true,
  work: async (messages, context) => {
    const { readable, unreadable } = readAll(messages, (body, sentAtMs) =>
      readPersonRequest(body, queuedCommands, sentAtMs),
    );
    const remainingMs = () => context.getRemainingTimeInMillis();
    // One request may be delivered twice in a batch: then one after the other, so that the second finds the first's answer.
    const partitions = partitioned(readable, ({ content }) => content.id).map((partition) =>
      partition.map(({ message, content }) => ({
        messages: [message],
        run: () => carryOut(content, message.receiveCount, remainingMs),
      })),
    );
    const failures = await runTasks(partitions, { partitions: parallelRequests, remainingMs });
    return [...unreadable, ...failures];
  },
});
