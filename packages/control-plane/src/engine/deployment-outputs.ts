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
    return inputsOf(deployment.targetState ?? {});
  }
  return deployment.stack?.outputs ?? [];
}

/** What a deployment puts in place never changes, so its spec is read once. */
const inputs = new WeakMap<DeploymentState, readonly DeploymentOutput[]>();

function inputsOf(state: DeploymentState): readonly DeploymentOutput[] {
  const known = inputs.get(state) ?? readInputs(state);
  inputs.set(state, known);
  return known;
}

/** Text inputs as they are, others as JSON. */
function readInputs({ spec }: DeploymentState): DeploymentOutput[] {
  const document = spec === undefined ? undefined : parseSpecDocument(spec, 'EnvironmentSpec');
  const members = document === undefined ? undefined : memberOf(document, 'spec');
  if (!isMapping(members)) return [];
  return Object.entries(members).flatMap(([key, value]) => {
    const valueString = (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, MAXIMUM_TEXT);
    return key === '' || valueString === '' ? [] : [{ key: key.slice(0, MAXIMUM_TEXT), valueString }];
  });
}
