import {
  arnOf,
  environmentSuffix,
  serviceInstanceSuffix,
  serviceSuffix,
  templateVersionSuffix,
} from '../model/arns.ts';
import { inputsWithDefaults } from '../specs/input-checks.ts';
import { instanceInSpec, readServiceSpec } from '../specs/service-spec.ts';
import { memberOf, parseSpecDocument } from '../specs/spec-document.ts';
import type { InputKind } from '../specs/template-schema.ts';
import type {
  DeployableRecord,
  DeploymentRecord,
  ServiceInstanceRecord,
  TemplateVersionRecord,
} from '../store/records.ts';
import { keyIn } from '../store/store.ts';
import { outputsOfDeployment } from './deployment-outputs.ts';
import type { EngineContext } from './engine-context.ts';
import { attachedComponents } from './targets.ts';

/** What of the engine rendering needs. */
export type RenderingParts = Pick<EngineContext, 'store' | 'region'>;

type Namespace = Readonly<Record<string, unknown>>;
type Version = TemplateVersionRecord | undefined;

/**
 * What a template may name (https://docs.aws.amazon.com/proton/latest/userguide/parameters.html): plain data of the spec, with
 * the defaults of the schema, and of what was deployed before. Nothing else is in reach of a template.
 */
export function namespacesOf(
  parts: RenderingParts,
  record: DeployableRecord,
  deployment: DeploymentRecord,
  version: Version,
): Namespace {
  const spec = deployment.targetState?.spec ?? '';
  switch (record.kind) {
    case 'ENVIRONMENT': {
      const inputs = memberOf(parseSpecDocument(spec, 'EnvironmentSpec'), 'spec');
      const { name, environmentAccountId, accountId } = record;
      return {
        environment: {
          name,
          account_id: environmentAccountId ?? accountId,
          inputs: filled(version, 'environment', inputs),
        },
      };
    }
    case 'SERVICE_INSTANCE': {
      const names = { environment: environmentOf(parts, record, deployment), service: serviceOf(parts, record) };
      return { ...names, service_instance: instanceNamespace(parts, record, spec, version) };
    }
    case 'SERVICE_PIPELINE':
      return {
        service: serviceOf(parts, record),
        pipeline: { inputs: filled(version, 'pipeline', memberOf(readServiceSpec(spec).document, 'pipeline')) },
        service_instances: instancesOf(parts, record).map((instance) => deployedInstance(parts, instance)),
      };
    case 'COMPONENT':
      return {
        environment: environmentOf(parts, record, deployment),
        component: { name: record.name },
        ...attachedTo(parts, record, deployment),
      };
  }
}

function filled(version: Version, kind: InputKind, inputs: unknown): unknown {
  return version?.schema === undefined
    ? (inputs ?? {})
    : inputsWithDefaults(version.kind, version.schema, kind, inputs);
}

function outputsAsNamespace(parts: RenderingParts, record: DeployableRecord, deploymentId?: string): Namespace {
  const { deployments } = parts.store;
  // That of then may be forgotten by now, or deleted.
  const deployment = deployments.get(deploymentId ?? '') ?? deployments.get(record.lastSucceededDeploymentId ?? '');
  const outputs = deployment === undefined ? [] : outputsOfDeployment(record, deployment);
  return Object.fromEntries(outputs.map(({ key = '', valueString = '' }) => [key, valueString]));
}

/** The environment as it was when the deployment began, where that is known. */
function environmentOf(
  parts: RenderingParts,
  { accountId, environmentName }: { readonly accountId: string; readonly environmentName: string },
  deployment?: DeploymentRecord,
): Namespace {
  const environment = parts.store.deployables.get(
    arnOf({ region: parts.region, accountId }, environmentSuffix(environmentName)),
  );
  if (environment?.kind !== 'ENVIRONMENT') return { name: environmentName, outputs: {} };
  return {
    name: environment.name,
    account_id: environment.environmentAccountId ?? environment.accountId,
    outputs: outputsAsNamespace(parts, environment, deployment?.surroundings?.lastSuccessfulEnvironmentDeploymentId),
  };
}

function serviceOf(
  { region, store }: RenderingParts,
  { accountId, serviceName }: { readonly accountId: string; readonly serviceName: string },
): Namespace {
  const service = store.services.get(arnOf({ region, accountId }, serviceSuffix(serviceName)));
  return {
    name: serviceName,
    branch_name: service?.branchName,
    repository_id: service?.repositoryId,
    repository_connection_arn: service?.repositoryConnectionArn,
  };
}

function instanceNamespace(
  parts: RenderingParts,
  record: ServiceInstanceRecord,
  spec: string,
  version: Version,
): Namespace {
  const item = spec === '' ? undefined : instanceInSpec(readServiceSpec(spec), record.name)?.item;
  const component = attachedComponents(parts, record).find(
    ({ lastSucceededDeploymentId }) => lastSucceededDeploymentId !== undefined,
  );
  return {
    name: record.name,
    inputs: filled(version, 'service', item === undefined ? {} : memberOf(item, 'spec')),
    // Without one, the guide has `outputs | length > 0` be false, and `name | default("")` empty (A50).
    components: {
      default:
        component === undefined
          ? { outputs: {} }
          : { name: component.name, outputs: outputsAsNamespace(parts, component) },
    },
  };
}

/** A service instance as its pipeline, or a component that is attached to it, sees it. */
function deployedInstance(parts: RenderingParts, record: ServiceInstanceRecord): Namespace {
  const state = record.deployed ?? record.attempted;
  const { templateName = '', templateMajorVersion = '', templateMinorVersion = '' } = state;
  const suffix = templateVersionSuffix('service', templateName, templateMajorVersion, templateMinorVersion);
  const version = parts.store.templateVersions.get(
    arnOf({ region: parts.region, accountId: record.accountId }, suffix),
  );
  return {
    ...instanceNamespace(parts, record, state.spec ?? '', version),
    environment: environmentOf(parts, record),
    outputs: outputsAsNamespace(parts, record),
  };
}

function instancesOf(
  { store }: RenderingParts,
  { accountId, serviceName }: { readonly accountId: string; readonly serviceName: string },
): ServiceInstanceRecord[] {
  return [...store.deployables.under('service', keyIn(accountId, serviceName))].flatMap((record) =>
    record.kind === 'SERVICE_INSTANCE' ? [record] : [],
  );
}

/** The service instance that a component is to be attached to, if it is to be. */
function attachedTo(
  parts: RenderingParts,
  { accountId }: DeployableRecord,
  { targetState }: DeploymentRecord,
): Namespace {
  const { serviceName, serviceInstanceName } = targetState ?? {};
  if (serviceName === undefined || serviceInstanceName === undefined) return {};
  const suffix = serviceInstanceSuffix(serviceName, serviceInstanceName);
  const instance = parts.store.deployables.get(arnOf({ region: parts.region, accountId }, suffix));
  if (instance?.kind !== 'SERVICE_INSTANCE') return {};
  return { service: serviceOf(parts, { accountId, serviceName }), service_instance: deployedInstance(parts, instance) };
}
