import { isSelfManaged } from '../engine/provisioning-method.ts';
import { arnOf, templateVersionSuffix } from '../model/arns.ts';
import { type SimulatedStack, simulateStack } from '../provisioning/index.ts';
import { isMapping, memberOf, parseSpecDocument } from '../specs/spec-document.ts';
import type { DeployableRecord, DeploymentRecord, DeploymentState } from '../store/records.ts';
import type { OperationCall, Output } from './call.ts';

const MAXIMUM_TEXT = 1024;

/**
 * The outputs of a deployment: those that were reported with NotifyResourceDeploymentStatusChange; else, for a
 * customer-managed environment, the inputs of its spec (https://docs.aws.amazon.com/proton/latest/userguide/ag-create-env.html);
 * else those that the CloudFormation template declares, with values made up, as nothing is really provisioned here.
 */
export function outputsOf(
  call: OperationCall,
  record: DeployableRecord,
  deployment: DeploymentRecord,
): readonly Output[] {
  if (deployment.outputs !== undefined) return deployment.outputs.map((output) => ({ ...output }));
  if (record.kind === 'ENVIRONMENT' && record.provisioning === 'CUSTOMER_MANAGED')
    return inputsOf(deployment.targetState);
  return stackOf(call, record, deployment).outputs.map((output) => ({ ...output }));
}

/** The resources that the CloudFormation template of a deployment declares; their identifiers are made up. */
export function provisionedResourcesOf(
  call: OperationCall,
  record: DeployableRecord,
  deployment: DeploymentRecord,
): readonly Output[] {
  return stackOf(call, record, deployment).resources.map((resource) => ({ ...resource }));
}

/** Text inputs as they are, others as JSON. */
function inputsOf(state: DeploymentState | undefined): Output[] {
  const document = state?.spec === undefined ? undefined : parseSpecDocument(state.spec, 'EnvironmentSpec');
  const inputs = document === undefined ? undefined : memberOf(document, 'spec');
  if (!isMapping(inputs)) return [];
  return Object.entries(inputs).flatMap(([key, value]) => {
    const valueString = (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, MAXIMUM_TEXT);
    return key === '' || valueString === '' ? [] : [{ key: key.slice(0, MAXIMUM_TEXT), valueString }];
  });
}

function stackOf(call: OperationCall, record: DeployableRecord, deployment: DeploymentRecord): SimulatedStack {
  const template = templateOf(call, record, deployment.targetState ?? {});
  // With Terraform the customer's automation says what there is; nothing else knows.
  if (template === undefined || isSelfManaged(call.parts, deployment)) return { resources: [], outputs: [] };
  return simulateStack(template, stackNameOf(record), { region: call.parts.region, accountId: record.accountId });
}

/** The CloudFormation template that the deployment put in place, where it is known. */
function templateOf(call: OperationCall, record: DeployableRecord, state: DeploymentState): string | undefined {
  if (record.kind === 'COMPONENT') return state.templateFile;
  const { templateName = '', templateMajorVersion = '', templateMinorVersion = '' } = state;
  const kind = record.kind === 'ENVIRONMENT' ? 'environment' : 'service';
  const suffix = templateVersionSuffix(kind, templateName, templateMajorVersion, templateMinorVersion);
  const owner = { region: call.parts.region, accountId: record.accountId };
  const templates = call.parts.store.templateVersions.get(arnOf(owner, suffix))?.cloudFormationTemplates;
  switch (record.kind) {
    case 'ENVIRONMENT':
      return templates?.environment;
    case 'SERVICE_INSTANCE':
      return templates?.serviceInstance;
    case 'SERVICE_PIPELINE':
      return templates?.pipeline;
  }
}

/** Stacks are called `AWSProton-…` after what they are for. */
function stackNameOf(record: DeployableRecord): string {
  switch (record.kind) {
    case 'ENVIRONMENT':
    case 'COMPONENT':
      return `AWSProton-${record.name}`;
    case 'SERVICE_INSTANCE':
      return `AWSProton-${record.serviceName}-${record.name}`;
    case 'SERVICE_PIPELINE':
      return `AWSProton-${record.serviceName}-pipeline`;
  }
}
