/**
 * The shapes of the API model that inputs are made of, as data: types, lengths, patterns, enumerations.
 * Source: the public API model of AWS Proton, version 2020-07-20, as the AWS SDKs carry it.
 */
export interface StringShape {
  readonly type: 'string';
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly values?: readonly string[];
}
interface IntegerShape {
  readonly type: 'integer';
  readonly minimum?: number;
  readonly maximum?: number;
}
interface BooleanShape {
  readonly type: 'boolean';
}
interface ListShape {
  readonly type: 'list';
  readonly member: string;
  readonly minLength?: number;
  readonly maxLength?: number;
}
/** Which members a structure has: member name to shape name. */
export interface Members {
  readonly required: Readonly<Record<string, string>>;
  readonly optional: Readonly<Record<string, string>>;
}
interface StructureShape extends Members {
  readonly type: 'structure';
  /** A union has exactly one of its members. */
  readonly union?: boolean;
}
export type Shape = StringShape | IntegerShape | BooleanShape | ListShape | StructureShape;

const UUID_PATTERN = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
const RESOURCE_NAME_PATTERN = '^[0-9A-Za-z]+[0-9A-Za-z_\\-]*$';
const ROLE_ARN_PATTERN = '^arn:(aws|aws-cn|aws-us-gov):iam::\\d{12}:role/([\\w+=,.@-]{1,512}[/:])*([\\w+=,.@-]{1,64})$';

export const SHAPES = {
  Arn: {
    type: 'string',
    minLength: 1,
    maxLength: 200,
    pattern: '^arn:(aws|aws-cn|aws-us-gov):[a-zA-Z0-9-]+:[a-zA-Z0-9-]*:\\d{12}:([\\w+=,.@-]+[/:])*[\\w+=,.@-]+$',
  },
  AwsAccountId: { type: 'string', pattern: '^\\d{12}$' },
  Boolean: { type: 'boolean' },
  ClientToken: { type: 'string', minLength: 0, maxLength: 64, pattern: '^[!-~]*$' },
  ComponentDeploymentUpdateType: { type: 'string', values: ['NONE', 'CURRENT_VERSION'] },
  DeploymentId: { type: 'string', pattern: UUID_PATTERN },
  DeploymentUpdateType: { type: 'string', values: ['NONE', 'CURRENT_VERSION', 'MINOR_VERSION', 'MAJOR_VERSION'] },
  Description: { type: 'string', minLength: 0, maxLength: 500 },
  DisplayName: { type: 'string', minLength: 1, maxLength: 100 },
  EmptyNextToken: { type: 'string', minLength: 0, maxLength: 0 },
  EnvironmentAccountConnectionId: { type: 'string', pattern: UUID_PATTERN },
  EnvironmentAccountConnectionRequesterAccountType: {
    type: 'string',
    values: ['MANAGEMENT_ACCOUNT', 'ENVIRONMENT_ACCOUNT'],
  },
  EnvironmentAccountConnectionStatus: { type: 'string', values: ['PENDING', 'CONNECTED', 'REJECTED'] },
  GitBranchName: { type: 'string', minLength: 1, maxLength: 200 },
  ListServiceInstancesFilterBy: {
    type: 'string',
    values: [
      'name',
      'deploymentStatus',
      'templateName',
      'serviceName',
      'deployedTemplateVersionStatus',
      'environmentName',
      'lastDeploymentAttemptedAtBefore',
      'lastDeploymentAttemptedAtAfter',
      'createdAtBefore',
      'createdAtAfter',
    ],
  },
  ListServiceInstancesFilterValue: { type: 'string' },
  ListServiceInstancesSortBy: {
    type: 'string',
    values: [
      'name',
      'deploymentStatus',
      'templateName',
      'serviceName',
      'environmentName',
      'lastDeploymentAttemptedAt',
      'createdAt',
    ],
  },
  MaxPageResults: { type: 'integer', minimum: 1, maximum: 100 },
  NextToken: { type: 'string', pattern: '^[A-Za-z0-9+=/]+$' },
  NotifyStatusMessage: { type: 'string', minLength: 0, maxLength: 5000 },
  OpsFilePath: { type: 'string', minLength: 1, maxLength: 4096 },
  OutputKey: { type: 'string', minLength: 1, maxLength: 1024 },
  OutputValueString: { type: 'string', minLength: 1, maxLength: 1024 },
  Provisioning: { type: 'string', values: ['CUSTOMER_MANAGED'] },
  RepositoryId: { type: 'string', minLength: 1, maxLength: 200 },
  RepositoryName: {
    type: 'string',
    minLength: 1,
    maxLength: 100,
    pattern: '[A-Za-z0-9_.-].*/[A-Za-z0-9_.-].*',
  },
  RepositoryProvider: { type: 'string', values: ['GITHUB', 'GITHUB_ENTERPRISE', 'BITBUCKET'] },
  ResourceDeploymentStatus: { type: 'string', values: ['IN_PROGRESS', 'FAILED', 'SUCCEEDED'] },
  ResourceName: { type: 'string', minLength: 1, maxLength: 100, pattern: RESOURCE_NAME_PATTERN },
  ResourceNameOrEmpty: { type: 'string', minLength: 0, maxLength: 100, pattern: `(^$)|${RESOURCE_NAME_PATTERN}` },
  RoleArn: { type: 'string', minLength: 1, maxLength: 2048, pattern: ROLE_ARN_PATTERN },
  RoleArnOrEmptyString: { type: 'string', minLength: 0, maxLength: 2048, pattern: `(^$)|(${ROLE_ARN_PATTERN})` },
  S3Bucket: { type: 'string', minLength: 3, maxLength: 63, pattern: '^[a-z0-9]+[a-z0-9-\\.]+[a-z0-9]+$' },
  S3Key: { type: 'string', minLength: 1, maxLength: 1024 },
  ServiceTemplateSupportedComponentSourceType: { type: 'string', values: ['DIRECTLY_DEFINED'] },
  SortOrder: { type: 'string', values: ['ASCENDING', 'DESCENDING'] },
  SpecContents: { type: 'string', minLength: 1, maxLength: 51_200 },
  String: { type: 'string' },
  Subdirectory: { type: 'string', minLength: 1, maxLength: 4096 },
  SyncType: { type: 'string', values: ['TEMPLATE_SYNC', 'SERVICE_SYNC'] },
  TagKey: { type: 'string', minLength: 1, maxLength: 128 },
  TagValue: { type: 'string', minLength: 0, maxLength: 256 },
  TemplateFileContents: { type: 'string', minLength: 1, maxLength: 51_200 },
  TemplateManifestContents: { type: 'string', minLength: 1, maxLength: 1024 },
  TemplateType: { type: 'string', values: ['ENVIRONMENT', 'SERVICE'] },
  TemplateVersionPart: { type: 'string', minLength: 1, maxLength: 20, pattern: '^(0|([1-9]{1}\\d*))$' },
  TemplateVersionStatus: {
    type: 'string',
    values: ['REGISTRATION_IN_PROGRESS', 'REGISTRATION_FAILED', 'DRAFT', 'PUBLISHED'],
  },

  CompatibleEnvironmentTemplateInput: {
    type: 'structure',
    required: { majorVersion: 'TemplateVersionPart', templateName: 'ResourceName' },
    optional: {},
  },
  EnvironmentTemplateFilter: {
    type: 'structure',
    required: { majorVersion: 'TemplateVersionPart', templateName: 'ResourceName' },
    optional: {},
  },
  ListServiceInstancesFilter: {
    type: 'structure',
    required: {},
    optional: { key: 'ListServiceInstancesFilterBy', value: 'ListServiceInstancesFilterValue' },
  },
  Output: { type: 'structure', required: {}, optional: { key: 'OutputKey', valueString: 'OutputValueString' } },
  RepositoryBranchInput: {
    type: 'structure',
    required: { branch: 'GitBranchName', name: 'RepositoryName', provider: 'RepositoryProvider' },
    optional: {},
  },
  S3ObjectSource: { type: 'structure', required: { bucket: 'S3Bucket', key: 'S3Key' }, optional: {} },
  Tag: { type: 'structure', required: { key: 'TagKey', value: 'TagValue' }, optional: {} },
  TemplateVersionSourceInput: { type: 'structure', union: true, required: {}, optional: { s3: 'S3ObjectSource' } },

  CompatibleEnvironmentTemplateInputList: {
    type: 'list',
    member: 'CompatibleEnvironmentTemplateInput',
    minLength: 1,
    maxLength: 10,
  },
  EnvironmentAccountConnectionStatusList: { type: 'list', member: 'EnvironmentAccountConnectionStatus' },
  EnvironmentTemplateFilterList: { type: 'list', member: 'EnvironmentTemplateFilter' },
  ListServiceInstancesFilterList: { type: 'list', member: 'ListServiceInstancesFilter' },
  NotifyOutputsList: { type: 'list', member: 'Output', minLength: 0, maxLength: 50 },
  ServiceTemplateSupportedComponentSourceInputList: {
    type: 'list',
    member: 'ServiceTemplateSupportedComponentSourceType',
  },
  TagKeyList: { type: 'list', member: 'TagKey', minLength: 0, maxLength: 50 },
  TagList: { type: 'list', member: 'Tag', minLength: 0, maxLength: 50 },
} as const satisfies Record<string, Shape>;

export type ShapeName = keyof typeof SHAPES;
