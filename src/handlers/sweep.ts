import middy from '@middy/core';
import {
  createDynamoDbClient,
  createHintQueue,
  createLog,
  createSqsClient,
  createTable,
  requireEnvironment,
  systemClock,
  systemRandom,
} from '../lib/aws/index.ts';
import { type SweepPorts, type SweepResult, sweep } from '../lib/flow/index.ts';
import { createStore } from '../lib/store/index.ts';
import { killedAtTimeout } from './batch/index.ts';
import { createProvider, referenceOf } from './composition/providers.ts';

const environment = requireEnvironment(['PROTON_BOT_TABLE', 'PROTON_BOT_OBSERVE_QUEUE_URL']);

const ports: SweepPorts = {
  provider: createProvider(),
  store: createStore({
    table: createTable(createDynamoDbClient()),
    tableName: environment.PROTON_BOT_TABLE,
    clock: systemClock,
    random: systemRandom,
  }),
  queue: createHintQueue(createSqsClient(), environment.PROTON_BOT_OBSERVE_QUEUE_URL),
  clock: systemClock,
  log: createLog(),
  referenceOf,
};

/** Finds, every minute, what events missed; enqueues, and acts on nothing itself. */
export const handler = middy(killedAtTimeout)
  .use({
    onError: (request) => {
      ports.log.error('the sweep is incomplete; the next one tries again', { error: request.error });
    },
  })
  .handler(async (): Promise<SweepResult> => {
    const result = await sweep(ports);
    ports.log.info('swept', { ...result });
    return result;
  });
