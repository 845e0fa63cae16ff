import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalClock } from '@proton-bot/local-aws';
import { Callers, createSeededRandom, type InvocationResult, LambdaFunction, systemClock } from '@proton-bot/local-aws';
import type { Session } from '../../../src/local/index.ts';
import { projectFolder } from '../../support/bundles.ts';
import { bundleHandlers } from '../bundled-function.ts';
import type { Relay } from './relay.ts';

export type FunctionName = 'observe' | 'sweep' | 'discover' | 'command' | 'notify';

/** The rules and the people that the session has, too. */
const configuration = {
  rules: join(projectFolder, 'test/e2e/support/rules.yml'),
  bot: join(projectFolder, 'test/e2e/support/bot.yml'),
};

/** Bundles functions into a folder, for {@link RelayedFunction}. */
export async function bundleInto(folder: string, names: readonly FunctionName[]): Promise<void> {
  await bundleHandlers(folder, configuration, names);
}

/** What is different from the deployed function. */
export interface RelayedFunctionOptions {
  readonly timeoutSeconds?: number;
  /** By which it is killed at its timeout; inside, it has the time of day. */
  readonly clock?: LocalClock;
}

/** The outcome of a batch. */
export interface BatchResult {
  /** Places of the messages that are to come back. */
  readonly failed: readonly number[];
  /** What the queue knows these messages by. */
  readonly receiptHandles: readonly string[];
}

/** A bundle as Lambda runs it, in fresh containers, settled in a session but for its calls, which go through the relay. */
export class RelayedFunction {
  readonly #lambda: LambdaFunction;
  readonly #lines: string[] = [];

  constructor(
    name: FunctionName,
    folder: string,
    session: Session,
    relay: Relay,
    { timeoutSeconds = 30, clock = systemClock }: RelayedFunctionOptions = {},
  ) {
    this.#lambda = new LambdaFunction({
      definition: {
        name,
        arn: `arn:aws:lambda:eu-central-1:123456789012:function:${name}`,
        taskRoot: folder,
        handler: `${name}.handler`,
        runtime: 'nodejs24.x',
        memoryMb: 512,
        timeoutSeconds,
        environment: environmentIn(session, relay),
      },
      access: { endpointUrl: relay.url, region: 'eu-central-1' },
      callers: new Callers(),
      clock,
      random: createSeededRandom(1),
      idleAfterMs: 60_000,
      mostEnvironments: 1,
      killsInvocation: () => false,
      onActivity: () => undefined,
      onLog: ({ line }) => this.#lines.push(line),
    });
  }

  invoke(event: object): Promise<InvocationResult> {
    return this.#lambda.invoke(JSON.stringify(event));
  }

  /** Hands over a batch, as its queue would at the given delivery. */
  async invokeWith(messages: readonly unknown[], receiveCount = 1): Promise<BatchResult> {
    const records = messages.map((message) => {
      const messageId = randomUUID();
      return {
        messageId,
        receiptHandle: `${messageId}#${randomBytes(16).toString('hex')}`,
        body: typeof message === 'string' ? message : JSON.stringify(message),
        attributes: { ApproximateReceiveCount: String(receiveCount) },
      };
    });
    const result = await this.invoke({ Records: records });
    if (result.outcome !== 'succeeded') throw new Error(`it ended: ${JSON.stringify(result.error)}`);
    const { batchItemFailures }: { batchItemFailures: readonly { itemIdentifier: string }[] } = JSON.parse(
      result.payload,
    );
    const failedIds = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    return {
      failed: failedIds.map((id) => records.findIndex(({ messageId }) => messageId === id)).toSorted((a, b) => a - b),
      receiptHandles: records
        .filter(({ messageId }) => failedIds.includes(messageId))
        .map(({ receiptHandle }) => receiptHandle),
    };
  }

  /** What it has logged so far. Lines come by another way than answers, so the last ones may be late. */
  async log(): Promise<string> {
    for (let seen = -1; seen !== this.#lines.length; await sleep(100)) seen = this.#lines.length;
    return this.#lines.join('\n');
  }

  stop(): Promise<void> {
    return this.#lambda.stop();
  }
}

/** What `serverless.yml` sets, with the queues, the cloud and Slack behind the relay. */
function environmentIn(session: Session, relay: Relay): Readonly<Record<string, string>> {
  const resource = (logicalId: string) => {
    const found = session.cloud.deployment.resources.get(logicalId);
    if (found === undefined) throw new Error(`the template has no ${logicalId}`);
    return found;
  };
  const arnOf = (logicalId: string) => resource(logicalId).attributes?.['Arn'] ?? '';
  const queueUrl = (logicalId: string) => `${relay.url}${new URL(resource(logicalId).ref).pathname}`;
  return {
    PROTON_BOT_TABLE: resource('Table').ref,
    PROTON_BOT_BUS: resource('Bus').ref,
    PROTON_BOT_OBSERVE_QUEUE_ARN: arnOf('ObserveQueue'),
    PROTON_BOT_SCHEDULE_GROUP: resource('ScheduleGroup').ref,
    PROTON_BOT_SCHEDULE_ROLE_ARN: arnOf('ScheduleRole'),
    PROTON_BOT_KEPT_DAYS: '400',
    PROTON_BOT_MINIMUM_SCHEDULE_LEAD_SECONDS: '60',
    PROTON_BOT_BUILD: 'build-1',
    PROTON_BOT_OBSERVE_QUEUE_URL: queueUrl('ObserveQueue'),
    PROTON_BOT_DISCOVER_QUEUE_URL: queueUrl('DiscoverQueue'),
    PROTON_BOT_DISCOVERY_INTERVAL_SECONDS: '0',
    PROTON_BOT_COMMAND_QUEUE_URL: queueUrl('CommandQueue'),
    PROTON_BOT_NOTIFY_QUEUE_URL: queueUrl('NotifyQueue'),
    SLACK_BOT_TOKEN_PARAMETER: '/proton-bot/slack/bot-token',
    SLACK_API_URL: `${relay.url}/api/`,
  };
}
