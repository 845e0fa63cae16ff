import type {
  Component,
  Environment,
  EnvironmentAccountConnection,
  ServiceInstance,
  ServicePipeline,
} from '@aws-sdk/client-proton';
import { type AttemptDetails, noDetails, type Observation } from '../../model/observation.ts';
import type { ConnectionFacts, DeploymentFacts, EndCause, Operation, Phase } from '../../model/subject.ts';
import { IncompleteAnswer } from './answers.ts';
import { canonicalArn, type ProtonTargetKind, partsOfArn, providerName } from './names.ts';
import { phaseOf } from './phases.ts';

/** The members that the four targets have in common; every one may be absent (assumption A11). */
interface DeployedResource {
  readonly arn?: string | undefined;
  readonly createdAt?: Date | undefined;
  readonly deploymentStatus?: string | undefined;
  readonly deploymentStatusMessage?: string | undefined;
  readonly lastAttemptedDeploymentId?: string | undefined;
  readonly lastDeploymentAttemptedAt?: Date | undefined;
  readonly lastDeploymentSucceededAt?: Date | undefined;
  readonly templateName?: string | undefined;
  readonly templateMajorVersion?: string | undefined;
  readonly templateMinorVersion?: string | undefined;
}

type Names = Pick<DeploymentFacts, 'name' | 'environment' | 'service'>;

export function readEnvironment(environment: Environment): Observation {
  const name = environment.name ?? '';
  return reading('environment', environment, { name, environment: name, service: '' });
}

export function readServiceInstance(instance: ServiceInstance): Observation {
  const service = instance.serviceName ?? '';
  const names = { name: `${service}/${instance.name ?? ''}`, environment: instance.environmentName ?? '', service };
  return reading('serviceInstance', instance, names);
}

export function readServicePipeline(service: string, pipeline: ServicePipeline): Observation {
  return reading('servicePipeline', pipeline, { name: `${service}/pipeline`, environment: '', service });
}

export function readComponent(component: Component): Observation {
  const names = {
    name: component.name ?? '',
    environment: component.environmentName ?? '',
    service: component.serviceName ?? '',
  };
  return reading('component', component, names);
}

/** @throws IncompleteAnswer */
export function readConnection(connection: EnvironmentAccountConnection): Observation {
  const what = `connection ${connection.id ?? ''}`;
  const facts: ConnectionFacts = {
    provider: providerName,
    id: connection.id ?? '',
    target: connection.arn ?? missing(what, 'arn'),
    status: connection.status ?? 'UNKNOWN',
    environment: connection.environmentName ?? '',
    environmentAccountId: connection.environmentAccountId ?? '',
    managementAccountId: connection.managementAccountId ?? '',
    requestedAtMs: connection.requestedAt?.getTime() ?? missing(what, 'requestedAt'),
    roleArn: connection.roleArn ?? '',
  };
  return { subject: { on: 'connection', connection: facts }, details: connectionDetails(facts) };
}

/**
 * Every member may be absent (assumption A11), and only two are required. The ARN is the key of the item, and every deadline is
 * counted from the start. A deployment without a start must not look as old as its target.
 *
 * @throws IncompleteAnswer
 */
function reading(kind: ProtonTargetKind, resource: DeployedResource, names: Names): Observation {
  const what = `${kind} ${names.name}`;
  const target = canonicalArn(resource.arn ?? missing(what, 'arn'));
  const operation = operationOf(resource);
  const createdAt = operation === 'create' ? resource.createdAt : undefined;
  const startedAt = resource.lastDeploymentAttemptedAt ?? createdAt;
  const startedAtMs = startedAt?.getTime() ?? missing(what, 'lastDeploymentAttemptedAt');
  const status = resource.deploymentStatus ?? 'UNKNOWN';
  const phase = phaseOf(status);
  const deployment: DeploymentFacts = {
    provider: providerName,
    kind,
    target,
    ...names,
    ...partsOfArn(target),
    status,
    phase,
    operation,
    id: resource.lastAttemptedDeploymentId ?? '',
    startedAtMs,
    // The answer about a target says when its deployment began, but not when it changed or ended.
    endedAtMs: 0,
    lastProgressAtMs: startedAtMs,
    expectedByMs: 0,
    initiator: '',
    cause: causeOf(phase),
    needsHuman: false,
    labels: {},
    template: resource.templateName ?? '',
    templateVersion: versionOf(resource),
  };
  const statusMessage = resource.deploymentStatusMessage;
  const details = detailsOf(deployment);
  return { subject: { on: 'deployment', deployment }, details, ...(statusMessage ? { statusMessage } : {}) };
}

/** Proton stops a deployment only if somebody asked for it. The reason of a failure is in its message. */
export function causeOf(phase: Phase): EndCause {
  if (phase === 'stopping' || phase === 'cancelled') return 'asked';
  return phase === 'failed' ? 'unknown' : '';
}

const cannotCancelDeletion = 'AWS Proton has no operation that cancels a deletion';

/** In an unknown status no action is offered, because it is unknown what a cancel would do (assumption A3). */
function detailsOf({ status }: DeploymentFacts): AttemptDetails {
  if (status === 'IN_PROGRESS') return { ...noDetails, actions: { cancel: { available: true } } };
  if (status !== 'DELETE_IN_PROGRESS') return noDetails;
  return { ...noDetails, actions: { cancel: { available: false, reason: cannotCancelDeletion } } };
}

function connectionDetails({ status }: ConnectionFacts): AttemptDetails {
  if (status !== 'PENDING') return noDetails;
  return { ...noDetails, actions: { accept: { available: true }, reject: { available: true } } };
}

function missing(what: string, member: string): never {
  throw new IncompleteAnswer(what, member);
}

/** Proton does not say what a deployment does. If a target never succeeded, the deployment creates it. */
function operationOf(resource: DeployedResource): Operation {
  if (resource.deploymentStatus?.startsWith('DELETE') === true) return 'delete';
  return resource.lastDeploymentSucceededAt === undefined ? 'create' : 'update';
}

function versionOf({ templateMajorVersion, templateMinorVersion }: DeployedResource): string {
  return templateMajorVersion === undefined ? '' : `${templateMajorVersion}.${templateMinorVersion ?? ''}`;
}
