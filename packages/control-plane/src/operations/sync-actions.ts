import { ConflictException, ValidationException } from '../model/errors.ts';
import type { SyncActions } from '../sync/actions.ts';
import { readTemplateRegistration } from '../sync/template-directories.ts';
import type { OperationCall, OperationDependencies } from './call.ts';
import { findServiceInstance, getServiceInstance } from './lookup.ts';
import { serviceInstanceOperations } from './service-instances.ts';
import { createTemplateVersion } from './template-versions.ts';

/** What syncs do, done by the same operations that people call. */
export function createSyncActions(parts: () => OperationDependencies): SyncActions {
  return {
    createTemplateVersion(config, { majorVersion, files }) {
      const { accountId, kind, templateName } = config;
      const call: OperationCall = { parts: parts(), accountId, isSync: true };
      const registration = kind === 'service' ? readTemplateRegistration(files) : undefined;
      if (typeof registration === 'string') throw new ValidationException(registration);
      const { arn } = createTemplateVersion(call, kind, 'TemplateSync', {
        templateName,
        majorVersion,
        source: { from: 'files', files: Object.fromEntries(files) },
        ...registration,
      });
      return String(arn);
    },

    deployServiceInstance(accountId, { serviceName, serviceInstanceName: name }, spec) {
      const call: OperationCall = { parts: parts(), accountId, isSync: true };
      if (findServiceInstance(call, serviceName, name) === undefined) {
        serviceInstanceOperations.CreateServiceInstance({ serviceName, name, spec }, call);
      } else {
        const input = { serviceName, name, spec, deploymentType: 'CURRENT_VERSION' } as const;
        serviceInstanceOperations.UpdateServiceInstance(input, call);
      }
      const { lastAttemptedDeploymentId } = getServiceInstance(call, serviceName, name);
      if (lastAttemptedDeploymentId === undefined) throw new ConflictException('There is no deployment to wait for');
      return lastAttemptedDeploymentId;
    },
  };
}
