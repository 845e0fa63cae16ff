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
import { classify, IncompleteAnswer, orNothing } from './answers.ts';
import type { ProtonApi } from './api.ts';
import { discover, walk } from './discover.ts';
import type { RolledBackResource } from './last-good.ts';
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
import { type Rollback, type RollbackOptions, withRollback } from './rollback.ts';

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

/** What the looks of one container share. */
interface Looking extends RollbackOptions {
  /** What a rollback would do, by the very facts that the fence's read made. */
  readonly rollbacks: WeakMap<DeploymentFacts, Rollback>;
}

/**
 * AWS Proton, or a control plane with the same API.
 *
 * @param switches - `redeploy`: whether people may roll back
 */
export function createProtonProvider(
  api: ProtonApi,
  { redeploy }: { readonly redeploy: boolean } = { redeploy: false },
): Provider {
  const looking: Looking = { api, redeploy, rollbacks: new WeakMap() };
  return {
    name: providerName,
    observe: (reference) => observe(looking, reference),
    observeAttempt: (facts) => observeAttempt(api, facts),
    perform: (action, subject, about) => perform(looking, action, subject, about),
    discover: (options) => discover(api, options),
    walk: (token) => walk(api, token),
    candidates,
    connectionCandidates,
  };
}

/** A target shows its newest deployment, so every deployment in progress is shown. */
async function observe(looking: Looking, reference: SubjectReference): Promise<TargetState | undefined> {
  const asked = reference.on === 'deploymentId' ? await targetOfDeployment(looking.api, reference) : reference;
  const observation = asked && (await orNothing('read', () => read(looking, asked)));
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

async function read(
  looking: Looking,
  reference: ConnectionReference | DeploymentReference,
): Promise<Observation | undefined> {
  return reference.on === 'connection'
    ? connectionReading(looking.api, reference)
    : deploymentReading(looking, reference);
}

async function connectionReading(api: ProtonApi, { id }: ConnectionReference): Promise<Observation | undefined> {
  if (!isUuid(id)) return undefined;
  const { environmentAccountConnection } = await api.call('GetEnvironmentAccountConnection', { id });
  return readConnection(present(environmentAccountConnection, 'GetEnvironmentAccountConnection'));
}

async function deploymentReading(
  looking: Looking,
  { kind, name }: DeploymentReference,
): Promise<Observation | undefined> {
  const { api } = looking;
  switch (kind) {
    case 'environment': {
      const answer = await api.call('GetEnvironment', { name });
      const environment = present(answer.environment, 'GetEnvironment');
      return offered(looking, readEnvironment(environment), environment);
    }
    case 'serviceInstance': {
      const { serviceName, instanceName } = splitInstanceName(name);
      const answer = await api.call('GetServiceInstance', { serviceName, name: instanceName });
      const instance = present(answer.serviceInstance, 'GetServiceInstance');
      return offered(looking, readServiceInstance(instance), instance);
    }
    case 'servicePipeline': {
      const { service } = await api.call('GetService', { name });
      const { pipeline } = present(service, 'GetService');
      return pipeline ? offered(looking, readServicePipeline(name, pipeline), pipeline) : undefined;
    }
    case 'component': {
      const answer = await api.call('GetComponent', { name });
      const component = present(answer.component, 'GetComponent');
      return offered(looking, readComponent(component), component);
    }
    default:
      return undefined;
  }
}

/** What can be done to what was read, and what it takes: the latter is kept beside it, as it is sensitive. */
function offered(looking: Looking, observation: Observation, resource: RolledBackResource): Promise<Observation> {
  return withRollback(looking, observation, resource, (facts, rollback) => looking.rollbacks.set(facts, rollback));
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

async function perform(
  looking: Looking,
  action: ActionType,
  subject: Subject,
  about: string | undefined,
): Promise<CallResult> {
  try {
    const isRollback = action === 'rollback' && subject.on === 'deployment';
    if (isRollback) return await rollBack(looking, subject.deployment, about);
    const observation = await send(looking.api, action, subject);
    return { result: 'accepted', ...(observation ? { observation } : {}) };
  } catch (error) {
    return classify(error);
  }
}

/**
 * Deploys what people saw, and nothing else. The answer is about a new deployment, so it says nothing of the one that is rolled back.
 */
async function rollBack(
  { rollbacks }: Looking,
  facts: DeploymentFacts,
  about: string | undefined,
): Promise<CallResult> {
  const rollback = rollbacks.get(facts);
  if (rollback === undefined || rollback.about !== about) {
    return { result: 'refused', conflict: true, error: 'NotShown' };
  }
  await rollback.send();
  return { result: 'accepted' };
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
