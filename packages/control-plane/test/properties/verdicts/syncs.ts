import { isDeepStrictEqual } from 'node:util';
import { kindOf, serviceConfig, templateConfig } from '../effects/syncs.ts';
import { type Model, repositoryArn, type SyncConfig, serviceArn, templateArn } from '../model.ts';
import { conflict, missing, type Verdict, type Verdicts } from './verdict.ts';

/** Linked repositories and what follows their branches. */
export const syncVerdicts = {
  CreateRepository(model, { provider, name, connectionArn }, { account }) {
    const present = model.repositories.get(repositoryArn(account, provider, name));
    // A repeat with the same tags is accepted, too; the model does not keep what it was created with.
    return present !== undefined && present.connectionArn !== connectionArn ? conflict : undefined;
  },
  DeleteRepository(model, { provider, name }, { account }) {
    if (!model.repositories.has(repositoryArn(account, provider, name))) return missing;
    const followers = [...model.serviceSyncs.values(), ...model.templateSyncs.values()];
    const isUsed = followers.some((config) => config.account === account && config.repository === name);
    return isUsed ? conflict : 'accepted';
  },

  CreateServiceSyncConfig(model, input, { account }) {
    const arn = serviceArn(account, input.serviceName);
    const config = serviceConfig(account, input);
    return create(model, model.serviceSyncs.get(arn), config, model.services.has(arn), input.repositoryProvider);
  },
  CreateTemplateSyncConfig(model, input, { account }) {
    const arn = templateArn(account, kindOf(input.templateType), input.templateName);
    const config = templateConfig(account, input);
    return create(model, model.templateSyncs.get(arn), config, model.templates.has(arn), input.repositoryProvider);
  },
  UpdateServiceSyncConfig: (model, input, { account }) =>
    model.serviceSyncs.has(serviceArn(account, input.serviceName)) &&
    model.repositories.has(repositoryArn(account, input.repositoryProvider, input.repositoryName))
      ? 'accepted'
      : missing,
  UpdateTemplateSyncConfig: (model, input, { account }) =>
    model.templateSyncs.has(templateArn(account, kindOf(input.templateType), input.templateName)) &&
    model.repositories.has(repositoryArn(account, input.repositoryProvider, input.repositoryName))
      ? 'accepted'
      : missing,
  DeleteServiceSyncConfig: (model, { serviceName }, { account }) =>
    model.serviceSyncs.has(serviceArn(account, serviceName)) ? 'accepted' : missing,
  DeleteTemplateSyncConfig: (model, { templateName, templateType }, { account }) =>
    model.templateSyncs.has(templateArn(account, kindOf(templateType), templateName)) ? 'accepted' : missing,

  UpdateServiceSyncBlocker(model, { id }) {
    const blocker = model.blockers.get(id);
    if (blocker === undefined) return missing;
    return blocker.resolved ? conflict : 'accepted';
  },
} satisfies Verdicts;

/** Without ResourceNotFoundException, which these operations do not have, what is not there is a wrong request. */
function create(
  model: Model,
  present: SyncConfig | undefined,
  wanted: SyncConfig,
  targetExists: boolean,
  provider: string,
): Verdict {
  if (present !== undefined && !isDeepStrictEqual(present, wanted)) return conflict;
  const isLinked = model.repositories.has(repositoryArn(wanted.account, provider, wanted.repository));
  return targetExists && isLinked ? 'accepted' : 'ValidationException';
}
