import {
  componentArn,
  componentsOf,
  type Deployable,
  environmentArn,
  instanceArn,
  instancesOf,
  type Model,
  partsOf,
  pipelineArn,
  serviceArn,
  statusOf,
  type Template,
  templateArn,
} from '../model.ts';
import { isBusy } from '../transitions.ts';
import { type Caller, conflict, ENDED_FIRST, missing, type Verdict, type Verdicts } from './verdict.ts';

/** Deployed resources, their deployments and templates: A12 to A18, A24, A25, A30; rules 3 and 4 of idempotency. */
export const deployableVerdicts = {
  CancelEnvironmentDeployment: (model, { environmentName }, by) =>
    cancel(model, model.deployables.get(environmentArn(by.account, environmentName)), by),
  CancelServiceInstanceDeployment: (model, { serviceName, serviceInstanceName }, by) =>
    cancel(model, model.deployables.get(instanceArn(by.account, serviceName, serviceInstanceName)), by),
  /** An edit of the service blocks its pipeline (A42). */
  CancelServicePipelineDeployment(model, { serviceName }, by) {
    const pipeline = model.deployables.get(pipelineArn(by.account, serviceName));
    const isEdited = isBusy(statusOf(model, model.services.get(serviceArn(by.account, serviceName))));
    return pipeline !== undefined && isEdited ? conflict : cancel(model, pipeline, by);
  },
  CancelComponentDeployment: (model, { componentName }, by) =>
    cancel(model, model.deployables.get(componentArn(by.account, componentName)), by),

  UpdateServiceInstance(model, { serviceName, name, deploymentType }, { account }) {
    const instance = model.deployables.get(instanceArn(account, serviceName, name));
    if (instance === undefined) return missing;
    if (deploymentType === 'NONE') return statusOf(model, instance) === 'DELETE_IN_PROGRESS' ? conflict : 'accepted';
    const blocking = [instance, ...componentsOf(model, instance), model.services.get(serviceArn(account, serviceName))];
    const blocked = blocking.some((resource) => isBusy(statusOf(model, resource)));
    return blocked || instance.live === undefined ? conflict : undefined;
  },

  UpdateEnvironment(model, { name, deploymentType }, { account }) {
    const environment = model.deployables.get(environmentArn(account, name));
    if (environment === undefined) return missing;
    const status = statusOf(model, environment);
    return status === 'DELETE_IN_PROGRESS' || (deploymentType !== 'NONE' && isBusy(status)) ? conflict : undefined;
  },

  /** Idempotent: a retry while it goes on, or when it is over, succeeds (rule 4); A24 while it is in use. */
  DeleteEnvironment(model, { name }, { account }) {
    const environment = model.deployables.get(environmentArn(account, name));
    const status = statusOf(model, environment);
    if (environment === undefined || status === 'DELETE_IN_PROGRESS') return 'accepted';
    const inUse = [...model.deployables.values()].some(
      (user) => user.account === account && user.environmentName === name,
    );
    return isBusy(status) || inUse ? conflict : 'accepted';
  },

  DeleteService(model, { name }, { account }) {
    const service = model.services.get(serviceArn(account, name));
    const status = statusOf(model, service);
    if (service === undefined || status === 'DELETE_IN_PROGRESS') return 'accepted';
    const blocked = [service, ...partsOf(model, service)].some((part) => isBusy(statusOf(model, part)));
    const attached = instancesOf(model, service).some((instance) => componentsOf(model, instance).length > 0);
    return blocked || attached ? conflict : 'accepted';
  },

  /** Not found when it is not there (A30); attached ones stay (ag-components). */
  DeleteComponent(model, { name }, { account }) {
    const component = model.deployables.get(componentArn(account, name));
    if (component === undefined) return missing;
    const status = statusOf(model, component);
    if (status === 'DELETE_IN_PROGRESS') return 'accepted';
    return isBusy(status) || component.live?.serviceName !== undefined ? conflict : 'accepted';
  },

  DeleteEnvironmentTemplate: (model, { name }, { account }) => deleteTemplate(model, account, 'environment', name),
  DeleteServiceTemplate: (model, { name }, { account }) => deleteTemplate(model, account, 'service', name),

  DeleteDeployment(model, { id }, { account }) {
    const deployment = model.deployments.get(id);
    return deployment?.targetArn.split(':')[4] === account ? undefined : missing;
  },

  /** A17 */
  NotifyResourceDeploymentStatusChange(model, { resourceArn, deploymentId }, { account }) {
    const target = model.deployables.get(resourceArn);
    if (target?.account !== account) return missing;
    const isCurrent = deploymentId === undefined || deploymentId === target.newestDeployment;
    return statusOf(model, target) === 'IN_PROGRESS' && isCurrent ? 'accepted' : conflict;
  },
} satisfies Verdicts;

/** Only updates are cancelled, and creates of components (A14, A15); nothing else than what the caller expects. */
function cancel(model: Model, target: Deployable | undefined, { expectedDeploymentId: expected }: Caller): Verdict {
  if (target === undefined) return missing;
  if (expected !== undefined && expected !== target.newestDeployment) return conflict;
  if (statusOf(model, target) !== 'IN_PROGRESS') return conflict;
  if (target.action !== 'CREATE' || target.kind === 'COMPONENT') {
    return model.scripts.get(`cancellation ${target.arn}`) === 'finishFirst' ? ENDED_FIRST : 'accepted';
  }
  return conflict;
}
function deleteTemplate(model: Model, account: string, kind: Template['kind'], name: string): Verdict {
  const arn = templateArn(account, kind, name);
  return [...model.versions.values()].some((version) => version.template.arn === arn) ? conflict : 'accepted';
}
