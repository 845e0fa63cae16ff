import { ACCOUNT_OPERATIONS, DEPLOYMENT_OPERATIONS } from './deployments.ts';
import type { OperationFamily } from './entry.ts';
import { CONNECTION_OPERATIONS, ENVIRONMENT_OPERATIONS } from './environments.ts';
import { REPOSITORY_OPERATIONS, SERVICE_SYNC_OPERATIONS, TEMPLATE_SYNC_OPERATIONS } from './repositories.ts';
import { COMPONENT_OPERATIONS, SERVICE_INSTANCE_OPERATIONS, SERVICE_OPERATIONS } from './services.ts';
import { ENVIRONMENT_TEMPLATE_OPERATIONS, SERVICE_TEMPLATE_OPERATIONS } from './templates.ts';

export type { Assumption, OperationEntry } from './entry.ts';

/** What is modelled of every operation, by family: the source of the table in docs/control-plane.md. */
export const OPERATION_CATALOGUE: Readonly<Record<string, OperationFamily>> = {
  'Environment templates': ENVIRONMENT_TEMPLATE_OPERATIONS,
  'Service templates': SERVICE_TEMPLATE_OPERATIONS,
  Environments: ENVIRONMENT_OPERATIONS,
  'Environment account connections': CONNECTION_OPERATIONS,
  'Services and pipelines': SERVICE_OPERATIONS,
  'Service instances': SERVICE_INSTANCE_OPERATIONS,
  Components: COMPONENT_OPERATIONS,
  Deployments: DEPLOYMENT_OPERATIONS,
  Repositories: REPOSITORY_OPERATIONS,
  'Template sync': TEMPLATE_SYNC_OPERATIONS,
  'Service sync': SERVICE_SYNC_OPERATIONS,
  'Account, tags and summary': ACCOUNT_OPERATIONS,
};
