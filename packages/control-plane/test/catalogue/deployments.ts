import { entry, type OperationFamily } from './entry.ts';

export const DEPLOYMENT_OPERATIONS = {
  GetDeployment: entry('one record per attempt, with the state before and the state meant', 'A5', 'A16'),
  ListDeployments: entry('newest first, in pages; by environment, service, instance and component', 'A16'),
  DeleteDeployment: entry('once it is over', 'A30'),
  NotifyResourceDeploymentStatusChange: entry(
    'outputs, message and end of the running deployment; self-managed provisioning waits for it',
    'A17',
  ),
} satisfies OperationFamily;

export const ACCOUNT_OPERATIONS = {
  GetAccountSettings: entry('roles and repository of pipelines'),
  UpdateAccountSettings: entry('an empty role removes it; the repository must be linked'),
  GetResourcesSummary: entry('failed, behind and up to date, counted so that they add up'),
  TagResource: entry('at most fifty; keys of AWS are refused'),
  UntagResource: entry('removes the keys named; those of AWS are refused', 'A48'),
  ListTagsForResource: entry('customer tags and managed ones, by key, in pages', 'A48'),
} satisfies OperationFamily;
