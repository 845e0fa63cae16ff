import { type TemplateKind, templateSuffix } from '../model/arns.ts';
import { ConflictException, ResourceNotFoundException, ValidationException } from '../model/errors.ts';
import type { InputOf } from '../model/input-types.ts';
import type { TemplateSyncConfigRecord } from '../store/records.ts';
import { type OperationCall, type OperationHandlers, ownArn } from './call.ts';
import { checkLinked, getRepository } from './linked-repositories.ts';
import { resourceSyncView, revisionView, templateSyncConfigView } from './views/syncs.ts';

/** https://docs.aws.amazon.com/proton/latest/userguide/ag-template-sync-configs.html */
export const templateSyncOperations = {
  CreateTemplateSyncConfig(input, call) {
    const config = configOf(call, input);
    const existing = call.parts.store.templateSyncConfigs.get(config.key);
    if (existing !== undefined && !isSame(existing, config)) {
      throw new ConflictException(`Template ${input.templateName} has another sync configuration. Update that one.`);
    }
    // The operation has no ResourceNotFoundException.
    if (call.parts.store.templates.get(config.key) === undefined) {
      throw new ValidationException(`There is no ${config.kind} template ${input.templateName} to sync.`);
    }
    checkLinked(call, input.repositoryProvider, input.repositoryName);
    return { templateSyncConfig: follow(call, config) };
  },

  GetTemplateSyncConfig(input, call) {
    return { templateSyncConfig: templateSyncConfigView(getConfig(call, input)) };
  },

  UpdateTemplateSyncConfig(input, call) {
    getConfig(call, input);
    getRepository(call, input.repositoryProvider, input.repositoryName);
    return { templateSyncConfig: follow(call, configOf(call, input)) };
  },

  DeleteTemplateSyncConfig(input, call) {
    const config = getConfig(call, input);
    call.parts.store.templateSyncConfigs.delete(config.key);
    return { templateSyncConfig: templateSyncConfigView(config) };
  },

  GetTemplateSyncStatus(input, call) {
    const config = getConfig(call, input);
    const target = `${config.key}:${input.templateVersion}`;
    const desired = call.parts.syncs.desiredTemplate(config, input.templateVersion);
    const syncs = call.parts.store.resourceSyncs.get(target);
    return {
      desiredState: desired && revisionView(desired),
      latestSuccessfulSync: syncs?.latestSuccessful && resourceSyncView(target, syncs.latestSuccessful),
      latestSync: syncs && resourceSyncView(target, syncs.latest),
    };
  },
} satisfies Partial<OperationHandlers>;

type ConfigInput = InputOf<'CreateTemplateSyncConfig'>;

function kindOf({ templateType }: Pick<ConfigInput, 'templateType'>): TemplateKind {
  return templateType === 'ENVIRONMENT' ? 'environment' : 'service';
}

function configOf(call: OperationCall, input: ConfigInput): TemplateSyncConfigRecord {
  const kind = kindOf(input);
  return {
    key: ownArn(call, templateSuffix(kind, input.templateName)),
    accountId: call.accountId,
    kind,
    templateName: input.templateName,
    provider: input.repositoryProvider,
    repositoryName: input.repositoryName,
    branch: input.branch,
    subdirectory: input.subdirectory,
  };
}

function isSame(left: TemplateSyncConfigRecord, right: TemplateSyncConfigRecord): boolean {
  const { provider, repositoryName, branch, subdirectory } = left;
  return (
    provider === right.provider &&
    repositoryName === right.repositoryName &&
    branch === right.branch &&
    subdirectory === right.subdirectory
  );
}

/** Keeps the configuration and syncs what the branch has now. */
function follow(call: OperationCall, config: TemplateSyncConfigRecord) {
  const { store, syncs } = call.parts;
  const before = store.templateSyncConfigs.get(config.key);
  if (before === undefined || !isSame(before, config)) {
    store.templateSyncConfigs.set(config.key, config);
    syncs.begin(call.accountId, config, 'TEMPLATE_SYNC');
  }
  return templateSyncConfigView(config);
}

function getConfig(
  call: OperationCall,
  input: Pick<ConfigInput, 'templateName' | 'templateType'>,
): TemplateSyncConfigRecord {
  const arn = ownArn(call, templateSuffix(kindOf(input), input.templateName));
  const config = call.parts.store.templateSyncConfigs.get(arn);
  if (config === undefined) throw new ResourceNotFoundException('template sync configuration', arn);
  return config;
}
