import type { CancelTimer, LocalClock } from '../clock.ts';
import type { CompleteEvent, EventBuses } from '../event-bridge/index.ts';
import type { HttpApi } from '../http-api/index.ts';
import type { CloudIdentity } from '../identity.ts';
import type { EventSourceMapping, FunctionDefinition, FunctionStore, LambdaFunction } from '../lambda/index.ts';
import type { Schedules } from '../scheduler/index.ts';
import type { TopicStore } from '../sns/index.ts';
import type { Queue, QueueSettings, QueueStore } from '../sqs/index.ts';
import type { TargetDelivery } from '../targets.ts';

/** The cloud as the deployer sees it: where resources are made, and what makes them. */
export interface StackContext {
  readonly identity: CloudIdentity;
  readonly endpointUrl: string;
  readonly stackName: string;
  readonly clock: LocalClock;
  /** The folder with the template and the zips. */
  readonly packageFolder: string;
  /** A folder of this cloud's own, into which code is unpacked. */
  readonly workFolder: string;
  readonly queues: QueueStore;
  readonly buses: EventBuses;
  readonly functions: FunctionStore;
  readonly schedules: Schedules;
  readonly httpApi: HttpApi;
  readonly topics: TopicStore;
  readonly delivery: TargetDelivery;
  readonly completeEvent: CompleteEvent;
  readonly makeQueue: (name: string, settings: QueueSettings) => Queue;
  /** Adds what the cloud sets for every function. */
  readonly makeFunction: (definition: FunctionDefinition) => LambdaFunction;
  readonly createTable: (input: object) => Promise<void>;
  /** Functions behind the HTTP API's integrations, by integration id. */
  readonly integrations: Map<string, LambdaFunction>;
  /** Started by the cloud once everything is made. */
  readonly mappings: EventSourceMapping[];
  /** Each starts one scheduled rule; called by the cloud once everything is made. */
  readonly scheduledRules: (() => CancelTimer)[];
}

/** A resource of the template, its properties resolved. */
export interface ResolvedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What other parts of the template can ask of a resource once it is made. */
export interface MadeResource {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Makes the resources of one type. */
export type ResourceMaker = (resource: ResolvedResource, stack: StackContext) => MadeResource | Promise<MadeResource>;

/** The name of a resource that the template does not name. Always the same, unlike CloudFormation's. */
export function generatedName({ stackName }: StackContext, { logicalId }: ResolvedResource): string {
  return `${stackName}-${logicalId}`.slice(0, 64);
}
