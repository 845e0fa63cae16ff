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
