import type { InputOf, OperationName } from '../model/input-types.ts';
import { accountSettingsOperations } from './account-settings.ts';
import type { OperationCall, OperationHandlers, Output } from './call.ts';
import { componentOperations } from './components.ts';
import { deploymentNotificationOperations } from './deployment-notifications.ts';
import { deploymentOperations } from './deployments.ts';
import { environmentAccountConnectionOperations } from './environment-account-connections.ts';
import { environmentTemplateOperations } from './environment-templates.ts';
import { environmentOperations } from './environments.ts';
import { outputOperations } from './outputs.ts';
import { repositoryOperations } from './repositories.ts';
import { repositorySyncOperations } from './repository-syncs.ts';
import { resourcesSummaryOperations } from './resources-summary.ts';
import { serviceInstanceOperations } from './service-instances.ts';
import { servicePipelineOperations } from './service-pipelines.ts';
import { serviceSyncOperations } from './service-sync.ts';
import { serviceTemplateOperations } from './service-templates.ts';
import { serviceOperations } from './services.ts';
import { checkTagKeys } from './tagging.ts';
import { tagOperations } from './tags.ts';
import { templateSyncOperations } from './template-sync.ts';
import { present } from './views/members.ts';

/** Every operation; the type makes the list complete with respect to the constraint table. */
const HANDLERS: OperationHandlers = {
  ...accountSettingsOperations,
  ...componentOperations,
  ...deploymentNotificationOperations,
  ...deploymentOperations,
  ...environmentAccountConnectionOperations,
  ...environmentOperations,
  ...environmentTemplateOperations,
  ...outputOperations,
  ...repositoryOperations,
  ...repositorySyncOperations,
  ...resourcesSummaryOperations,
  ...serviceInstanceOperations,
  ...serviceOperations,
  ...servicePipelineOperations,
  ...serviceSyncOperations,
  ...serviceTemplateOperations,
  ...tagOperations,
  ...templateSyncOperations,
};

/** Runs an operation on input that was validated. */
export function runOperation<Operation extends OperationName>(
  operation: Operation,
  input: InputOf<Operation>,
  call: OperationCall,
): Output {
  checkTagKeys(input);
  return present(HANDLERS[operation](input, call));
}
