import { listOf, mappingOf } from '../../support/world.ts';
import { type Model, repositoryArn, type SyncConfig, serviceArn, templateArn } from '../model.ts';
import { type Acceptance, type Effects, pairs, setTags } from './effect.ts';

type ServiceConfig = Parameters<NonNullable<Effects['CreateServiceSyncConfig']>>[1];
type TemplateConfig = Parameters<NonNullable<Effects['CreateTemplateSyncConfig']>>[1];

export const syncEffects = {
  CreateRepository(model, { provider, name, connectionArn, tags }, { account }) {
    const arn = repositoryArn(account, provider, name);
    if (model.repositories.has(arn)) return;
    model.repositories.set(arn, { account, arn, name, connectionArn });
    setTags(model, arn, pairs(tags));
  },
  DeleteRepository(model, { provider, name }, { account }) {
    const arn = repositoryArn(account, provider, name);
    model.repositories.delete(arn);
    model.tags.delete(arn);
  },
  CreateServiceSyncConfig: followService,
  UpdateServiceSyncConfig: followService,
  DeleteServiceSyncConfig(model, { serviceName }, { account }) {
    model.serviceSyncs.delete(serviceArn(account, serviceName));
  },
  CreateTemplateSyncConfig: followTemplate,
  UpdateTemplateSyncConfig: followTemplate,
  DeleteTemplateSyncConfig(model, { templateName, templateType }, { account }) {
    model.templateSyncs.delete(templateArn(account, kindOf(templateType), templateName));
  },
  UpdateServiceSyncBlocker(model, { id }) {
    const blocker = model.blockers.get(id);
    if (blocker !== undefined) blocker.resolved = true;
  },
} satisfies Effects;

export function kindOf(templateType: TemplateConfig['templateType']): 'environment' | 'service' {
  return templateType === 'ENVIRONMENT' ? 'environment' : 'service';
}

export function serviceConfig(account: string, input: ServiceConfig): SyncConfig {
  return { account, repository: input.repositoryName, branch: input.branch, path: input.filePath };
}
export function templateConfig(account: string, input: TemplateConfig): SyncConfig {
  return { account, repository: input.repositoryName, branch: input.branch, path: input.subdirectory ?? '' };
}

function followService(model: Model, input: ServiceConfig, { account }: Acceptance): void {
  model.serviceSyncs.set(serviceArn(account, input.serviceName), serviceConfig(account, input));
}
function followTemplate(model: Model, input: TemplateConfig, { account }: Acceptance): void {
  const arn = templateArn(account, kindOf(input.templateType), input.templateName);
  model.templateSyncs.set(arn, templateConfig(account, input));
}

/** The blocker of a service, or of one of its instances, that is not resolved. */
export function activeBlocker(model: Model, service: string, instance?: string): string | undefined {
  return [...model.blockers].find(
    ([, blocker]) => blocker.service === service && blocker.instance === instance && !blocker.resolved,
  )?.[0];
}

/** What is changed by hand is not synced until somebody resolves the blocker that this makes. */
export function blockSync(
  model: Model,
  name: string,
  instance: string | undefined,
  { account, read }: Acceptance,
): void {
  const service = serviceArn(account, name);
  if (!model.serviceSyncs.has(service) || activeBlocker(model, service, instance) !== undefined) return;
  const about = { serviceName: name, ...(instance !== undefined && { serviceInstanceName: instance }) };
  const { serviceSyncBlockerSummary } = read('GetServiceSyncBlockerSummary', about);
  const [blocker] = listOf(mappingOf(serviceSyncBlockerSummary)['latestBlockers']);
  if (blocker === undefined) throw new Error(`A change by hand of ${name} ${instance ?? ''} has made no blocker`);
  model.blockers.set(String(blocker['id']), { service, instance, resolved: false });
}
