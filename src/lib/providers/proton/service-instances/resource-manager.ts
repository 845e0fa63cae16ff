import { errorName } from '../../../model/errors.ts';
import { readFields } from '../../../model/resource-fields.ts';
import type { FieldProblem, PlannedOperation, ResourceOperation } from '../../../model/resource-operation.ts';
import type { OperationPlan, OperationResult, ResourceManager } from '../../../ports.ts';
import { classify, isNotFound, isThrottle, ProtonUnavailable } from '../answers.ts';
import { providerName, referenceOf } from '../names.ts';
import type { ServiceInstanceApi, ServiceInstanceOperation, ServiceInstanceOperations } from './api.ts';
import { instanceIn, problemsTogether, serviceInstanceFields } from './fields.ts';
import { problemsWithInputs } from './schema-check.ts';

type Refusal = Extract<OperationResult, { result: 'refused' }>;

/**
 * Creates service instances of AWS Proton
 * (https://docs.aws.amazon.com/proton/latest/APIReference/API_CreateServiceInstance.html), and does nothing else with them.
 */
export function createServiceInstanceManager(api: ServiceInstanceApi): ResourceManager {
  return {
    provider: providerName,
    kinds: ['create'],
    subjectOf,
    problemsWith,
    plan: (operation) => plan(api, operation),
    execute: (operation, token) => execute(api, operation, token),
  };
}

/** The spec has the environment of the new instance. The permission for it is checked before Proton is called. */
function subjectOf({ fields }: ResourceOperation): ReturnType<ResourceManager['subjectOf']> {
  const { serviceName, name, spec } = textsOf(fields);
  const instance = spec === '' ? undefined : instanceIn(spec, name);
  const environment = instance !== undefined && 'environment' in instance ? instance.environment : '';
  const resource = { provider: providerName, kind: 'serviceInstance', service: serviceName } as const;
  // If the spec cannot be parsed, its environment is unknown, and no permission with an environment covers it.
  return { ...resource, name: `${serviceName}/${name}`, ...(environment === '' ? {} : { environment }) };
}

function problemsWith({ fields }: ResourceOperation): readonly FieldProblem[] {
  const { values, problems } = readFields(serviceInstanceFields, fields);
  return [...problems, ...problemsTogether(values)];
}

/** The fields of an operation as texts; empty if there is no text. */
function textsOf(fields: ResourceOperation['fields']) {
  const text = (member: string) => {
    const value = fields[member];
    return typeof value === 'string' ? value.trim() : '';
  };
  const [major = '', minor] = text('templateVersion').split('.');
  return {
    serviceName: text('serviceName'),
    name: text('name'),
    // The text as typed, so that the line numbers in an error are right.
    spec: typeof fields['spec'] === 'string' ? fields['spec'] : '',
    major,
    minor,
  };
}

/**
 * Whether there is such a service and version, whether the name is free, and whether the spec fits the template. This is checked
 * before the first attempt only. In a repetition, the instance may already exist.
 *
 * @throws ProtonUnavailable
 */
async function plan(api: ServiceInstanceApi, operation: ResourceOperation): Promise<OperationPlan> {
  const { serviceName, name, spec, major, minor } = textsOf(operation.fields);
  try {
    const found = await read(api, 'GetService', { name: serviceName });
    if (found === undefined) return atField('serviceName', `does not exist: ${serviceName}`);
    if ((await read(api, 'GetServiceInstance', { serviceName, name })) !== undefined) {
      return atField('name', `already exists: ${serviceName}/${name}`);
    }
    const template = found.service?.templateName ?? '';
    const version = versionOf(major, minor) ?? pipelineVersionOf(found);
    const problem = version && (await problemWithVersion(api, template, version, { spec, name }));
    if (problem !== undefined) return problem;
  } catch (error) {
    if (isThrottle(error)) return { result: 'throttled' };
    throw error instanceof ProtonUnavailable ? error : new ProtonUnavailable('read', error);
  }
  return { result: 'ready', operation: { ...operation, name: `${serviceName}/${name}`, target: '' } };
}

interface Version {
  readonly major: string;
  readonly minor: string;
  /** Whether the person chose it. If not, it is the version of the service's pipeline. */
  readonly isGiven: boolean;
}

function versionOf(major: string, minor: string | undefined): Version | undefined {
  return minor === undefined ? undefined : { major, minor, isGiven: true };
}

/** Proton does not say which version the new instances of a service get, so that of its pipeline is used. */
function pipelineVersionOf({ service }: ServiceInstanceOperations['GetService']['output']): Version | undefined {
  const { templateMajorVersion: major, templateMinorVersion: minor } = service?.pipeline ?? {};
  return major === undefined || minor === undefined ? undefined : { major, minor, isGiven: false };
}

async function problemWithVersion(
  api: ServiceInstanceApi,
  templateName: string,
  { major, minor, isGiven }: Version,
  { spec, name }: { readonly spec: string; readonly name: string },
): Promise<Refusal | undefined> {
  const input = { templateName, majorVersion: major, minorVersion: minor };
  const found = await readIfAllowed(api, input);
  if (found === 'unknown') return undefined;
  if (found === undefined) {
    return isGiven
      ? atField('templateVersion', `${major}.${minor} does not exist in the template ${templateName}`)
      : undefined;
  }
  const { status, schema } = found.serviceTemplateVersion ?? {};
  if (isGiven && status !== undefined && status.startsWith('REGISTRATION')) {
    return atField('templateVersion', `${major}.${minor} cannot be used: it is ${status}`);
  }
  const instance = instanceIn(spec, name);
  if (schema === undefined || instance === undefined || 'problem' in instance) return undefined;
  const problems = problemsWithInputs(schema, instance.inputs, instance.line);
  if (problems.length === 0) return undefined;
  return {
    result: 'refused',
    error: 'InvalidInput',
    problems: problems.map((problem) => ({ member: 'spec', problem })),
  };
}

/** A role that may create might not be allowed to read templates. Then only the service checks the spec. */
async function readIfAllowed(
  api: ServiceInstanceApi,
  input: ServiceInstanceOperations['GetServiceTemplateVersion']['input'],
): Promise<ServiceInstanceOperations['GetServiceTemplateVersion']['output'] | undefined | 'unknown'> {
  try {
    return await read(api, 'GetServiceTemplateVersion', input);
  } catch (error) {
    if (errorName(error) === 'AccessDeniedException') return 'unknown';
    throw error;
  }
}

/** @returns `undefined` if Proton says that there is no such resource */
async function read<Name extends ServiceInstanceOperation>(
  api: ServiceInstanceApi,
  operation: Name,
  input: ServiceInstanceOperations[Name]['input'],
): Promise<ServiceInstanceOperations[Name]['output'] | undefined> {
  try {
    return await api.call(operation, input);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function atField(member: string, problem: string): Refusal {
  return { result: 'refused', error: 'InvalidInput', problems: [{ member, problem }] };
}

/** With the same token Proton answers with the instance that the first attempt made, for eight hours (A20, idempotency group 1). */
async function execute(
  api: ServiceInstanceApi,
  { name: shownAs, fields }: PlannedOperation,
  clientToken: string,
): Promise<OperationResult> {
  const { serviceName, name, spec, major, minor } = textsOf(fields);
  const version = {
    ...(major === '' ? {} : { templateMajorVersion: major }),
    ...(minor === undefined ? {} : { templateMinorVersion: minor }),
  };
  try {
    const output = await api.call('CreateServiceInstance', { serviceName, name, spec, clientToken, ...version });
    const reference = referenceOf(output.serviceInstance?.arn ?? '');
    const note = 'Proton cancels updates only: a creation that has begun runs to its end.';
    return {
      result: 'accepted',
      name: shownAs,
      note,
      // Without an ARN it is looked up by its name.
      reference:
        reference?.on === 'deployment'
          ? reference
          : { on: 'deployment', provider: providerName, kind: 'serviceInstance', name: `${serviceName}/${name}` },
    };
  } catch (error) {
    return refusalOf(error);
  }
}

function refusalOf(error: unknown): OperationResult {
  const result = classify(error);
  switch (result.result) {
    case 'refused': {
      const message = error instanceof Error ? error.message : '';
      const isAboutSpec = result.error === 'ValidationException' && /\bspec\b|instances\[/iu.test(message);
      const problems = isAboutSpec ? [{ member: 'spec', problem: 'was refused by Proton with this message:' }] : [];
      return { result: 'refused', error: result.error, problems, ...(message === '' ? {} : { message }) };
    }
    case 'throttled':
      return { result: 'throttled' };
    case 'unknown':
      return { result: 'unknown', error: result.error };
  }
}
