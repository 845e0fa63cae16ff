import { outputsOfDeployment } from '../engine/deployment-outputs.ts';
import { renderedStack } from '../engine/rendering.ts';
import type { DeployableRecord, DeploymentRecord } from '../store/records.ts';
import type { OperationCall, Output } from './call.ts';

/** The outputs of a deployment, as they are kept with it. */
export function outputsOf(
  call: OperationCall,
  record: DeployableRecord,
  deployment: DeploymentRecord,
): readonly Output[] {
  const outputs = outputsOfDeployment(record, withStack(call, record, deployment));
  // The API has no outputs without a value.
  return outputs.flatMap((output) => (output.valueString === '' ? [] : [{ ...output }]));
}

/** The resources that the rendered template of a deployment declares; their identifiers are made up. */
export function provisionedResourcesOf(
  call: OperationCall,
  record: DeployableRecord,
  deployment: DeploymentRecord,
): readonly Output[] {
  const { stack } = withStack(call, record, deployment);
  return (stack?.resources ?? []).map((resource) => ({ ...resource }));
}

/** A deployment of a release that did not render is rendered now. */
function withStack({ parts }: OperationCall, record: DeployableRecord, deployment: DeploymentRecord): DeploymentRecord {
  if (deployment.stack !== undefined || deployment.status !== 'SUCCEEDED') return deployment;
  const rendered = renderedStack(parts, record, deployment);
  return rendered.refusal === undefined ? { ...deployment, stack: rendered.stack } : deployment;
}
