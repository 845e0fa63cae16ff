import type { TemplateKind } from '../model/arns.ts';
import type {
  ConnectionStatus,
  DeploymentStatus,
  DeploymentTargetKind,
  ServiceStatus,
  TemplateVersionStatus,
} from '../model/statuses.ts';

/** Records are values: a change makes a new one. Times are epoch milliseconds; an absent member has no value yet (A11). */
interface OwnedRecord {
  readonly accountId: string;
  readonly arn: string;
  readonly createdAtMs: number;
}

/** What a deployment puts in place: the DeploymentState of the API, one shape for the four kinds. */
export interface DeploymentState {
  readonly templateName?: string | undefined;
  readonly templateMajorVersion?: string | undefined;
  readonly templateMinorVersion?: string | undefined;
  readonly spec?: string | undefined;
  readonly serviceName?: string | undefined;
  readonly serviceInstanceName?: string | undefined;
  readonly serviceSpec?: string | undefined;
  readonly templateFile?: string | undefined;
}

/** What every kind of deployed resource has: the deployment engine works on this alone. */
interface DeployableBase extends OwnedRecord {
  readonly deploymentStatus: DeploymentStatus;
  readonly deploymentStatusMessage?: string | undefined;
  readonly lastAttemptedAtMs: number;
  readonly lastSucceededAtMs?: number | undefined;
  readonly lastAttemptedDeploymentId?: string | undefined;
  readonly lastSucceededDeploymentId?: string | undefined;
  /** What the last successful deployment put in place; absent before the first success. */
  readonly deployed?: DeploymentState | undefined;
  /** What the newest attempt is to put in place, or was. */
  readonly attempted: DeploymentState;
}

/** Settings of an environment that an update with a deployment changes only when it succeeds. */
export interface EnvironmentSettings {
  readonly protonServiceRoleArn?: string | undefined;
  readonly codebuildRoleArn?: string | undefined;
  readonly componentRoleArn?: string | undefined;
  readonly environmentAccountConnectionId?: string | undefined;
  readonly environmentAccountId?: string | undefined;
  readonly provisioningRepository?: RepositoryBranch | undefined;
}
export interface RepositoryBranch {
  readonly arn: string;
  readonly branch: string;
  readonly name: string;
  readonly provider: string;
}
export interface EnvironmentRecord extends DeployableBase, EnvironmentSettings {
  readonly kind: 'ENVIRONMENT';
  readonly name: string;
  readonly templateName: string;
  readonly description?: string | undefined;
  readonly provisioning?: 'CUSTOMER_MANAGED' | undefined;
  /** Digest of the input that created it, and whether an update has succeeded since (A32). */
  readonly creationDigest: string;
  readonly modified: boolean;
}
export interface ServiceInstanceRecord extends DeployableBase {
  readonly kind: 'SERVICE_INSTANCE';
  readonly name: string;
  readonly serviceName: string;
  readonly environmentName: string;
  readonly templateName: string;
  readonly lastClientRequestToken?: string | undefined;
  /** Whether it joins the spec of its service once it is deployed (CreateServiceInstance, A20). */
  readonly joinsServiceSpec: boolean;
}
export interface ServicePipelineRecord extends DeployableBase {
  readonly kind: 'SERVICE_PIPELINE';
  readonly serviceName: string;
  readonly templateName: string;
}
export interface ComponentRecord extends DeployableBase {
  readonly kind: 'COMPONENT';
  readonly name: string;
  readonly environmentName: string;
  readonly description?: string | undefined;
  /** Its contents. Absent in states of releases that did not keep it. */
  readonly manifest?: string | undefined;
  readonly lastModifiedAtMs: number;
  readonly lastClientRequestToken?: string | undefined;
}
export type DeployableRecord = EnvironmentRecord | ServiceInstanceRecord | ServicePipelineRecord | ComponentRecord;

/** One attempt to create, change or delete a deployed resource. */
export interface DeploymentRecord extends OwnedRecord {
  readonly id: string;
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly targetKind: DeploymentTargetKind;
  readonly targetArn: string;
  readonly targetCreatedAtMs: number;
  readonly environmentName?: string | undefined;
  readonly serviceName?: string | undefined;
  readonly serviceInstanceName?: string | undefined;
  readonly componentName?: string | undefined;
  readonly status: DeploymentStatus;
  readonly statusMessage?: string | undefined;
  readonly lastModifiedAtMs: number;
  readonly completedAtMs?: number | undefined;
  readonly lastSucceededDeploymentId?: string | undefined;
  readonly initialState?: DeploymentState | undefined;
  readonly targetState?: DeploymentState | undefined;
  /** Ids of the deployments that were live beside a service instance when it was deployed. */
  readonly surroundings?: DeploymentSurroundings | undefined;
  readonly settings?: EnvironmentSettings | undefined;
  /** Outputs that self-managed provisioning reported. */
  readonly outputs?: readonly DeploymentOutput[] | undefined;
  /** What its rendered template declares; absent before it succeeds, and in states of releases that did not render. */
  readonly stack?: DeployedStack | undefined;
  /** What the target was like before this attempt, taken back when a removal is called off. */
  readonly previous?: PreviousAttempt | undefined;
  /** Held back until its service releases it: a pipeline waits for the instances, a removal for the additions. */
  readonly waiting: boolean;
  /** When and how it ends by itself; absent while it hangs, waits or is over. */
  readonly ending?: DeploymentEnding | undefined;
}
export interface DeploymentOutput {
  readonly key?: string | undefined;
  readonly valueString?: string | undefined;
}
/** Resources and outputs in the shapes of the API. */
export interface DeployedStack {
  readonly resources: readonly DeployedResource[];
  readonly outputs: readonly DeploymentOutput[];
}
interface DeployedResource {
  readonly name: string;
  readonly identifier: string;
  readonly provisioningEngine: 'CLOUDFORMATION';
}
interface PreviousAttempt {
  readonly status: DeploymentStatus;
  readonly statusMessage?: string | undefined;
  readonly lastAttemptedDeploymentId?: string | undefined;
}
export interface DeploymentEnding {
  readonly atMs: number;
  /** Endings of the same instant come in the order they were planned in, after a restore too. */
  readonly sequence: number;
  readonly result: 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  readonly message?: string | undefined;
}
export interface DeploymentSurroundings {
  readonly lastSuccessfulEnvironmentDeploymentId?: string | undefined;
  readonly lastSuccessfulServicePipelineDeploymentId?: string | undefined;
  readonly lastSuccessfulComponentDeploymentIds?: readonly string[] | undefined;
}

/** What a service is going through, so that it continues after a restore. Members are ARNs of instances. */
export interface ServiceWorkflow {
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly phase: 'ADDING' | 'REMOVING' | 'PIPELINE' | 'CLEANING_UP';
  readonly adding: readonly string[];
  readonly removing: readonly string[];
  readonly previousSpec?: string | undefined;
}
export interface ServiceRecord extends OwnedRecord {
  readonly name: string;
  readonly templateName: string;
  readonly templateMajorVersion: string;
  readonly templateMinorVersion: string;
  readonly description?: string | undefined;
  readonly repositoryConnectionArn?: string | undefined;
  readonly repositoryId?: string | undefined;
  readonly branchName?: string | undefined;
  readonly spec: string;
  readonly status: ServiceStatus;
  readonly statusMessage?: string | undefined;
  readonly lastModifiedAtMs: number;
  readonly workflow?: ServiceWorkflow | undefined;
  readonly creationDigest: string;
  readonly modified: boolean;
}

export interface TemplateRecord extends OwnedRecord {
  readonly kind: TemplateKind;
  readonly name: string;
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  readonly encryptionKey?: string | undefined;
  readonly provisioning?: 'CUSTOMER_MANAGED' | undefined;
  readonly lastModifiedAtMs: number;
  /** The status that its events speak of (A3); the API resource itself has none. */
  readonly status: 'DRAFT' | 'PUBLISHED';
  readonly creationDigest: string;
  readonly modified: boolean;
}
export interface EnvironmentTemplateReference {
  readonly templateName: string;
  readonly majorVersion: string;
}
export interface TemplateVersionRecord extends OwnedRecord {
  readonly kind: TemplateKind;
  readonly templateName: string;
  readonly majorVersion: string;
  readonly minorVersion: string;
  readonly description?: string | undefined;
  readonly status: TemplateVersionStatus;
  readonly statusMessage?: string | undefined;
  readonly lastModifiedAtMs: number;
  readonly compatibleEnvironmentTemplates?: readonly EnvironmentTemplateReference[] | undefined;
  readonly supportedComponentSources?: readonly string[] | undefined;
  readonly registeredAtMs?: number | undefined;
  /** What it is registered from; until it is. */
  readonly source?: TemplateSource | undefined;
  /** The schema file of the bundle. This and the next two are absent where a version is registered without looking. */
  readonly schema?: string | undefined;
  /** Whether the services of this version have a pipeline. */
  readonly hasPipeline?: boolean | undefined;
  readonly cloudFormationTemplates?: CloudFormationTemplates | undefined;
  /** Where they are in the bundle. Absent in states of releases that did not keep it. */
  readonly cloudFormationFiles?: CloudFormationTemplates | undefined;
}
/** Where the bundle of a template version is: an object in a bucket, or files that were read from a repository. */
export type TemplateSource =
  | { readonly from: 'bucket'; readonly bucket: string; readonly key: string }
  | { readonly from: 'files'; readonly files: Readonly<Record<string, string>> };

/** The infrastructure templates of a version that are written for CloudFormation; others say nothing here. */
export interface CloudFormationTemplates {
  readonly environment?: string | undefined;
  readonly serviceInstance?: string | undefined;
  readonly pipeline?: string | undefined;
}

/** A connection belongs to the environment account; the management account decides on it. */
export interface ConnectionRecord extends OwnedRecord {
  readonly id: string;
  readonly managementAccountId: string;
  readonly environmentName: string;
  readonly roleArn?: string | undefined;
  readonly codebuildRoleArn?: string | undefined;
  readonly componentRoleArn?: string | undefined;
  readonly status: ConnectionStatus;
  readonly lastModifiedAtMs: number;
}

export type RepositoryProvider = 'GITHUB' | 'GITHUB_ENTERPRISE' | 'BITBUCKET';
export type SyncType = 'TEMPLATE_SYNC' | 'SERVICE_SYNC';

/** A linked repository: one that is registered with CreateRepository. */
export interface RepositoryRecord extends OwnedRecord {
  readonly provider: RepositoryProvider;
  readonly name: string;
  readonly connectionArn: string;
  readonly encryptionKey?: string | undefined;
  readonly creationDigest: string;
}
/** A branch of a linked repository. */
export interface BranchReference {
  readonly provider: RepositoryProvider;
  readonly repositoryName: string;
  readonly branch: string;
}
/** The newest commit of a branch, as it was pushed: the control plane has no access to any Git server. */
export interface BranchRecord extends BranchReference {
  readonly key: string;
  readonly accountId: string;
  readonly sha: string;
  /** Path in the repository → text. */
  readonly files: Readonly<Record<string, string>>;
}
export interface TemplateSyncConfigRecord extends BranchReference {
  readonly key: string;
  readonly accountId: string;
  readonly kind: TemplateKind;
  readonly templateName: string;
  readonly subdirectory?: string | undefined;
}
export interface ServiceSyncConfigRecord extends BranchReference {
  readonly key: string;
  readonly accountId: string;
  readonly serviceName: string;
  /** Where the Proton Ops file is. */
  readonly filePath: string;
}
export interface SyncEvent {
  readonly type: string;
  readonly event: string;
  readonly atMs: number;
}
/** The newest sync of a branch. */
export interface RepositorySyncRecord extends BranchReference {
  readonly key: string;
  readonly accountId: string;
  readonly syncType: SyncType;
  readonly startedAtMs: number;
  readonly status: 'INITIATED' | 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  readonly events: readonly SyncEvent[];
  /** When it goes on by itself; absent when it is over. */
  readonly nextAtMs?: number | undefined;
}
export interface Revision extends BranchReference {
  readonly directory: string;
  readonly sha: string;
}
/** One attempt to bring a resource to what a commit says. */
export interface ResourceSyncRecord {
  readonly startedAtMs: number;
  readonly status: 'INITIATED' | 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  readonly events: readonly SyncEvent[];
  readonly initialRevision: Revision;
  readonly targetRevision: Revision;
  /** Digest of what was synced: the same content is not synced twice. */
  readonly contentDigest: string;
  /** ARN of the template version, or id of the deployment, whose end is the end of the attempt. */
  readonly awaits?: string | undefined;
  /** The same, once the attempt has ended. Absent in states of releases before it was kept. */
  readonly made?: string | undefined;
}
/** What is kept of the syncs of one target: a major version of a template, or a service instance. */
export interface ResourceSyncsRecord {
  /** ARN of the template with `:<major>`, or of the service instance. */
  readonly target: string;
  readonly latest: ResourceSyncRecord;
  readonly latestSuccessful?: ResourceSyncRecord | undefined;
}
/** A manual change keeps service sync from undoing it until somebody resolves the blocker (ag-service-sync-blockers). */
export interface SyncBlockerRecord {
  readonly id: string;
  readonly accountId: string;
  readonly serviceName: string;
  readonly serviceInstanceName?: string | undefined;
  readonly createdAtMs: number;
  readonly createdReason: string;
  readonly resolvedAtMs?: number | undefined;
  readonly resolvedReason?: string | undefined;
}

export interface AccountSettingsRecord {
  readonly accountId: string;
  readonly pipelineServiceRoleArn?: string | undefined;
  readonly pipelineCodebuildRoleArn?: string | undefined;
  readonly pipelineProvisioningRepository?: RepositoryBranch | undefined;
}
export interface Tag {
  readonly key: string;
  readonly value: string;
}
export interface TagsRecord {
  readonly resourceArn: string;
  readonly tags: readonly Tag[];
}
/** A client token that was used: what it made, and until when it is remembered. */
export interface ClientTokenRecord {
  readonly key: string;
  readonly inputDigest: string;
  readonly resourceArn: string;
  readonly resourceCreatedAtMs: number;
  readonly expiresAtMs: number;
}
/** A scripted outcome of the deployments, the deletion or the cancelling of one target. */
export interface OutcomeRecord {
  readonly key: string;
  readonly on: 'deployment' | 'deletion' | 'cancellation';
  readonly targetArn: string;
  readonly outcome: 'succeed' | 'fail' | 'hang' | 'finishFirst';
  readonly statusMessage?: string | undefined;
}
