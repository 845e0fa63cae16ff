import { ACCOUNT_SETTINGS_INPUTS } from './account-settings.ts';
import { COMPONENTS_INPUTS } from './components.ts';
import { DEPLOYMENTS_INPUTS } from './deployments.ts';
import { ENVIRONMENT_ACCOUNT_CONNECTIONS_INPUTS } from './environment-account-connections.ts';
import { ENVIRONMENT_TEMPLATES_INPUTS } from './environment-templates.ts';
import { ENVIRONMENTS_INPUTS } from './environments.ts';
import { SERVICE_INSTANCES_INPUTS } from './service-instances.ts';
import { SERVICE_TEMPLATES_INPUTS } from './service-templates.ts';
import { SERVICES_INPUTS } from './services.ts';
import { TAGS_INPUTS } from './tags.ts';

/** Inputs of every served operation: the single list of what this control plane serves. */
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
};
