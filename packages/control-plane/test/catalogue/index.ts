import { ACCOUNT_OPERATIONS, DEPLOYMENT_OPERATIONS } from './deployments.ts';
import type { OperationFamily } from './entry.ts';
import { CONNECTION_OPERATIONS, ENVIRONMENT_OPERATIONS } from './environments.ts';
import { REPOSITORY_OPERATIONS, SERVICE_SYNC_OPERATIONS, TEMPLATE_SYNC_OPERATIONS } from './repositories.ts';
import { COMPONENT_OPERATIONS, SERVICE_INSTANCE_OPERATIONS, SERVICE_OPERATIONS } from './services.ts';
import { ENVIRONMENT_TEMPLATE_OPERATIONS, SERVICE_TEMPLATE_OPERATIONS } from './templates.ts';

export type { Assumption, OperationEntry } from './entry.ts';

/** One family of operations, and the tests that are about it: files of `test/control-plane`, without their ending. */
export interface CataloguedFamily {
  readonly operations: OperationFamily;
  readonly tests: readonly string[];
}

/** What is modelled of every operation, by family: the source of the table in docs/control-plane.md. */
export const OPERATION_CATALOGUE: Readonly<Record<string, CataloguedFamily>> = {
  'Environment templates': {
    operations: ENVIRONMENT_TEMPLATE_OPERATIONS,
    tests: ['operations/templates', 'operations/idempotency', 'operations/pagination', 'operations/outputs'],
  },
  'Service templates': {
    operations: SERVICE_TEMPLATE_OPERATIONS,
    tests: ['operations/templates', 'operations/idempotency', 'operations/pagination', 'operations/outputs'],
  },
  Environments: {
    operations: ENVIRONMENT_OPERATIONS,
    tests: ['operations/environments', 'engine/deployment-life', 'operations/provisioned'],
  },
  'Environment account connections': { operations: CONNECTION_OPERATIONS, tests: ['operations/connections'] },
  'Services and pipelines': {
    operations: SERVICE_OPERATIONS,
    tests: ['operations/services', 'engine/service-life', 'operations/provisioned', 'operations/outputs'],
  },
  'Service instances': {
    operations: SERVICE_INSTANCE_OPERATIONS,
    tests: ['operations/services', 'engine/deployment-life', 'engine/service-life', 'operations/provisioned'],
  },
  Components: { operations: COMPONENT_OPERATIONS, tests: ['operations/components', 'operations/provisioned'] },
  Deployments: { operations: DEPLOYMENT_OPERATIONS, tests: ['operations/deployments'] },
  Repositories: {
    operations: REPOSITORY_OPERATIONS,
    tests: ['operations/repositories', 'sync/template-sync', 'sync/service-sync'],
  },
  'Template sync': { operations: TEMPLATE_SYNC_OPERATIONS, tests: ['sync/template-sync'] },
  'Service sync': { operations: SERVICE_SYNC_OPERATIONS, tests: ['sync/service-sync'] },
  'Account, tags and summary': {
    operations: ACCOUNT_OPERATIONS,
    tests: ['operations/deployments', 'operations/repositories', 'operations/outputs'],
  },
};
