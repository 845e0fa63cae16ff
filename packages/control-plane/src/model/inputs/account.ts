import type { Members } from '../shapes.ts';

/** Inputs of the operations on account settings, after the API model. */
export const ACCOUNT_SETTINGS_INPUTS = {
  GetAccountSettings: { required: {}, optional: {} },
  UpdateAccountSettings: {
    required: {},
    optional: {
      deletePipelineProvisioningRepository: 'Boolean',
      pipelineCodebuildRoleArn: 'RoleArnOrEmptyString',
      pipelineProvisioningRepository: 'RepositoryBranchInput',
      pipelineServiceRoleArn: 'RoleArnOrEmptyString',
    },
  },
} as const satisfies Record<string, Members>;

/** Inputs of the operations on tags, after the API model. */
export const TAGS_INPUTS = {
  TagResource: { required: { resourceArn: 'Arn', tags: 'TagList' }, optional: {} },
  UntagResource: { required: { resourceArn: 'Arn', tagKeys: 'TagKeyList' }, optional: {} },
  ListTagsForResource: {
    required: { resourceArn: 'Arn' },
    optional: { maxResults: 'MaxPageResults', nextToken: 'String' },
  },
} as const satisfies Record<string, Members>;

/** Input of the counts of resources, after the API model. */
export const RESOURCES_SUMMARY_INPUTS = {
  GetResourcesSummary: { required: {}, optional: {} },
} as const satisfies Record<string, Members>;
