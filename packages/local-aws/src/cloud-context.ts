import type { ActivityListener } from './activity.ts';
import { type LocalClock, systemClock } from './clock.ts';
import { type CloudFormation, createCloudFormation } from './cloudformation/index.ts';
import { type CodeConnections, createCodeConnections } from './code-connections/index.ts';
import { type CodeDeploy, createCodeDeploy } from './code-deploy/index.ts';
import { type CodePipeline, createCodePipeline } from './code-pipeline/index.ts';
import { createEcs, type Ecs } from './ecs/index.ts';
import { CallCounts, Callers, type Service } from './endpoint/index.ts';
import { type CompleteEvent, createEventCompletion, EventBuses } from './event-bridge/index.ts';
import { FaultSwitches } from './faults/index.ts';
import { HttpApi } from './http-api/index.ts';
import type { CloudIdentity } from './identity.ts';
import { FunctionStore, type LogListener } from './lambda/index.ts';
import { createLogs, type Logs } from './logs/index.ts';
import type { LocalCloudOptions } from './options.ts';
import { createSeededRandom, type LocalRandom } from './random.ts';
import { Schedules, schedulePayload } from './scheduler/index.ts';
import { TopicStore } from './sns/index.ts';
import { QueueStore } from './sqs/index.ts';
import { ParameterStore } from './ssm/index.ts';
import { createSupplyChain, type SupplyChain } from './supply-chain/index.ts';
import { createTargetDelivery, type TargetDelivery } from './targets.ts';

/**
 * The services of one local cloud, before anything is deployed to it. Whatever is kept between two runs is in these
 * stores and the table service: saving a cloud to a file means saving them.
 */
export interface CloudContext {
  readonly identity: CloudIdentity;
  readonly clock: LocalClock;
  readonly random: LocalRandom;
  readonly onActivity: ActivityListener;
  readonly onLog: LogListener;
  /** What is behind the endpoint, in the order of registration. */
  readonly services: Service[];
  readonly faults: FaultSwitches;
  readonly counts: CallCounts;
  readonly callers: Callers;
  readonly queues: QueueStore;
  readonly functions: FunctionStore;
  readonly topics: TopicStore;
  readonly delivery: TargetDelivery;
  readonly buses: EventBuses;
  readonly schedules: Schedules;
  readonly parameters: ParameterStore;
  readonly supplyChain: SupplyChain;
  readonly codePipeline: CodePipeline;
  readonly codeConnections: CodeConnections;
  readonly codeDeploy: CodeDeploy;
  readonly cloudFormation: CloudFormation;
  readonly ecs: Ecs;
  readonly logs: Logs;
  readonly httpApi: HttpApi;
  readonly completeEvent: CompleteEvent;
}

/** Where AWS accounts are made up: the account of AWS's own examples. */
const EXAMPLE_ACCOUNT_ID = '123456789012';

/** Makes the parts of a cloud and joins them. */
export function createCloudContext(options: LocalCloudOptions): CloudContext {
  const identity = { accountId: options.accountId ?? EXAMPLE_ACCOUNT_ID, region: options.region ?? 'eu-central-1' };
  const clock = options.clock ?? systemClock;
  const random = options.random ?? createSeededRandom(clock.nowMs());
  const onActivity = options.onActivity ?? (() => undefined);
  const onLog = options.onLog ?? (() => undefined);
  const services: Service[] = [];
  const faults = new FaultSwitches(random, services);
  const queues = new QueueStore();
  const functions = new FunctionStore();
  const topics = new TopicStore();
  const delivery = reportingDelivery(createTargetDelivery({ queues, functions, topics }), onLog);
  const completeEvent = createEventCompletion(identity, clock, random);
  const parameters = new ParameterStore(clock);
  for (const { name, value, type } of options.parameters ?? []) parameters.put(name, value, type, true);
  const buses = new EventBuses({
    clock,
    delivery,
    onActivity,
    deliveriesOf: (bus, event) => faults.deliveriesOf(bus, event),
  });
  return {
    identity,
    clock,
    random,
    onActivity,
    onLog,
    services,
    faults,
    counts: new CallCounts(),
    callers: new Callers(),
    queues,
    functions,
    topics,
    delivery,
    buses,
    schedules: new Schedules({
      clock,
      identity,
      onActivity,
      fire: (schedule, dueAtMs) =>
        delivery.deliver(schedule.target.Arn, schedulePayload(schedule, dueAtMs, completeEvent)),
    }),
    parameters,
    supplyChain: createSupplyChain({ clock, random, identity, settings: options.supplyChain }),
    cloudFormation: createCloudFormation({
      clock,
      random,
      identity,
      settings: options.cloudFormation,
      emit: (event) => buses.publish('default', completeEvent(event)),
    }),
    codePipeline: createCodePipeline({
      clock,
      random,
      identity,
      settings: options.codePipeline,
      emit: (event) => buses.publish('default', completeEvent(event)),
    }),
    codeConnections: createCodeConnections({
      clock,
      random,
      identity,
      settings: options.codeConnections,
      emit: (event) => buses.publish('default', completeEvent(event)),
    }),
    codeDeploy: createCodeDeploy({
      clock,
      random,
      identity,
      settings: options.codeDeploy,
      emit: (event) => buses.publish('default', completeEvent(event)),
    }),
    ecs: createEcs({
      clock,
      random,
      identity,
      settings: options.ecs,
      emit: (event) => buses.publish('default', completeEvent(event)),
    }),
    logs: createLogs({ clock }),
    httpApi: new HttpApi({ clock, random, identity }),
    completeEvent,
  };
}

/** Nobody waits for what a rule or schedule delivers, so what cannot be delivered goes to the log. */
function reportingDelivery(delivery: TargetDelivery, onLog: LogListener): TargetDelivery {
  return {
    deliver(targetArn, payload) {
      try {
        delivery.deliver(targetArn, payload);
      } catch (error) {
        const line = error instanceof Error ? error.message : String(error);
        onLog({ functionName: '(local cloud)', stream: 'stderr', line });
      }
    },
  };
}
