import type { MetadataBearer } from '@smithy/types';

/**
 * The shapes of the five instance operations of AWS Supply Chain (API 2024-01-01), named and typed as in
 * `@aws-sdk/client-supplychain`: https://docs.aws.amazon.com/aws-supply-chain/latest/APIReference/.
 */
export type InstanceState = 'Initializing' | 'Active' | 'CreateFailed' | 'DeleteFailed' | 'Deleting' | 'Deleted';

export interface Instance {
  instanceId: string | undefined;
  awsAccountId: string | undefined;
  /** May be a value that this API version does not know. */
  state: InstanceState | undefined;
  /** Set when the instance is unhealthy: delete it, and create a new one. Sensitive. */
  errorMessage?: string | undefined;
  /** "example" in `example.scn.global.on.aws`. */
  webAppDnsDomain?: string | undefined;
  createdTime?: Date | undefined;
  lastModifiedTime?: Date | undefined;
  instanceName?: string | undefined;
  instanceDescription?: string | undefined;
  /** Absent if AWS's own key is used. */
  kmsKeyArn?: string | undefined;
  versionNumber?: number | undefined;
}

export interface CreateInstanceCommandInput {
  instanceName?: string | undefined;
  instanceDescription?: string | undefined;
  kmsKeyArn?: string | undefined;
  webAppDnsDomain?: string | undefined;
  tags?: Record<string, string> | undefined;
  /** 33 to 126 characters; the client generates one if none is given. */
  clientToken?: string | undefined;
}

export interface GetInstanceCommandInput {
  instanceId: string | undefined;
}

export interface ListInstancesCommandInput {
  nextToken?: string | undefined;
  /** 0 to 20. */
  maxResults?: number | undefined;
  instanceNameFilter?: string[] | undefined;
  instanceStateFilter?: InstanceState[] | undefined;
}

export interface UpdateInstanceCommandInput {
  instanceId: string | undefined;
  instanceName?: string | undefined;
  instanceDescription?: string | undefined;
}

export interface DeleteInstanceCommandInput {
  instanceId: string | undefined;
}

interface InstanceOutput extends MetadataBearer {
  instance: Instance | undefined;
}

export interface CreateInstanceCommandOutput extends InstanceOutput {}
export interface GetInstanceCommandOutput extends InstanceOutput {}
export interface UpdateInstanceCommandOutput extends InstanceOutput {}
export interface DeleteInstanceCommandOutput extends InstanceOutput {}

export interface ListInstancesCommandOutput extends MetadataBearer {
  instances: Instance[] | undefined;
  nextToken?: string | undefined;
}

export type ServiceInputTypes =
  | CreateInstanceCommandInput
  | GetInstanceCommandInput
  | ListInstancesCommandInput
  | UpdateInstanceCommandInput
  | DeleteInstanceCommandInput;

export type ServiceOutputTypes = InstanceOutput | ListInstancesCommandOutput;
