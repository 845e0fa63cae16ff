import { rules as document } from 'proton-bot:configuration';
import {
  createBus,
  createDynamoDbClient,
  createEventBridgeClient,
  createLog,
  createSchedulerClient,
  createTable,
  createTimer,
  keptMs,
  requireEnvironment,
  systemClock,
  systemRandom,
  systemWait,
  wholeNumber,
} from '../../lib/aws/index.ts';
import type { ObservePorts } from '../../lib/flow/index.ts';
import { parseArn } from '../../lib/model/arn.ts';
import type { Rules } from '../../lib/rules/index.ts';
import { createControlsStore, createStore } from '../../lib/store/index.ts';
import { lazy } from './lazy.ts';
import { createProvider } from './providers.ts';

/** Set by `serverless.yml` for every function that observes. */
export const observeSettings = [
  'PROTON_BOT_TABLE',
  'PROTON_BOT_KEPT_DAYS',
  'PROTON_BOT_BUS',
  'PROTON_BOT_OBSERVE_QUEUE_ARN',
  'PROTON_BOT_SCHEDULE_GROUP',
  'PROTON_BOT_SCHEDULE_ROLE_ARN',
  'PROTON_BOT_MINIMUM_SCHEDULE_LEAD_SECONDS',
  'PROTON_BOT_BUILD',
] as const;

/**
 * Creates what observing and acting need, once per container; each invocation adds how long it may still run.
 *
 * @throws EnvironmentIncomplete, EnvironmentInvalid
 */
export function createObservePorts(): Omit<ObservePorts, 'remainingMs'> {
  const environment = requireEnvironment(observeSettings);
  const table = createTable(createDynamoDbClient());
  const leadSeconds = wholeNumber(environment, 'PROTON_BOT_MINIMUM_SCHEDULE_LEAD_SECONDS');
  // A hint without news, such as a duplicate event or a look of the sweep, needs neither of the two.
  const bus = lazy(() => createBus(createEventBridgeClient(), environment.PROTON_BOT_BUS));
  const timer = lazy(() =>
    createTimer(createSchedulerClient(), {
      groupName: environment.PROTON_BOT_SCHEDULE_GROUP,
      targetQueueArn: environment.PROTON_BOT_OBSERVE_QUEUE_ARN,
      roleArn: environment.PROTON_BOT_SCHEDULE_ROLE_ARN,
    }),
  );
  return {
    provider: createProvider(parseArn(environment.PROTON_BOT_OBSERVE_QUEUE_ARN)?.account ?? ''),
    store: createStore({
      table,
      tableName: environment.PROTON_BOT_TABLE,
      clock: systemClock,
      random: systemRandom,
      keptMs: keptMs(environment),
    }),
    controls: createControlsStore({ table, tableName: environment.PROTON_BOT_TABLE, random: systemRandom }),
    build: environment.PROTON_BOT_BUILD,
    bus: {
      publish: (entries) => bus().publish(entries),
      wakeNotifier: (key) => bus().wakeNotifier(key),
    },
    timer: { arm: (...schedule) => timer().arm(...schedule) },
    clock: systemClock,
    wait: systemWait,
    random: systemRandom,
    log: createLog(),
    rules: lazy(loadRules),
    settings: { minimumScheduleLeadMs: leadSeconds * 1000 },
  };
}

/**
 * Compiles the rules, once per container, at the first hint: their language takes a fifth as long to load as all SDK clients
 * together. The extra step lets the request for the truth be sent first, so that they load while the answer is on its way.
 */
async function loadRules(): Promise<Rules> {
  await new Promise((requestsAreSent) => setImmediate(requestsAreSent));
  const { compileRules } = await import('../../lib/rules/compile/index.ts');
  return compileRules(document);
}
