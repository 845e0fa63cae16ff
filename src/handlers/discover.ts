import { horizonMs } from 'proton-bot:configuration';
import type { Context } from 'aws-lambda';
import {
  createDiscoveryQueue,
  createDynamoDbClient,
  createHintQueue,
  createLog,
  createSqsClient,
  createTable,
  keptMs,
  requireEnvironment,
  systemClock,
  systemRandom,
} from '../lib/aws/index.ts';
import { readDiscoveryJob } from '../lib/aws/messages/index.ts';
import { discover } from '../lib/flow/index.ts';
import type { DiscoveryJob } from '../lib/model/discovery.ts';
import { type Provider, ProviderNotEnabled } from '../lib/ports.ts';
import { createDiscoveryRecords, createStore } from '../lib/store/index.ts';
import { queueHandler, readAll, runTasks } from './batch/index.ts';
import { createProviderIn, referenceOf, ScopeUnknown, scopeOf } from './composition/providers.ts';

const environment = requireEnvironment([
  'PROTON_BOT_TABLE',
  'PROTON_BOT_KEPT_DAYS',
  'PROTON_BOT_OBSERVE_QUEUE_URL',
  'PROTON_BOT_DISCOVER_QUEUE_URL',
]);

const table = createTable(createDynamoDbClient());
const storage = { table, tableName: environment.PROTON_BOT_TABLE, random: systemRandom };
const sqs = createSqsClient();
const log = createLog();
const ports = {
  store: createStore({ ...storage, clock: systemClock, keptMs: keptMs(environment) }),
  records: createDiscoveryRecords(storage),
  hints: createHintQueue(sqs, environment.PROTON_BOT_OBSERVE_QUEUE_URL),
  jobs: createDiscoveryQueue(sqs, environment.PROTON_BOT_DISCOVER_QUEUE_URL),
  clock: systemClock,
  random: systemRandom,
  log,
  referenceOf,
  scopeOf,
  horizonMs,
};

/** Clients and credentials are kept for as long as the container lives. */
const providers = new Map<string, Provider>();

function providerOf({ provider, scope }: DiscoveryJob): Provider {
  const key = `${provider} ${scope}`;
  const known = providers.get(key) ?? createProviderIn(provider, scope);
  providers.set(key, known);
  return known;
}

async function carryOut(job: DiscoveryJob, context: Context): Promise<void> {
  const { provider: name, scope } = job;
  const provider = providerIfServed(job);
  if (provider === undefined) return;
  const remainingMs = () => context.getRemainingTimeInMillis();
  const result = await discover({ ...ports, provider, remainingMs }, job);
  log.info('listed what is under way', { provider: name, scope, ...result });
}

/** A job for a back end or a scope that was removed from `bot.yml` can never succeed, so it is not tried again. */
function providerIfServed(job: DiscoveryJob): Provider | undefined {
  try {
    return providerOf(job);
  } catch (error) {
    if (!(error instanceof ProviderNotEnabled || error instanceof ScopeUnknown)) throw error;
    log.warn('a job is about what is not served any more', { remedy: error.message });
    return undefined;
  }
}

/** Lists what is in progress in one provider and scope, and enqueues hints. */
export const handler = queueHandler({
  log,
  work: async (messages, context) => {
    const { readable, unreadable } = readAll(messages, readDiscoveryJob);
    const tasks = readable.map(({ message, content }) => ({
      messages: [message],
      run: () => carryOut(content, context),
    }));
    const remainingMs = () => context.getRemainingTimeInMillis();
    const failures = await runTasks([tasks], { partitions: 1, remainingMs });
    return [...unreadable, ...failures];
  },
});
