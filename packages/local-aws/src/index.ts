export type { Activity, EventEnvelope } from './activity.ts';
export { type LocalClock, ManualClock, systemClock } from './clock.ts';
export type { LocalCloud } from './cloud.ts';
export { startLocalCloud } from './cloud.ts';
export { type CloudFormation, type CloudFormationSettings, createCloudFormation } from './cloudformation/index.ts';
export {
  type CodeConnections,
  type CodeConnectionsSettings,
  type CodeConnectionsState,
  createCodeConnections,
  type SyncOutcome,
} from './code-connections/index.ts';
export {
  type CodeDeploy,
  type CodeDeployOutcome,
  type CodeDeploySettings,
  type CodeDeployState,
  createCodeDeploy,
  type GroupDefinition,
} from './code-deploy/index.ts';
export {
  type CodePipeline,
  type CodePipelineSettings,
  type CodePipelineSnapshot,
  createCodePipeline,
} from './code-pipeline/index.ts';
export { createTable, createTableListener } from './dynamodb/index.ts';
export { createEcs, type Ecs, type EcsOutcome, type EcsSettings, type EcsState } from './ecs/index.ts';
export {
  AwsError,
  Callers,
  createJsonService,
  createListenerService,
  createRestService,
  type Service,
} from './endpoint/index.ts';
export type { EventDraft } from './event-bridge/index.ts';
export type { FaultPlan } from './faults/index.ts';
export type { HttpApiRequest, HttpApiResponse } from './http-api/index.ts';
export { type InvocationResult, LambdaFunction, type LogLine } from './lambda/index.ts';
export { createLogs, type Logs } from './logs/index.ts';
export type { LocalCloudOptions, ServiceHost } from './options.ts';
export { createSeededRandom, type LocalRandom } from './random.ts';
export { LocalCloudStartError } from './start-error.ts';
export { createSupplyChain, type SupplyChain, type SupplyChainSettings } from './supply-chain/index.ts';
