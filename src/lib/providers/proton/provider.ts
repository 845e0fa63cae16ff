import type { ActionType } from '../../model/claim.ts';
import type { Reading } from '../../model/reconcile.ts';
import type { ConnectionReference, DeploymentReference, SubjectReference } from '../../model/reference.ts';
import { withStatus } from '../../model/statuses.ts';
import type { DeploymentFacts, Subject } from '../../model/subject.ts';
import type { CallResult, Provider } from '../../ports.ts';
import { classify, isNotFound, isThrottle, ProtonUnavailable } from './answers.ts';
import type { ProtonApi } from './api.ts';
import { discover } from './discover.ts';
import { candidates, providerName, referenceOf, splitInstanceName } from './names.ts';
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
    throw isThrottle(error) ? error : new ProtonUnavailable('read', error);
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
  if (!/^[0-9a-f-]{36}$/.test(id)) return undefined;
  const { environmentAccountConnection } = await api.call('GetEnvironmentAccountConnection', { id });
  return environmentAccountConnection ? readConnection(environmentAccountConnection) : undefined;
}

async function deploymentReading(api: ProtonApi, { kind, name }: DeploymentReference): Promise<Reading | undefined> {
  switch (kind) {
    case 'environment': {
      const { environment } = await api.call('GetEnvironment', { name });
      return environment ? readEnvironment(environment) : undefined;
    }
    case 'serviceInstance': {
      const { serviceName, instanceName } = splitInstanceName(name);
      const { serviceInstance } = await api.call('GetServiceInstance', { serviceName, name: instanceName });
      return serviceInstance ? readServiceInstance(serviceInstance) : undefined;
    }
    case 'servicePipeline': {
      const { service } = await api.call('GetService', { name });
      return service?.pipeline ? readServicePipeline(name, service.pipeline) : undefined;
    }
    case 'component': {
      const { component } = await api.call('GetComponent', { name });
      return component ? readComponent(component) : undefined;
    }
  }
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
  return environmentAccountConnection ? readConnection(environmentAccountConnection) : undefined;
}

/** Proton's cancel calls name a target, not a deployment; the id goes along for a control plane that checks it. */
async function cancel(api: ProtonApi, facts: DeploymentFacts): Promise<Reading | undefined> {
  const options = { expectedDeploymentId: facts.id };
  switch (facts.kind) {
    case 'environment': {
      const input = { environmentName: facts.name };
      const { environment } = await api.call('CancelEnvironmentDeployment', input, options);
      return environment ? readEnvironment(environment) : undefined;
    }
    case 'serviceInstance': {
      const { serviceName, instanceName: serviceInstanceName } = splitInstanceName(facts.name);
      const input = { serviceName, serviceInstanceName };
      const { serviceInstance } = await api.call('CancelServiceInstanceDeployment', input, options);
      return serviceInstance ? readServiceInstance(serviceInstance) : undefined;
    }
    case 'servicePipeline': {
      const { pipeline } = await api.call('CancelServicePipelineDeployment', { serviceName: facts.service }, options);
      return pipeline ? readServicePipeline(facts.service, pipeline) : undefined;
    }
    case 'component': {
      const { component } = await api.call('CancelComponentDeployment', { componentName: facts.name }, options);
      return component ? readComponent(component) : undefined;
    }
  }
}
