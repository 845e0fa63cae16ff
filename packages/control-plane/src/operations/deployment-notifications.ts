import { ConflictException, ResourceNotFoundException } from '../model/errors.ts';
import type { OperationHandlers } from './call.ts';

/** https://docs.aws.amazon.com/proton/latest/userguide/ag-works-prov-methods.html, self-managed provisioning */
export const deploymentNotificationOperations = {
  NotifyResourceDeploymentStatusChange(input, call) {
    const { store, engine } = call.parts;
    const record = store.deployables.get(input.resourceArn);
    if (record?.accountId !== call.accountId) throw new ResourceNotFoundException('resource', input.resourceArn);
    const id = record.lastAttemptedDeploymentId;
    const deployment = id === undefined ? undefined : store.deployments.get(id);
    if (record.deploymentStatus !== 'IN_PROGRESS' || deployment === undefined) {
      throw new ConflictException(`${record.arn} has no deployment in progress: ${record.deploymentStatus}`);
    }
    if (input.deploymentId !== undefined && input.deploymentId !== deployment.id) {
      throw new ConflictException(`Deployment ${input.deploymentId} is not the current one: that is ${deployment.id}`);
    }
    store.deployments.set(deployment.id, {
      ...deployment,
      statusMessage: input.statusMessage ?? deployment.statusMessage,
      outputs: input.outputs ?? deployment.outputs,
    });
    if (input.statusMessage !== undefined) {
      store.deployables.set(record.arn, { ...record, deploymentStatusMessage: input.statusMessage });
    }
    if (input.status === 'SUCCEEDED' || input.status === 'FAILED') {
      engine.end(store.deployables.get(record.arn) ?? record, input.status, input.statusMessage);
    }
    return {};
  },
} satisfies Partial<OperationHandlers>;
