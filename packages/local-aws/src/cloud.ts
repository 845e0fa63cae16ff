import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CancelTimer } from './clock.ts';
import { type CloudContext, createCloudContext } from './cloud-context.ts';
import { createCloudListener } from './cloud-listener.ts';
import { createStackContext } from './cloud-stack.ts';
import type { CloudFormation } from './cloudformation/index.ts';
import type { CodeConnections } from './code-connections/index.ts';
import type { CodeDeploy } from './code-deploy/index.ts';
import type { CodePipeline } from './code-pipeline/index.ts';
import { type Deployment, deployTemplate, readTemplate } from './deploy/index.ts';
import type { Ecs } from './ecs/index.ts';
import { type CallCountTable, type LoopbackServer, startLoopbackServer } from './endpoint/index.ts';
import type { EventDraft } from './event-bridge/index.ts';
import type { FaultPlan } from './faults/index.ts';
import { HTTP_API_PATH, type HttpApiRequest, type HttpApiResponse } from './http-api/index.ts';
import { type InvocationResult, isFunctionNamed, type LambdaFunction } from './lambda/index.ts';
import type { Logs } from './logs/index.ts';
import type { LocalCloudOptions } from './options.ts';
import type { PublishedMessage } from './sns/index.ts';
import type { SupplyChain } from './supply-chain/index.ts';

/** A running local cloud. */
export interface LocalCloud {
  /** The AWS endpoint, e.g. `http://127.0.0.1:4600`. */
  readonly endpointUrl: string;
  /** Where the HTTP API is served, e.g. `http://127.0.0.1:4600/_http-api`. */
  readonly httpApiUrl: string;
  /** What was made from the template. */
  readonly deployment: Deployment;
  /** Calls and scripts Supply Chain without a network. */
  readonly supplyChain: Pick<SupplyChain, 'call' | 'script'>;
  /** Calls and scripts CloudFormation without a network. */
  readonly cloudFormation: Pick<CloudFormation, 'call' | 'script' | 'makeChangeSet'>;
  /** The same of ECS. */
  readonly ecs: Pick<Ecs, 'call' | 'script'>;
  /** Calls CloudWatch Logs without a network, and writes lines. */
  readonly logs: Pick<Logs, 'call' | 'write'>;
  /** Calls and scripts CodePipeline without a network, and makes pipelines in it. */
  readonly codePipeline: Omit<CodePipeline, 'stop'>;
  /** The same of Git syncs; pushes commits. */
  readonly codeConnections: Pick<CodeConnections, 'call' | 'push' | 'script'>;
  /** The same of CodeDeploy, with deployment groups. */
  readonly codeDeploy: Omit<CodeDeploy, 'stop'>;
  /** Puts events on the default bus, as AWS services do. */
  putEvents(events: readonly EventDraft[]): void;
  /** Calls the HTTP API without a network. */
  requestHttpApi(request: HttpApiRequest): Promise<HttpApiResponse>;
  /** Invokes a function, by its name or what follows service and stage in it, and waits for its end. @throws UnknownFunctionError */
  invoke(functionName: string, payload: unknown): Promise<InvocationResult>;
  /** Kills the environments of a function that are in the middle of an invocation; says how many. @throws UnknownFunctionError */
  kill(functionName: string): number;
  /** Switches on exactly these faults; `{}` switches all off. @throws InvalidFaultPlanError, InvalidEventPatternError */
  setFaults(plan: FaultPlan): void;
  /** AWS calls so far, by function and operation. */
  calls(): CallCountTable;
  resetCalls(): void;
  /** Lets every message's visibility timeout pass at once: what is hidden, in flight or delayed is delivered (again). */
  revealMessages(): void;
  /** How many messages wait, are in flight and are delayed, by queue. */
  queueCounts(): Record<string, { visible: number; inFlight: number; delayed: number }>;
  /** What was published to topics, oldest first: whom it would have reached, nobody knows here. */
  published(): readonly PublishedMessage[];
  /** Ends everything: port, timers, threads, files. May be called again. */
  stop(): Promise<void>;
}

/** No function has that name. */
class UnknownFunctionError extends Error {
  override readonly name = 'UnknownFunctionError';

  constructor(functionName: string, known: readonly string[]) {
    super(`There is no function ${functionName}; the template has ${known.join(', ') || 'none'}.`);
  }
}

const DEFAULT_PORT = 4600;

/**
 * Starts a local cloud and deploys the packaged template to it.
 *
 * @throws LocalCloudStartError for what the user can mend, after everything was stopped again
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const template = readTemplate(options.packageFolder);
  const parts = createCloudContext(options);
  const putEvents = (events: readonly EventDraft[]): void => {
    for (const event of events) parts.buses.publish('default', parts.completeEvent(event));
  };
  const server = await startLoopbackServer(
    options.port ?? DEFAULT_PORT,
    options.portSetting,
    createCloudListener(parts, options, putEvents),
  );
  const workFolder = mkdtempSync(join(tmpdir(), 'local-aws-'));
  // A second Ctrl-C ends the process at once; even then nothing stays behind.
  const removeWorkFolder = () => rmSync(workFolder, { recursive: true, force: true });
  process.once('exit', removeWorkFolder);
  const stack = createStackContext(parts, options, server, workFolder);
  const scheduledRules: CancelTimer[] = [];
  const stop = once(async () => {
    for (const cancel of scheduledRules) cancel();
    for (const mapping of stack.mappings) mapping.stop();
    parts.schedules.stop();
    parts.buses.stop();
    parts.supplyChain.stop();
    parts.codePipeline.stop();
    parts.codeConnections.stop();
    parts.codeDeploy.stop();
    parts.cloudFormation.stop();
    parts.ecs.stop();
    await Promise.all([parts.functions.stop(), server.close()]);
    removeWorkFolder();
    process.off('exit', removeWorkFolder);
  });
  try {
    const deployment = await deployTemplate(template, options.templateParameters ?? {}, stack);
    for (const mapping of stack.mappings) mapping.start();
    // Making the table was a call too, but nobody's whose calls are counted.
    parts.counts.reset();
    scheduledRules.push(...stack.scheduledRules.map((start) => start()));
    return describeCloud(parts, server, deployment, putEvents, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

function describeCloud(
  parts: CloudContext,
  server: LoopbackServer,
  deployment: Deployment,
  putEvents: (events: readonly EventDraft[]) => void,
  stop: () => Promise<void>,
): LocalCloud {
  const functionNamed = (name: string): LambdaFunction => {
    const all = parts.functions.all();
    const lambda = all.find(({ definition }) => isFunctionNamed(name, definition.name));
    if (lambda !== undefined) return lambda;
    throw new UnknownFunctionError(
      name,
      all.map(({ definition }) => definition.name),
    );
  };
  return {
    endpointUrl: server.url,
    httpApiUrl: `${server.url}${HTTP_API_PATH}`,
    deployment,
    supplyChain: parts.supplyChain,
    codePipeline: parts.codePipeline,
    codeConnections: parts.codeConnections,
    codeDeploy: parts.codeDeploy,
    cloudFormation: parts.cloudFormation,
    ecs: parts.ecs,
    logs: parts.logs,
    putEvents,
    requestHttpApi: (request) => parts.httpApi.request(request),
    invoke: async (functionName, payload) => functionNamed(functionName).invoke(JSON.stringify(payload)),
    kill: (functionName) => functionNamed(functionName).kill(),
    setFaults: (plan) => parts.faults.set(plan),
    calls: () => parts.counts.snapshot(),
    resetCalls: () => parts.counts.reset(),
    revealMessages: () => {
      for (const queue of parts.queues.all()) queue.reveal();
    },
    published: () => parts.topics.published(),
    queueCounts: () => Object.fromEntries(parts.queues.all().map((queue) => [queue.name, queue.counts()])),
    stop,
  };
}

/** Runs `work` at the first call; later calls wait for the same end. */
function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}
