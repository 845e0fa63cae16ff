import { isMapping, memberOf, parseSpecDocument } from '../specs/spec-document.ts';
import type { DeployableRecord, DeploymentOutput, DeploymentRecord, DeploymentState } from '../store/records.ts';

const MAXIMUM_TEXT = 1024;

/**
 * The outputs of a deployment: those that were reported with NotifyResourceDeploymentStatusChange; else, for a
 * customer-managed environment, the inputs of its spec (https://docs.aws.amazon.com/proton/latest/userguide/ag-create-env.html);
 * else those that the rendered template declares, with values made up, as nothing is really provisioned here.
 */
export function outputsOfDeployment(
  record: DeployableRecord,
  deployment: DeploymentRecord,
): readonly DeploymentOutput[] {
  if (deployment.outputs !== undefined) return deployment.outputs;
  if (record.kind === 'ENVIRONMENT' && record.provisioning === 'CUSTOMER_MANAGED') {
    return inputsOf(deployment.targetState);
  }
  return deployment.stack?.outputs ?? [];
}

/** Text inputs as they are, others as JSON. */
function inputsOf(state: DeploymentState | undefined): DeploymentOutput[] {
  const document = state?.spec === undefined ? undefined : parseSpecDocument(state.spec, 'EnvironmentSpec');
  const inputs = document === undefined ? undefined : memberOf(document, 'spec');
  if (!isMapping(inputs)) return [];
  return Object.entries(inputs).flatMap(([key, value]) => {
    const valueString = (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, MAXIMUM_TEXT);
    return key === '' || valueString === '' ? [] : [{ key: key.slice(0, MAXIMUM_TEXT), valueString }];
  });
}
