/**
 * Where a status may go, written down from the documentation and not from the code (reference: AWS Proton User Guide,
 * ag-env-update, ag-svc-create, ag-svc-update, ag-template-versions, ag-env-account-connections). `none` is before a
 * resource exists and again when it is gone.
 */
type Transitions = Readonly<Record<string, readonly string[]>>;

/** Environment, service instance, pipeline, component. */
const deployable: Transitions = {
  none: ['IN_PROGRESS'],
  IN_PROGRESS: ['SUCCEEDED', 'FAILED', 'CANCELLING'],
  CANCELLING: ['CANCELLED', 'FAILED', 'SUCCEEDED'],
  SUCCEEDED: ['IN_PROGRESS', 'DELETE_IN_PROGRESS'],
  FAILED: ['IN_PROGRESS', 'DELETE_IN_PROGRESS'],
  CANCELLED: ['IN_PROGRESS', 'DELETE_IN_PROGRESS'],
  // When the additions of a service edit fail nothing is deleted, so a removal that waits for them is taken back.
  DELETE_IN_PROGRESS: ['DELETED', 'DELETE_FAILED', 'SUCCEEDED', 'FAILED', 'CANCELLED'],
  DELETE_FAILED: ['DELETE_IN_PROGRESS', 'IN_PROGRESS'],
};

/** An attempt never turns back once it is over. */
const deployment: Transitions = {
  none: ['IN_PROGRESS', 'DELETE_IN_PROGRESS'],
  IN_PROGRESS: ['SUCCEEDED', 'FAILED', 'CANCELLING'],
  CANCELLING: ['CANCELLED', 'FAILED', 'SUCCEEDED'],
  DELETE_IN_PROGRESS: ['DELETE_COMPLETE', 'DELETE_FAILED', 'CANCELLED'],
};

const settledService = ['UPDATE_IN_PROGRESS', 'DELETE_IN_PROGRESS'];

const service: Transitions = {
  none: ['CREATE_IN_PROGRESS'],
  CREATE_IN_PROGRESS: ['ACTIVE', 'CREATE_FAILED', 'CREATE_FAILED_CLEANUP_IN_PROGRESS'],
  CREATE_FAILED_CLEANUP_IN_PROGRESS: ['CREATE_FAILED_CLEANUP_COMPLETE', 'CREATE_FAILED_CLEANUP_FAILED'],
  CREATE_FAILED: ['DELETE_IN_PROGRESS'],
  CREATE_FAILED_CLEANUP_COMPLETE: ['DELETE_IN_PROGRESS'],
  CREATE_FAILED_CLEANUP_FAILED: ['DELETE_IN_PROGRESS'],
  ACTIVE: settledService,
  UPDATE_IN_PROGRESS: [
    'ACTIVE',
    'UPDATE_FAILED',
    'UPDATE_FAILED_CLEANUP_IN_PROGRESS',
    'UPDATE_COMPLETE_CLEANUP_FAILED',
  ],
  UPDATE_FAILED_CLEANUP_IN_PROGRESS: ['UPDATE_FAILED_CLEANUP_COMPLETE', 'UPDATE_FAILED_CLEANUP_FAILED'],
  UPDATE_FAILED: settledService,
  UPDATE_FAILED_CLEANUP_COMPLETE: settledService,
  UPDATE_FAILED_CLEANUP_FAILED: settledService,
  UPDATE_COMPLETE_CLEANUP_FAILED: settledService,
  DELETE_IN_PROGRESS: ['DELETED', 'DELETE_FAILED'],
  DELETE_FAILED: settledService,
};

/** DRAFT until one of its versions is published (A3). */
const template: Transitions = {
  none: ['DRAFT'],
  DRAFT: ['PUBLISHED', 'DELETED'],
  PUBLISHED: ['DRAFT', 'DELETED'],
};

const templateVersion: Transitions = {
  none: ['REGISTRATION_IN_PROGRESS'],
  REGISTRATION_IN_PROGRESS: ['DRAFT', 'REGISTRATION_FAILED', 'DELETED'],
  REGISTRATION_FAILED: ['DELETED'],
  DRAFT: ['PUBLISHED', 'DELETED'],
  PUBLISHED: ['DRAFT', 'DELETED'],
};

const connection: Transitions = {
  none: ['PENDING'],
  PENDING: ['CONNECTED', 'REJECTED', 'DELETED'],
  CONNECTED: ['REJECTED', 'DELETED'],
  REJECTED: ['DELETED'],
};

const TRANSITIONS: ReadonlyMap<string, Transitions> = new Map([
  ['AWS Proton Environment Status Change', deployable],
  ['AWS Proton Service Instance Status Change', deployable],
  ['AWS Proton Service Pipeline Status Change', deployable],
  ['AWS Proton Component Status Change', deployable],
  ['AWS Proton Deployment Status Change', deployment],
  ['AWS Proton Service Status Change', service],
  ['AWS Proton Environment Template Status Change', template],
  ['AWS Proton Service Template Status Change', template],
  ['AWS Proton Environment Template Version Status Change', templateVersion],
  ['AWS Proton Service Template Version Status Change', templateVersion],
  ['AWS Proton Environment Account Connection Status Change', connection],
]);

/** @returns where a resource with this kind of event may go from a status, `none` for one that does not exist */
export function nextStatuses(detailType: string, status: string): readonly string[] {
  return TRANSITIONS.get(detailType)?.[status] ?? [];
}

/** A status in which work on the resource is under way, so that other work has to wait (A13). */
export function isBusy(status: string | undefined): boolean {
  return status === 'CANCELLING' || status?.endsWith('IN_PROGRESS') === true;
}
