import { environmentSuffix } from '../model/arns.ts';
import { digestOf } from '../model/digest.ts';
import { ConflictException, ResourceNotFoundException, ValidationException } from '../model/errors.ts';
import type { InputOf } from '../model/input-types.ts';
import { readEnvironmentSpec } from '../specs/environment-spec.ts';
import { checkEnvironmentInputs } from '../specs/spec-inputs.ts';
import type { EnvironmentRecord, EnvironmentSettings } from '../store/records.ts';
import { keyIn } from '../store/store.ts';
import { checkQuota, type OperationCall, type OperationHandlers } from './call.ts';
import { checkRepeatedCreate } from './idempotency.ts';
import { getRepository, repositoryBranch } from './linked-repositories.ts';
import {
  checkNotBeingDeleted,
  checkNotBusy,
  countDeployables,
  findEnvironment,
  getEnvironment,
  ownByName,
} from './lookup.ts';
import { newDeployable } from './new-deployable.ts';
import { pageInOrder } from './pagination.ts';
import { tagNewResource } from './tagging.ts';
import { chooseTemplateVersion, chooseVersionForUpdate, getTemplate } from './template-choice.ts';
import { environmentSummary, environmentView, environmentWithoutSpec } from './views/deployables.ts';

/** https://docs.aws.amazon.com/proton/latest/userguide/ag-environments.html */
export const environmentOperations = {
  CreateEnvironment(input, call) {
    const creationDigest = digestOf(input);
    const existing = findEnvironment(call, input.name);
    if (existing !== undefined) {
      checkNotBeingDeleted(existing);
      checkRepeatedCreate(existing, creationDigest);
      return { environment: environmentWithoutSpec(existing) };
    }
    const { templateName, templateMajorVersion, templateMinorVersion } = input;
    const version = chooseTemplateVersion(
      call,
      'environment',
      templateName,
      templateMajorVersion,
      templateMinorVersion,
    );
    const { provisioning } = getTemplate(call, 'environment', templateName);
    const settings = settingsOf(call, input);
    if (provisioning !== 'CUSTOMER_MANAGED') checkProvisioned(settings);
    const spec = readEnvironmentSpec(input.spec);
    checkEnvironmentInputs(version, spec);
    checkQuota('environments', countDeployables(call, 'ENVIRONMENT'), call.parts.quotas.environments);
    const record: EnvironmentRecord = {
      ...newDeployable(call, environmentSuffix(input.name), {
        templateName,
        templateMajorVersion,
        templateMinorVersion: version.minorVersion,
        spec,
      }),
      ...settings,
      kind: 'ENVIRONMENT',
      name: input.name,
      templateName,
      description: input.description,
      provisioning,
      creationDigest,
      modified: false,
    };
    tagNewResource(call, record.arn, input.tags);
    call.parts.engine.create(record);
    return { environment: environmentWithoutSpec(getEnvironment(call, input.name)) };
  },

  GetEnvironment(input, call) {
    return { environment: environmentView(getEnvironment(call, input.name)) };
  },

  ListEnvironments(input, call) {
    const wanted = input.environmentTemplates;
    const fits = (record: EnvironmentRecord): boolean =>
      wanted === undefined ||
      wanted.some(
        (template) =>
          template.templateName === record.templateName &&
          template.majorVersion === record.deployed?.templateMajorVersion,
      );
    const { items, nextToken } = pageInOrder(call, {
      operation: 'ListEnvironments',
      input,
      records: ownByName(call, 'ENVIRONMENT'),
      pick: (record) => (record.kind === 'ENVIRONMENT' && fits(record) ? record : undefined),
    });
    return { environments: items.map(environmentSummary), nextToken };
  },

  UpdateEnvironment(input, call) {
    const record = getEnvironment(call, input.name);
    checkNotBeingDeleted(record);
    if (input.deploymentType !== 'NONE') checkNotBusy(record);
    const settings = changedSettings(call, record, input);
    const described = { ...record, description: input.description ?? record.description, modified: true };
    if (input.deploymentType === 'NONE') {
      call.parts.store.deployables.set(record.arn, { ...described, ...settings });
      return { environment: environmentWithoutSpec(getEnvironment(call, input.name)) };
    }
    const version = chooseVersionForUpdate(call, 'environment', record, input);
    checkConnectionUsable(call, settings.environmentAccountConnectionId ?? record.environmentAccountConnectionId);
    const currentSpec = record.deployed?.spec;
    const spec = input.spec === undefined ? currentSpec : readEnvironmentSpec(input.spec, currentSpec);
    // A spec that is kept is looked at too: it may not fit another version.
    if (spec !== undefined) checkEnvironmentInputs(version, spec, input.spec);
    call.parts.engine.update(
      described,
      {
        target: {
          templateName: version.templateName,
          templateMajorVersion: version.majorVersion,
          templateMinorVersion: version.minorVersion,
          spec,
        },
        settings,
      },
      call.expectedDeploymentId,
    );
    return { environment: environmentWithoutSpec(getEnvironment(call, input.name)) };
  },

  CancelEnvironmentDeployment(input, call) {
    call.parts.engine.cancel(getEnvironment(call, input.environmentName), call.expectedDeploymentId);
    return { environment: environmentView(getEnvironment(call, input.environmentName)) };
  },

  DeleteEnvironment(input, call) {
    const record = findEnvironment(call, input.name);
    if (record === undefined) return {};
    if (record.deploymentStatus === 'DELETE_IN_PROGRESS') return { environment: environmentWithoutSpec(record) };
    checkNotBusy(record);
    checkUnused(call, record);
    call.parts.engine.remove(record);
    return { environment: environmentWithoutSpec(getEnvironment(call, input.name)) };
  },
} satisfies Partial<OperationHandlers>;

type SettingsInput = Pick<
  InputOf<'UpdateEnvironment'>,
  | 'protonServiceRoleArn'
  | 'codebuildRoleArn'
  | 'componentRoleArn'
  | 'environmentAccountConnectionId'
  | 'provisioningRepository'
>;

/** Provisioning is chosen by what is given (AWS Proton User Guide, ag-create-env); the choices exclude each other. */
function settingsOf(call: OperationCall, input: SettingsInput & { readonly name: string }): EnvironmentSettings {
  const { provisioningRepository: repository, environmentAccountConnectionId: connectionId } = input;
  if (connectionId !== undefined && input.protonServiceRoleArn !== undefined) {
    throw new ValidationException('Give either protonServiceRoleArn or environmentAccountConnectionId, not both.');
  }
  if (repository !== undefined && (connectionId !== undefined || input.protonServiceRoleArn !== undefined)) {
    throw new ValidationException(
      'Self-managed provisioning takes provisioningRepository without protonServiceRoleArn and environmentAccountConnectionId.',
    );
  }
  if (repository !== undefined) getRepository(call, repository.provider, repository.name);
  const connection = connectionId === undefined ? undefined : usableConnection(call, connectionId, input.name);
  return {
    ...(input.protonServiceRoleArn !== undefined && { protonServiceRoleArn: input.protonServiceRoleArn }),
    ...(input.codebuildRoleArn !== undefined && { codebuildRoleArn: input.codebuildRoleArn }),
    ...(input.componentRoleArn !== undefined && { componentRoleArn: input.componentRoleArn }),
    ...(connection !== undefined && {
      environmentAccountConnectionId: connection.id,
      environmentAccountId: connection.accountId,
    }),
    ...(repository !== undefined && { provisioningRepository: repositoryBranch(call, repository) }),
  };
}

/** @throws ValidationException when nothing says how an environment is to be provisioned (A43) */
function checkProvisioned(settings: EnvironmentSettings): void {
  const { protonServiceRoleArn, codebuildRoleArn, environmentAccountConnectionId, provisioningRepository } = settings;
  const way = protonServiceRoleArn ?? codebuildRoleArn ?? environmentAccountConnectionId ?? provisioningRepository;
  if (way === undefined) {
    throw new ValidationException(
      'Say how the environment is provisioned: give protonServiceRoleArn, environmentAccountConnectionId, codebuildRoleArn or provisioningRepository.',
    );
  }
}

function usableConnection(call: OperationCall, id: string, environmentName: string) {
  const connection = call.parts.store.connections.get(id);
  if (connection?.managementAccountId !== call.accountId) {
    throw new ResourceNotFoundException('environment account connection', id);
  }
  if (connection.environmentName !== environmentName) {
    throw new ValidationException(
      `Environment account connection ${id} is for environment ${connection.environmentName}.`,
    );
  }
  checkConnectionUsable(call, id);
  return connection;
}

/** Without its connection an environment cannot be managed until a new one is accepted (ag-env-account-connections). */
function checkConnectionUsable(call: OperationCall, id: string | undefined): void {
  if (id === undefined) return;
  const status = call.parts.store.connections.get(id)?.status ?? 'deleted';
  if (status !== 'CONNECTED')
    throw new ConflictException(`Environment account connection ${id} is not CONNECTED: ${status}`);
}

/** How an environment is provisioned cannot be swapped (https://docs.aws.amazon.com/proton/latest/APIReference/API_UpdateEnvironment.html). */
function changedSettings(
  call: OperationCall,
  record: EnvironmentRecord,
  input: InputOf<'UpdateEnvironment'>,
): EnvironmentSettings {
  const settings = settingsOf(call, input);
  const usesConnection = record.environmentAccountConnectionId !== undefined;
  if (usesConnection && (settings.protonServiceRoleArn ?? settings.provisioningRepository) !== undefined) {
    throw new ValidationException(
      'The environment uses an environment account connection: leave out protonServiceRoleArn and provisioningRepository.',
    );
  }
  if (!usesConnection && settings.environmentAccountConnectionId !== undefined) {
    throw new ValidationException(
      'The environment does not use an environment account connection and cannot take one.',
    );
  }
  if (
    usesConnection &&
    (settings.environmentAccountId ?? record.environmentAccountId) !== record.environmentAccountId
  ) {
    throw new ValidationException(
      `The new environment account connection must come from account ${record.environmentAccountId}, as the present one does.`,
    );
  }
  if (settings.provisioningRepository !== undefined && record.provisioningRepository === undefined) {
    throw new ValidationException('provisioningRepository is only for environments with self-managed provisioning.');
  }
  if (settings.protonServiceRoleArn !== undefined && record.provisioningRepository !== undefined) {
    throw new ValidationException('The environment has self-managed provisioning: leave out protonServiceRoleArn.');
  }
  return settings;
}

/** @throws ConflictException while anything is deployed to the environment (A24) */
function checkUnused(call: OperationCall, environment: EnvironmentRecord): void {
  const [user] = call.parts.store.deployables.under('environment', keyIn(call.accountId, environment.name));
  if (user !== undefined) throw new ConflictException(`${environment.arn} cannot be deleted: ${user.arn} uses it`);
}
