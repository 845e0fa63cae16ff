import type { ActivityListener } from './activity.ts';
import type { LocalClock } from './clock.ts';
import type { CloudFormationSettings } from './cloudformation/index.ts';
import type { CodeConnectionsSettings } from './code-connections/index.ts';
import type { CodeDeploySettings } from './code-deploy/index.ts';
import type { CodePipelineSettings } from './code-pipeline/index.ts';
import type { EcsSettings } from './ecs/index.ts';
import type { PortSetting, Service } from './endpoint/index.ts';
import type { EventDraft } from './event-bridge/index.ts';
import type { CloudIdentity } from './identity.ts';
import type { LogListener } from './lambda/index.ts';
import type { LocalRandom } from './random.ts';
import type { ParameterType } from './ssm/index.ts';
import type { SupplyChainSettings } from './supply-chain/index.ts';

/** A parameter that is in the parameter store from the start. */
interface InitialParameter {
  readonly name: string;
  readonly value: string;
  readonly type: ParameterType;
}

/** What a service that is registered from outside may need of the cloud. */
export interface ServiceHost {
  readonly identity: CloudIdentity;
  readonly clock: LocalClock;
  readonly random: LocalRandom;
  /** Puts events on the default bus, as AWS services do. */
  readonly putEvents: (events: readonly EventDraft[]) => void;
}

/** What a local cloud is made of. */
export interface LocalCloudOptions {
  /** The port of the endpoint on 127.0.0.1: 4600 unless given, 0 for any free one. */
  readonly port?: number;
  /** How the user sets the port, for the message that says it is taken. */
  readonly portSetting?: PortSetting;
  /** The folder with the packaged template and zips, e.g. `.serverless`. */
  readonly packageFolder: string;
  /** Makes further services, which are registered behind the cloud's own. */
  readonly services?: readonly ((host: ServiceHost) => Service)[];
  /** Below which path the cloud is controlled: `/_local-aws/` unless given. */
  readonly controlPath?: string;
  readonly accountId?: string;
  readonly region?: string;
  /** The name of the stack, which names what the template does not. */
  readonly stackName?: string;
  /** Values for the template's parameters. */
  readonly templateParameters?: Readonly<Record<string, string>>;
  /** What is in the SSM parameter store from the start. */
  readonly parameters?: readonly InitialParameter[];
  /** Environment variables for every function; they win over the template's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Environment variables for one function; they win over `environment`. */
  readonly environmentOf?: (functionName: string) => Readonly<Record<string, string>>;
  /** How many environments one function may have at once: 4 unless given, about 25 MB each. */
  readonly mostEnvironmentsPerFunction?: number;
  /** When an idle environment ends: after 30 seconds unless given. */
  readonly idleAfterMs?: number;
  /** How long what Supply Chain does takes, and how many instances it allows. */
  readonly supplyChain?: Partial<SupplyChainSettings>;
  /** How long things take in CodePipeline. */
  readonly codePipeline?: Partial<CodePipelineSettings>;
  /** How long syncs with Git take. */
  readonly codeConnections?: Partial<CodeConnectionsSettings>;
  /** How long things take in CodeDeploy. */
  readonly codeDeploy?: Partial<CodeDeploySettings>;
  /** How long what CloudFormation does takes. */
  readonly cloudFormation?: Partial<CloudFormationSettings>;
  /** How long things take in ECS. */
  readonly ecs?: Partial<EcsSettings>;
  readonly clock?: LocalClock;
  readonly random?: LocalRandom;
  /** Is told of every event, message, invocation, call and schedule. Must not throw. */
  readonly onActivity?: ActivityListener;
  /** Is given every line the functions write, and under the name `(local cloud)` what went wrong in the cloud itself. */
  readonly onLog?: LogListener;
}
