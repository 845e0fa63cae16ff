import { rules } from 'proton-bot:configuration';
import {
  createBus,
  createDynamoDbClient,
  createEventBridgeClient,
  createLog,
  createProtonClients,
  createSchedulerClient,
  createTable,
  createTimer,
  requireEnvironment,
  systemClock,
  systemRandom,
} from '../../lib/aws/index.ts';
import type { ObservePorts } from '../../lib/flow/index.ts';
import { createProtonApi, createProtonProvider } from '../../lib/providers/proton/index.ts';
import { compileRules } from '../../lib/rules/index.ts';
import { createStore } from '../../lib/store/index.ts';

/** Set by `serverless.yml` for every function that observes. */
const needed = [
  'PROTON_BOT_TABLE',
  'PROTON_BOT_BUS',
  'PROTON_BOT_OBSERVE_QUEUE_ARN',
  'PROTON_BOT_SCHEDULE_GROUP',
  'PROTON_BOT_SCHEDULE_ROLE_ARN',
] as const;

/** EventBridge Scheduler is precise to a minute, and so is the sweep: below that, a schedule gains nothing. */
const defaultScheduleLeadSeconds = 60;

/**
 * Wires what observing and acting need, once per container.
 *
 * @throws EnvironmentIncomplete
 */
export function createObservePorts(): ObservePorts {
  const environment = requireEnvironment(needed);
  const table = createTable(createDynamoDbClient());
  const leadSeconds = Number(process.env['MINIMUM_SCHEDULE_LEAD_SECONDS'] ?? defaultScheduleLeadSeconds);
  return {
    provider: createProtonProvider(createProtonApi(createProtonClients())),
    store: createStore({ table, tableName: environment.PROTON_BOT_TABLE, clock: systemClock, random: systemRandom }),
    bus: createBus(createEventBridgeClient(), environment.PROTON_BOT_BUS),
    timer: createTimer(createSchedulerClient(), {
      groupName: environment.PROTON_BOT_SCHEDULE_GROUP,
      targetQueueArn: environment.PROTON_BOT_OBSERVE_QUEUE_ARN,
      roleArn: environment.PROTON_BOT_SCHEDULE_ROLE_ARN,
    }),
    clock: systemClock,
    random: systemRandom,
    log: createLog(),
    rules: compileRules(rules),
    settings: { minimumScheduleLeadMs: leadSeconds * 1000 },
  };
}
