import type { ActionType } from '../../model/claim.ts';
import type { Reading } from '../../model/reconcile.ts';
import type { ConnectionReference, DeploymentReference, SubjectReference } from '../../model/reference.ts';
import { withStatus } from '../../model/statuses.ts';
import type { DeploymentFacts, Subject } from '../../model/subject.ts';
import type { CallResult, Provider } from '../../ports.ts';
import { classify, IncompleteAnswer, isNotFound, isThrottle, ProtonUnavailable } from './answers.ts';
import type { ProtonApi } from './api.ts';
import { discover } from './discover.ts';
import { candidates, isUuid, providerName, referenceOf, splitInstanceName } from './names.ts';
import {
  readComponent,
  readConnection,
  readEnvironment,
  readServiceInstance,
  readServicePipeline,
} from './readings.ts';

/** AWS Proton, or a control plane that speaks as it does. */
export function createProtonProvider(api: ProtonApi): Provider {
  return {
    name: providerName,
    read: (reference) => readOrNothing(api, reference),
    readEnd: (facts) => readEnd(api, facts),
    perform: (action, subject) => perform(api, action, subject),
    discover: (on) => discover(api, on),
    candidates,
  };
}

async function readOrNothing(api: ProtonApi, reference: SubjectReference): Promise<Reading | undefined> {
  try {
    return await read(api, reference);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    // A throttle passes; anything else that is not Proton's own word is told as what it is (A33).
    const isItsOwnWord = isThrottle(error) || error instanceof IncompleteAnswer;
    throw isItsOwnWord ? error : new ProtonUnavailable('read', error);
  }
}

async function read(api: ProtonApi, reference: SubjectReference): Promise<Reading | undefined> {
  switch (reference.on) {
    case 'connection':
      return connectionReading(api, reference);
    case 'deployment':
      return deploymentReading(api, reference);
    case 'deploymentId': {
      const { deployment } = await api.call('GetDeployment', { id: reference.id });
      const target = deployment?.targetArn === undefined ? undefined : referenceOf(deployment.targetArn);
      return target === undefined ? undefined : read(api, target);
    }
  }
}

async function connectionReading(api: ProtonApi, { id }: ConnectionReference): Promise<Reading | undefined> {
  if (!isUuid(id)) return undefined;
  const { environmentAccountConnection } = await api.call('GetEnvironmentAccountConnection', { id });
  return readConnection(present(environmentAccountConnection, 'GetEnvironmentAccountConnection'));
}

async function deploymentReading(api: ProtonApi, { kind, name }: DeploymentReference): Promise<Reading | undefined> {
  switch (kind) {
    case 'environment': {
      const { environment } = await api.call('GetEnvironment', { name });
      return readEnvironment(present(environment, 'GetEnvironment'));
    }
    case 'serviceInstance': {
      const { serviceName, instanceName } = splitInstanceName(name);
      const { serviceInstance } = await api.call('GetServiceInstance', { serviceName, name: instanceName });
      return readServiceInstance(present(serviceInstance, 'GetServiceInstance'));
    }
    case 'servicePipeline': {
      const { service } = await api.call('GetService', { name });
      const { pipeline } = present(service, 'GetService');
      return pipeline ? readServicePipeline(name, pipeline) : undefined;
    }
    case 'component': {
      const { component } = await api.call('GetComponent', { name });
      return readComponent(present(component, 'GetComponent'));
    }
    case 'instance':
      return undefined;
  }
}

/** An answer without its resource is not "there is none": only Proton's own word for that closes an item. */
function present<Resource>(resource: Resource | undefined, operation: string): Resource {
  if (resource === undefined) throw new IncompleteAnswer(operation, 'its resource');
  return resource;
}

/** Deployment history knows how an attempt ended that is not its target's last one any more. */
async function readEnd(api: ProtonApi, facts: DeploymentFacts): Promise<Reading | undefined> {
  if (facts.id === '') return undefined;
  try {
    const { deployment } = await api.call('GetDeployment', { id: facts.id });
    if (deployment?.deploymentStatus === undefined) return undefined;
    const subject = withStatus({ on: 'deployment', deployment: facts }, deployment.deploymentStatus);
    const statusMessage = deployment.deploymentStatusMessage;
    return { subject, ...(statusMessage ? { statusMessage } : {}) };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw isThrottle(error) ? error : new ProtonUnavailable('GetDeployment', error);
  }
}

async function perform(api: ProtonApi, action: ActionType, subject: Subject): Promise<CallResult> {
  try {
    const reading = await send(api, action, subject);
    return { result: 'accepted', ...(reading ? { reading } : {}) };
  } catch (error) {
    return classify(error);
  }
}

async function send(api: ProtonApi, action: ActionType, subject: Subject): Promise<Reading | undefined> {
  if (subject.on === 'deployment') return cancel(api, subject.deployment);
  const { id } = subject.connection;
  const operation = action === 'accept' ? 'AcceptEnvironmentAccountConnection' : 'RejectEnvironmentAccountConnection';
  const { environmentAccountConnection } = await api.call(operation, { id });
  return ifComplete(environmentAccountConnection, readConnection);
}

/** The call was taken, whatever its answer lacks; the next look reads the truth. */
function ifComplete<Resource>(
  resource: Resource | undefined,
  read: (resource: Resource) => Reading,
): Reading | undefined {
  try {
    return resource === undefined ? undefined : read(resource);
  } catch (error) {
    if (error instanceof IncompleteAnswer) return undefined;
    throw error;
  }
}

/** Proton's cancel calls name a target, not a deployment; the id goes along for a control plane that checks it. */
async function cancel(api: ProtonApi, facts: DeploymentFacts): Promise<Reading | undefined> {
  const options = { expectedDeploymentId: facts.id };
  switch (facts.kind) {
    case 'environment': {
      const input = { environmentName: facts.name };
      const { environment } = await api.call('CancelEnvironmentDeployment', input, options);
      return ifComplete(environment, readEnvironment);
    }
    case 'serviceInstance': {
      const { serviceName, instanceName: serviceInstanceName } = splitInstanceName(facts.name);
      const input = { serviceName, serviceInstanceName };
      const { serviceInstance } = await api.call('CancelServiceInstanceDeployment', input, options);
      return ifComplete(serviceInstance, readServiceInstance);
    }
    case 'servicePipeline': {
      const { pipeline } = await api.call('CancelServicePipelineDeployment', { serviceName: facts.service }, options);
      return ifComplete(pipeline, (resource) => readServicePipeline(facts.service, resource));
    }
    case 'component': {
      const { component } = await api.call('CancelComponentDeployment', { componentName: facts.name }, options);
      return ifComplete(component, readComponent);
    }
    case 'instance':
      throw new Error('AWS Proton deploys to no instance: another provider does');
  }
}
