import type { CloudContext } from './cloud-context.ts';
import type { StackContext } from './deploy/index.ts';
import { createTable } from './dynamodb/index.ts';
import type { LoopbackServer } from './endpoint/index.ts';
import { localArn } from './identity.ts';
import { LambdaFunction } from './lambda/index.ts';
import type { LocalCloudOptions } from './options.ts';
import { Queue } from './sqs/index.ts';

const DEFAULT_IDLE_MS = 10_000;
const DEFAULT_MOST_ENVIRONMENTS = 4;

/** Makes of a cloud's parts the place where the deployer makes resources. */
export function createStackContext(
  parts: CloudContext,
  options: LocalCloudOptions,
  server: LoopbackServer,
  workFolder: string,
): StackContext {
  const { identity, clock, random, queues, callers, faults, onActivity, onLog } = parts;
  return {
    ...parts,
    endpointUrl: server.url,
    stackName: options.stackName ?? 'local',
    packageFolder: options.packageFolder,
    workFolder,
    createTable: (input) => createTable(server.url, input),
    integrations: new Map(),
    mappings: [],
    scheduledRules: [],
    makeQueue: (name, settings) =>
      new Queue({
        name,
        settings,
        arn: localArn(identity, 'sqs', name),
        url: `${server.url}/${identity.accountId}/${name}`,
        clock,
        random,
        queueByArn: (arn) => queues.byArn(arn),
        onActivity,
      }),
    makeFunction: (definition) =>
      new LambdaFunction({
        definition: {
          ...definition,
          environment: {
            ...definition.environment,
            ...options.environment,
            ...options.environmentOf?.(definition.name),
          },
        },
        access: { endpointUrl: server.url, region: identity.region },
        callers,
        clock,
        random,
        idleAfterMs: options.idleAfterMs ?? DEFAULT_IDLE_MS,
        mostEnvironments: options.mostEnvironmentsPerFunction ?? DEFAULT_MOST_ENVIRONMENTS,
        killsInvocation: () => faults.killsInvocationOf(definition.name),
        onActivity,
        onLog,
      }),
  };
}
