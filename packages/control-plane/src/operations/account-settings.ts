import { ValidationException } from '../model/errors.ts';
import type { AccountSettingsRecord } from '../store/records.ts';
import type { OperationCall, OperationHandlers, Output } from './call.ts';
import { checkLinked, repositoryBranch } from './linked-repositories.ts';
import { present } from './views/members.ts';

/** https://docs.aws.amazon.com/proton/latest/APIReference/API_AccountSettings.html */
export const accountSettingsOperations = {
  GetAccountSettings(_input, call) {
    return { accountSettings: view(settingsOf(call)) };
  },

  UpdateAccountSettings(input, call) {
    const repository = input.pipelineProvisioningRepository;
    if (input.deletePipelineProvisioningRepository === true && repository !== undefined) {
      throw new ValidationException(
        'Give either pipelineProvisioningRepository or deletePipelineProvisioningRepository.',
      );
    }
    if (repository !== undefined) checkLinked(call, repository.provider, repository.name);
    const settings = settingsOf(call);
    const changed: AccountSettingsRecord = {
      accountId: call.accountId,
      pipelineServiceRoleArn: role(input.pipelineServiceRoleArn, settings.pipelineServiceRoleArn),
      pipelineCodebuildRoleArn: role(input.pipelineCodebuildRoleArn, settings.pipelineCodebuildRoleArn),
      pipelineProvisioningRepository:
        input.deletePipelineProvisioningRepository === true ? undefined : settings.pipelineProvisioningRepository,
      ...(repository !== undefined && { pipelineProvisioningRepository: repositoryBranch(call, repository) }),
    };
    call.parts.store.accountSettings.set(call.accountId, changed);
    return { accountSettings: view(changed) };
  },
} satisfies Partial<OperationHandlers>;

function settingsOf(call: OperationCall): AccountSettingsRecord {
  return call.parts.store.accountSettings.get(call.accountId) ?? { accountId: call.accountId };
}

/** An empty text removes a role. */
function role(given: string | undefined, present: string | undefined): string | undefined {
  return given === '' ? undefined : (given ?? present);
}

function view(settings: AccountSettingsRecord): Output {
  const { pipelineServiceRoleArn, pipelineCodebuildRoleArn, pipelineProvisioningRepository } = settings;
  return present({ pipelineServiceRoleArn, pipelineCodebuildRoleArn, pipelineProvisioningRepository });
}
