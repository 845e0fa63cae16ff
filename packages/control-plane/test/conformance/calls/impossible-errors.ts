import type { ErrorName } from '../model/model.ts';

/*
 * Errors that the API declares for an operation and that this control plane never gives, with the reason. Together with
 * the scenes they are exactly the declared errors, which a test holds.
 */

const FILTER_ONLY = 'The names only select: what does not exist selects nothing.';
const IDEMPOTENT_DELETE =
  'Rules 3 and 4 of the API reference: deleting what does not exist succeeds, with an empty answer.';
const NO_WORK_TO_MEET = 'Nothing runs on it that the call could come in between of.';
const NUMBERED_BY_SERVICE = 'Version numbers are given out here, so two creates never want the same one.';
const MANY_MAY_WAIT = 'Several connections for one environment may wait; the management account accepts one of them.';
const EVERY_STATUS = 'It is allowed in every status, also while an environment uses the connection.';
const MAKES_NOTHING = 'It makes nothing that a quota counts.';
const ALWAYS_THERE = 'Every account has settings, if empty ones.';
const NO_SUCH_QUOTA = 'AWS publishes no quota of these (ag-limits), so there is none here.';
const NO_FILTER = 'It lists what there is; nothing is named that could be missing.';
const NO_INPUT = 'There is no member whose constraint could be broken.';

type Reasons = Partial<Record<ErrorName, string>>;
const notFound = (reason: string): Reasons => ({ ResourceNotFoundException: reason });
const conflict = (reason: string): Reasons => ({ ConflictException: reason });
const quota = (reason: string): Reasons => ({ ServiceQuotaExceededException: reason });

export const IMPOSSIBLE_ERRORS: Readonly<Record<string, Reasons>> = {
  UpdateEnvironmentTemplate: conflict(NO_WORK_TO_MEET),
  UpdateServiceTemplate: conflict(NO_WORK_TO_MEET),
  DeleteEnvironmentTemplate: notFound(IDEMPOTENT_DELETE),
  DeleteServiceTemplate: notFound(IDEMPOTENT_DELETE),
  CreateEnvironmentTemplateVersion: conflict(NUMBERED_BY_SERVICE),
  CreateServiceTemplateVersion: conflict(NUMBERED_BY_SERVICE),
  DeleteEnvironmentTemplateVersion: notFound(IDEMPOTENT_DELETE),
  DeleteServiceTemplateVersion: notFound(IDEMPOTENT_DELETE),
  ListEnvironments: notFound(FILTER_ONLY),
  DeleteEnvironment: notFound(IDEMPOTENT_DELETE),
  DeleteService: notFound(IDEMPOTENT_DELETE),
  UpdateComponent: quota(MAKES_NOTHING),
  ListDeployments: notFound(FILTER_ONLY),
  NotifyResourceDeploymentStatusChange: quota(MAKES_NOTHING),
  CreateEnvironmentAccountConnection: conflict(MANY_MAY_WAIT),
  UpdateEnvironmentAccountConnection: conflict(EVERY_STATUS),
  DeleteEnvironmentAccountConnection: conflict(EVERY_STATUS),
  CreateRepository: quota(NO_SUCH_QUOTA),
  ListRepositories: notFound(NO_FILTER),
  CreateTemplateSyncConfig: quota(NO_SUCH_QUOTA),
  UpdateTemplateSyncConfig: conflict(NO_WORK_TO_MEET),
  DeleteTemplateSyncConfig: conflict(NO_WORK_TO_MEET),
  CreateServiceSyncConfig: quota(NO_SUCH_QUOTA),
  UpdateServiceSyncConfig: conflict(NO_WORK_TO_MEET),
  DeleteServiceSyncConfig: conflict(NO_WORK_TO_MEET),
  GetResourcesSummary: { ValidationException: NO_INPUT },
  GetAccountSettings: { ...notFound(ALWAYS_THERE), ValidationException: NO_INPUT },
  UpdateAccountSettings: conflict(NO_WORK_TO_MEET),
  TagResource: conflict(NO_WORK_TO_MEET),
  UntagResource: conflict(NO_WORK_TO_MEET),
};
