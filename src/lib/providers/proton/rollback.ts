import { createHash } from 'node:crypto';
import type { ComponentState, DeploymentState } from '@aws-sdk/client-proton';
import type { Availability, Observation } from '../../model/observation.ts';
import type { DeploymentFacts } from '../../model/subject.ts';
import type { ProtonApi } from './api.ts';
import { hasVersion, NotOffered, type RolledBackResource, readLastGood } from './last-good.ts';
import { splitInstanceName } from './names.ts';

/**
 * A rollback as the last read made it: kept until the call, as nothing may be awaited between the fence and the call. It holds a spec,
 * and so never leaves this process.
 */
export interface Rollback {
  /** The deployment that is done again. */
  readonly about: string;
  /** @throws whatever the call is answered with */
  send(): Promise<unknown>;
}

interface Offer {
  readonly availability: Availability;
  readonly rollback?: Rollback;
}

const isOff: Availability = {
  available: false,
  reason: 'the bot has no right to it here: to give it one, set providers.proton.redeploy in bot.yml',
};

/** Who may roll back, and by which API. */
export interface RollbackOptions {
  readonly api: ProtonApi;
  /** Whether `bot.yml` gives the bot the right to it. */
  readonly redeploy: boolean;
}

/**
 * What was read of a target, with whether its last good version can be deployed again: only where the newest deployment has failed or
 * was cancelled.
 *
 * @param keep - called with the rollback, if it is possible
 * @throws ProtonUnavailable or a throttle, where the history cannot be read
 */
export async function withRollback(
  options: RollbackOptions,
  observation: Observation,
  resource: RolledBackResource,
  keep: (facts: DeploymentFacts, rollback: Rollback) => void,
): Promise<Observation> {
  const { subject, details } = observation;
  if (subject.on !== 'deployment') return observation;
  const { deployment: facts } = subject;
  if (facts.phase !== 'failed' && facts.phase !== 'cancelled') return observation;
  const { availability, rollback } = options.redeploy
    ? await offer(options.api, facts, resource)
    : { availability: isOff };
  if (rollback !== undefined) keep(facts, rollback);
  return { ...observation, details: { ...details, actions: { ...details.actions, rollback: availability } } };
}

async function offer(api: ProtonApi, facts: DeploymentFacts, resource: RolledBackResource): Promise<Offer> {
  const found = await rollbackOf(api, facts, resource);
  if (found instanceof NotOffered) return { availability: { available: false, reason: found.reason } };
  return { availability: { available: true, about: found.about }, rollback: found };
}

async function rollbackOf(
  api: ProtonApi,
  facts: DeploymentFacts,
  resource: RolledBackResource,
): Promise<Rollback | NotOffered> {
  const options = { expectedDeploymentId: facts.id };
  switch (facts.kind) {
    case 'environment': {
      const good = await versionedGood(api, 'environment', facts, resource, ({ environment }) => environment);
      if (good instanceof NotOffered) return good;
      const input = { name: facts.name, ...good.update };
      return { about: good.id, send: () => api.call('UpdateEnvironment', input, options) };
    }
    case 'serviceInstance': {
      const good = await versionedGood(api, 'service', facts, resource, ({ serviceInstance }) => serviceInstance);
      if (good instanceof NotOffered) return good;
      const { serviceName, instanceName: name } = splitInstanceName(facts.name);
      const input = { serviceName, name, ...good.update, clientToken: tokenOf(facts, good.id) };
      return { about: good.id, send: () => api.call('UpdateServiceInstance', input, options) };
    }
    case 'servicePipeline': {
      const good = await versionedGood(api, 'service', facts, resource, ({ servicePipeline }) => servicePipeline);
      if (good instanceof NotOffered) return good;
      const input = { serviceName: facts.service, ...good.update };
      return { about: good.id, send: () => api.call('UpdateServicePipeline', input, options) };
    }
    case 'component': {
      const good = await readLastGood(api, facts, resource, ({ component: state }) => state);
      if (good instanceof NotOffered) return good;
      const update = componentUpdate(good.state, good.attempted, resource);
      if (update instanceof NotOffered) return update;
      const input = { name: facts.name, ...update, clientToken: tokenOf(facts, good.id) };
      return { about: good.id, send: () => api.call('UpdateComponent', input, options) };
    }
    default:
      return new NotOffered('AWS Proton does not deploy such targets');
  }
}

/** The same for the same failed deployment and the same good one, so that a repeated call is the same call (64 characters at most). */
function tokenOf({ target, id, startedAtMs }: DeploymentFacts, goodId: string): string {
  return createHash('sha256').update(['rollback', target, id, startedAtMs, goodId].join(' ')).digest('hex');
}

const sameAgain = new NotOffered(
  'the deployment had the same version and spec as the last successful one, so the same would be deployed again',
);

/** What is deployed to any target but a component. */
interface VersionedState {
  readonly spec?: string | undefined;
  readonly templateName: string | undefined;
  readonly templateMajorVersion: string | undefined;
  readonly templateMinorVersion: string | undefined;
}

interface VersionedUpdate {
  readonly deploymentType: 'CURRENT_VERSION' | 'MINOR_VERSION' | 'MAJOR_VERSION';
  readonly spec: string;
  readonly templateMajorVersion?: string;
  readonly templateMinorVersion?: string;
}

async function versionedGood(
  api: ProtonApi,
  template: 'environment' | 'service',
  facts: DeploymentFacts,
  resource: RolledBackResource,
  stateIn: (state: DeploymentState) => VersionedState | undefined,
): Promise<{ readonly id: string; readonly update: VersionedUpdate } | NotOffered> {
  const good = await readLastGood(api, facts, resource, stateIn);
  if (good instanceof NotOffered) return good;
  const { spec, templateName, templateMajorVersion: major, templateMinorVersion: minor } = good.state;
  if (!spec || !templateName || !major || !minor) {
    return new NotOffered('the history does not show the version and the spec of its last successful deployment');
  }
  if (isSameVersioned(good.state, good.attempted)) return sameAgain;
  const version = versionChange(resource, { templateName, major, minor });
  if (version instanceof NotOffered) return version;
  const isThere = await hasVersion(api, template, { templateName, majorVersion: major, minorVersion: minor });
  if (isThere instanceof NotOffered) return isThere;
  if (!isThere) return new NotOffered(`the template version ${templateName} ${major}.${minor} does not exist any more`);
  return { id: good.id, update: { ...version, spec } };
}

function isSameVersioned(good: VersionedState, attempted: VersionedState | undefined): boolean {
  return (
    good.spec === attempted?.spec &&
    good.templateName === attempted?.templateName &&
    good.templateMajorVersion === attempted?.templateMajorVersion &&
    good.templateMinorVersion === attempted?.templateMinorVersion
  );
}

/**
 * How Proton is to be asked for a version, by the one that the target shows. It goes to a higher major version, and to any minor version
 * of the current one (https://docs.aws.amazon.com/proton/latest/APIReference/API_UpdateServiceInstance.html).
 */
function versionChange(
  { templateName, templateMajorVersion: currentMajor, templateMinorVersion: currentMinor }: RolledBackResource,
  wanted: { readonly templateName: string; readonly major: string; readonly minor: string },
): Omit<VersionedUpdate, 'spec'> | NotOffered {
  const { major, minor } = wanted;
  if (templateName !== wanted.templateName) {
    return new NotOffered('its last successful deployment was of another template than the one that it shows now');
  }
  if (currentMajor === major && currentMinor === minor) return { deploymentType: 'CURRENT_VERSION' };
  const version = { templateMajorVersion: major, templateMinorVersion: minor };
  if (currentMajor === major) return { deploymentType: 'MINOR_VERSION', ...version };
  if (currentMajor !== undefined && Number(major) > Number(currentMajor)) {
    return { deploymentType: 'MAJOR_VERSION', ...version };
  }
  return new NotOffered(`AWS Proton cannot go back to the earlier major version ${major}`);
}

interface ComponentUpdate {
  readonly deploymentType: 'CURRENT_VERSION';
  readonly templateFile: string;
  readonly serviceName?: string;
  readonly serviceInstanceName?: string;
  readonly serviceSpec?: string;
}

/**
 * A component keeps its service instance where none is named, and leaves it where the names are empty
 * (https://docs.aws.amazon.com/proton/latest/APIReference/API_UpdateComponent.html).
 */
function componentUpdate(
  good: ComponentState,
  attempted: ComponentState | undefined,
  { serviceName: currentService, serviceInstanceName: currentInstance }: RolledBackResource,
): ComponentUpdate | NotOffered {
  const { templateFile, serviceName, serviceInstanceName, serviceSpec } = good;
  if (!templateFile) return new NotOffered('the history does not show the file of its last successful deployment');
  const isSame =
    templateFile === attempted?.templateFile &&
    serviceSpec === attempted?.serviceSpec &&
    serviceName === attempted?.serviceName &&
    serviceInstanceName === attempted?.serviceInstanceName;
  if (isSame) return sameAgain;
  const update = { deploymentType: 'CURRENT_VERSION', templateFile } as const;
  const spec = serviceSpec ? { serviceSpec } : {};
  if (!serviceName || !serviceInstanceName) {
    return currentService ? { ...update, serviceName: '', serviceInstanceName: '' } : update;
  }
  if (!currentService) return { ...update, serviceName, serviceInstanceName, ...spec };
  return currentService === serviceName && currentInstance === serviceInstanceName
    ? { ...update, ...spec }
    : new NotOffered('it was attached to another service instance then: detach it first');
}
