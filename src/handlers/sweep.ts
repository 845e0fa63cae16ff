import middy from '@middy/core';
import {
  createDiscoveryQueue,
  createDynamoDbClient,
  createHintQueue,
  createLog,
  createNotifierWaker,
  createSqsClient,
  createTable,
  requireEnvironment,
  systemClock,
  systemRandom,
  wholeNumber,
} from '../lib/aws/index.ts';
import { SweepIncomplete, type SweepPorts, type SweepResult, sweep } from '../lib/flow/index.ts';
import { createDiscoveryRecords, createStore } from '../lib/store/index.ts';
import { withoutEarlyTimeout } from './batch/index.ts';
import { discoverySources, referenceOf } from './composition/providers.ts';

const environment = requireEnvironment([
  'PROTON_BOT_TABLE',
  'PROTON_BOT_OBSERVE_QUEUE_URL',
  'PROTON_BOT_DISCOVER_QUEUE_URL',
  'PROTON_BOT_NOTIFY_QUEUE_URL',
  'PROTON_BOT_DISCOVERY_INTERVAL_SECONDS',
]);

const table = createTable(createDynamoDbClient());
const storage = { table, tableName: environment.PROTON_BOT_TABLE, random: systemRandom };
const sqs = createSqsClient();
const intervalMs = wholeNumber(environment, 'PROTON_BOT_DISCOVERY_INTERVAL_SECONDS') * 1000;

const ports: SweepPorts = {
  store: createStore({ ...storage, clock: systemClock }),
  records: createDiscoveryRecords(storage),
  sources: discoverySources(intervalMs),
  queue: createHintQueue(sqs, environment.PROTON_BOT_OBSERVE_QUEUE_URL),
  bus: createNotifierWaker(sqs, environment.PROTON_BOT_NOTIFY_QUEUE_URL),
  jobs: createDiscoveryQueue(sqs, environment.PROTON_BOT_DISCOVER_QUEUE_URL),
  clock: systemClock,
  log: createLog(),
  referenceOf,
};

/** Enqueues, every minute, what is due and what must be listed. It calls no provider, and acts on nothing itself. */
export const handler = middy(withoutEarlyTimeout)
  .use({
    onError: ({ error }) => {
      const reason = error instanceof SweepIncomplete ? { reason: error.message } : {};
      ports.log.error('the sweep is incomplete; the next one tries again', { error, ...reason });
    },
  })
  .handler(async (): Promise<SweepResult> => {
    const result = await sweep(ports);
    ports.log.info('swept', { ...result });
    return result;
  });
