import type { ActionType } from '../../model/claim.ts';
import { BotError } from '../../model/errors.ts';
import { type AttemptTraits, noDetails, type Observation, type TargetState } from '../../model/observation.ts';
import type {
  ConnectionReference,
  DeploymentIdReference,
  DeploymentReference,
  SubjectReference,
} from '../../model/reference.ts';
import { isFinalPhase, targetOf } from '../../model/statuses.ts';
import type { DeploymentFacts, Subject } from '../../model/subject.ts';
import type { CallResult, Provider } from '../../ports.ts';
import { classify, IncompleteAnswer, isNotFound, isThrottle, ProtonUnavailable } from './answers.ts';
import type { ProtonApi } from './api.ts';
import { discover, walk } from './discover.ts';
import { candidates, connectionCandidates, isUuid, providerName, referenceOf, splitInstanceName } from './names.ts';
import {
  causeOf,
  readComponent,
  readConnection,
  readEnvironment,
  readServiceInstance,
  readServicePipeline,
} from './observations.ts';
import { phaseOf } from './phases.ts';

/**
 * A target has one deployment at a time, and its id is never used again. Some answers may lack the id (assumption A11). The
 * project's control plane reads what it has written, so the lag is only the clock skew between two hosts.
 */
export const protonAttempts: AttemptTraits = {
  oneAtATime: true,
  identifiedBy: 'start',
  idsBeginAgain: false,
  readLagMs: 2_000,
};

/** AWS Proton, or a control plane with the same API. */
export function createProtonProvider(api: ProtonApi): Provider {
  return {
    name: providerName,
    observe: (reference) => observe(api, reference),
    observeAttempt: (facts) => observeAttempt(api, facts),
    perform: (action, subject) => perform(api, action, subject),
    discover: (options) => discover(api, options),
    walk: (token) => walk(api, token),
    candidates,
    connectionCandidates,
  };
}

/** A target shows its newest deployment, so every deployment in progress is shown. */
async function observe(api: ProtonApi, reference: SubjectReference): Promise<TargetState | undefined> {
  const asked = reference.on === 'deploymentId' ? await targetOfDeployment(api, reference) : reference;
  const observation = asked && (await orNothing('read', () => read(api, asked)));
  const target = observation ? targetOf(observation.subject) : asked?.target;
  if (asked === undefined || target === undefined) return undefined;
  return {
    reference: { ...asked, target },
    traits: protonAttempts,
    attempts: observation ? [observation] : [],
    completeSinceMs: 0,
    gone: observation === undefined,
  };
}

/** An id that Proton does not know says nothing about any target. */
async function targetOfDeployment(api: ProtonApi, { id }: DeploymentIdReference) {
  const answer = await orNothing('GetDeployment', () => api.call('GetDeployment', { id }));
  const target = answer?.deployment?.targetArn;
  return target === undefined ? undefined : referenceOf(target);
}

/**
 * If Proton says that there is no such resource, the result is `undefined`. A throttle is thrown as it is. Everything else means
 * that Proton is not available (A33).
 */
async function orNothing<Answer>(operation: string, ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    const isItsOwnWord = isThrottle(error) || error instanceof IncompleteAnswer;
    throw isItsOwnWord ? error : new ProtonUnavailable(operation, error);
  }
}

async function read(
  api: ProtonApi,
  reference: ConnectionReference | DeploymentReference,
): Promise<Observation | undefined> {
  return reference.on === 'connection' ? connectionReading(api, reference) : deploymentReading(api, reference);
}

async function connectionReading(api: ProtonApi, { id }: ConnectionReference): Promise<Observation | undefined> {
  if (!isUuid(id)) return undefined;
  const { environmentAccountConnection } = await api.call('GetEnvironmentAccountConnection', { id });
  return readConnection(present(environmentAccountConnection, 'GetEnvironmentAccountConnection'));
}

async function deploymentReading(
  api: ProtonApi,
  { kind, name }: DeploymentReference,
): Promise<Observation | undefined> {
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
    default:
      return undefined;
  }
}

/** An answer without its resource does not mean "there is none". Only Proton's own error for that closes an item. */
function present<Resource>(resource: Resource | undefined, operation: string): Resource {
  if (resource === undefined) throw new IncompleteAnswer(operation, 'its resource');
  return resource;
}

/** The deployment history has the state of an attempt that is no longer its target's newest. */
async function observeAttempt(api: ProtonApi, facts: DeploymentFacts): Promise<Observation | undefined> {
  if (facts.id === '') return undefined;
  const answer = await orNothing('GetDeployment', () => api.call('GetDeployment', { id: facts.id }));
  const { deploymentStatus: status, deploymentStatusMessage: statusMessage, completedAt } = answer?.deployment ?? {};
  if (status === undefined) return undefined;
  const phase = phaseOf(status);
  const ended = isFinalPhase(phase) ? { endedAtMs: completedAt?.getTime() ?? 0 } : {};
  const deployment = { ...facts, status, phase, cause: causeOf(phase), ...ended };
  const subject = { on: 'deployment', deployment } as const;
  return { subject, details: noDetails, ...(statusMessage ? { statusMessage } : {}) };
}

async function perform(api: ProtonApi, action: ActionType, subject: Subject): Promise<CallResult> {
  try {
    const observation = await send(api, action, subject);
    return { result: 'accepted', ...(observation ? { observation } : {}) };
  } catch (error) {
    return classify(error);
  }
}

async function send(api: ProtonApi, action: ActionType, subject: Subject): Promise<Observation | undefined> {
  if (subject.on === 'deployment') return cancel(api, subject.deployment);
  const { id } = subject.connection;
  const operation = action === 'accept' ? 'AcceptEnvironmentAccountConnection' : 'RejectEnvironmentAccountConnection';
  const { environmentAccountConnection } = await api.call(operation, { id });
  return ifComplete(environmentAccountConnection, readConnection);
}

/** The call was accepted, even if members of the answer are missing. The next look reads the truth. */
function ifComplete<Resource>(
  resource: Resource | undefined,
  read: (resource: Resource) => Observation,
): Observation | undefined {
  try {
    return resource === undefined ? undefined : read(resource);
  } catch (error) {
    if (error instanceof IncompleteAnswer) return undefined;
    throw error;
  }
}

/** Proton was asked to cancel a target of another back end: a bug in the wiring of the back ends. */
class UnknownKind extends BotError {
  override readonly name = 'UnknownKind';
  override readonly retryable = false;
  constructor(kind: string) {
    super(`AWS Proton has no targets of the kind "${kind}": check the provider of the deployment`);
  }
}

/** Proton's cancel calls name a target, not a deployment; the id is sent for a control plane that checks it. */
async function cancel(api: ProtonApi, facts: DeploymentFacts): Promise<Observation | undefined> {
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
    default:
      throw new UnknownKind(facts.kind);
  }
}
