import { ROLE_ARN } from '../../../support/world.ts';
import type { Scenes } from './scene.ts';

export const accountSettingsScenes: Scenes = {
  GetAccountSettings: { input: {}, errors: {} },
  UpdateAccountSettings: {
    input: {},
    also: [
      { input: { pipelineServiceRoleArn: '', pipelineCodebuildRoleArn: ROLE_ARN } },
      {
        input: {
          pipelineProvisioningRepository: { provider: 'GITHUB', name: 'platform/configuration', branch: 'main' },
        },
      },
      { input: { deletePipelineProvisioningRepository: true } },
    ],
    errors: {},
  },
};
