import { ACCOUNT, ENVIRONMENT_ACCOUNT, ROLE_ARN } from '../../../support/world.ts';
import { CONFLICT, DENIED, type Input, NO_ROOM, NOT_FOUND, QUOTA, type Scenes } from './scene.ts';
import type { WorldIds } from './world.ts';

const MISSING = { id: '0a1b2c3d-0000-4000-8000-000000000000' };
/** No party to any connection: to it none exists (A29). */
const THIRD_ACCOUNT = '777788889999';
const pending = ({ connections }: WorldIds): Input => ({ id: connections.pending });
const used = ({ connections }: WorldIds): Input => ({ id: connections.used });
const rejected = ({ connections }: WorldIds): Input => ({ id: connections.rejected });

export const environmentAccountConnectionScenes: Scenes = {
  CreateEnvironmentAccountConnection: {
    caller: ENVIRONMENT_ACCOUNT,
    input: { environmentName: 'stage', managementAccountId: ACCOUNT },
    also: [
      {
        caller: ENVIRONMENT_ACCOUNT,
        input: {
          environmentName: 'stage',
          managementAccountId: ACCOUNT,
          roleArn: ROLE_ARN,
          codebuildRoleArn: ROLE_ARN,
          componentRoleArn: ROLE_ARN,
          clientToken: 'once',
          tags: [{ key: 'team', value: 'platform' }],
        },
      },
    ],
    errors: { [QUOTA]: NO_ROOM },
  },
  GetEnvironmentAccountConnection: {
    input: pending,
    also: [{ input: used }, { caller: ENVIRONMENT_ACCOUNT, input: rejected }],
    errors: { [NOT_FOUND]: { input: MISSING } },
  },
  ListEnvironmentAccountConnections: {
    input: { requestedBy: 'MANAGEMENT_ACCOUNT' },
    also: [
      { caller: ENVIRONMENT_ACCOUNT, input: { requestedBy: 'ENVIRONMENT_ACCOUNT', statuses: ['PENDING'] } },
      { input: { requestedBy: 'MANAGEMENT_ACCOUNT', environmentName: 'stage', maxResults: 1 } },
      {
        given: (world) =>
          world.call(
            'CreateEnvironmentAccountConnection',
            { environmentName: 'stage', managementAccountId: ACCOUNT },
            { accountId: ENVIRONMENT_ACCOUNT },
          ),
        input: { requestedBy: 'MANAGEMENT_ACCOUNT' },
      },
    ],
    errors: {},
  },
  UpdateEnvironmentAccountConnection: {
    caller: ENVIRONMENT_ACCOUNT,
    input: pending,
    also: [{ caller: ENVIRONMENT_ACCOUNT, input: (ids) => ({ ...used(ids), codebuildRoleArn: ROLE_ARN }) }],
    errors: { [NOT_FOUND]: { input: MISSING, caller: ENVIRONMENT_ACCOUNT }, [DENIED]: { caller: ACCOUNT } },
  },
  DeleteEnvironmentAccountConnection: {
    caller: ENVIRONMENT_ACCOUNT,
    input: pending,
    also: [
      { caller: ENVIRONMENT_ACCOUNT, input: used },
      { caller: ENVIRONMENT_ACCOUNT, input: MISSING },
    ],
    errors: { [NOT_FOUND]: { caller: THIRD_ACCOUNT }, [DENIED]: { caller: ACCOUNT } },
  },
  AcceptEnvironmentAccountConnection: {
    input: pending,
    also: [{ input: used }],
    errors: {
      [NOT_FOUND]: { input: MISSING },
      [DENIED]: { caller: ENVIRONMENT_ACCOUNT },
      [CONFLICT]: { input: rejected },
    },
  },
  RejectEnvironmentAccountConnection: {
    input: pending,
    also: [{ input: rejected }],
    errors: {
      [NOT_FOUND]: { caller: THIRD_ACCOUNT },
      [DENIED]: { caller: ENVIRONMENT_ACCOUNT },
      [CONFLICT]: { input: used },
    },
  },
};
