import { ACCOUNT_SETTINGS_INPUTS, RESOURCES_SUMMARY_INPUTS, TAGS_INPUTS } from './account.ts';
import { COMPONENTS_INPUTS } from './components.ts';
import { DEPLOYMENTS_INPUTS } from './deployments.ts';
import { ENVIRONMENT_ACCOUNT_CONNECTIONS_INPUTS } from './environment-account-connections.ts';
import { ENVIRONMENT_TEMPLATES_INPUTS } from './environment-templates.ts';
import { ENVIRONMENTS_INPUTS } from './environments.ts';
import { OUTPUTS_INPUTS } from './outputs.ts';
import { REPOSITORIES_INPUTS } from './repositories.ts';
import { SERVICE_INSTANCES_INPUTS } from './service-instances.ts';
import { SERVICE_TEMPLATES_INPUTS } from './service-templates.ts';
import { SERVICES_INPUTS } from './services.ts';
import { SERVICE_SYNC_INPUTS, TEMPLATE_SYNC_INPUTS } from './syncs.ts';

/** Inputs of every operation: the one list of what there is. */
export const INPUTS = {
  ...ENVIRONMENT_TEMPLATES_INPUTS,
  ...SERVICE_TEMPLATES_INPUTS,
  ...ENVIRONMENTS_INPUTS,
  ...SERVICES_INPUTS,
  ...SERVICE_INSTANCES_INPUTS,
  ...COMPONENTS_INPUTS,
  ...ENVIRONMENT_ACCOUNT_CONNECTIONS_INPUTS,
  ...DEPLOYMENTS_INPUTS,
  ...ACCOUNT_SETTINGS_INPUTS,
  ...TAGS_INPUTS,
  ...REPOSITORIES_INPUTS,
  ...TEMPLATE_SYNC_INPUTS,
  ...SERVICE_SYNC_INPUTS,
  ...OUTPUTS_INPUTS,
  ...RESOURCES_SUMMARY_INPUTS,
};

/** The 87 operations of the AWS Proton API (2020-07-20). */
export const PROTON_OPERATION_NAMES: ReadonlySet<string> = new Set(Object.keys(INPUTS));
