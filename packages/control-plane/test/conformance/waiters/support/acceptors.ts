import type * as sdk from '@aws-sdk/client-proton';

/** A waiter as the SDK exports it. */
export type WaiterName = Extract<keyof typeof sdk, `waitUntil${string}`>;

export function isWaiter(name: string): name is WaiterName {
  return name.startsWith('waitUntil');
}

/** What a waiter asks again and again, and what ends it: a status of what it looks at, or an error of the call. */
export interface Acceptors {
  readonly operation: string;
  readonly success: readonly string[];
  readonly failure: readonly string[];
}

const DEPLOYED = { success: ['SUCCEEDED'], failure: ['FAILED'] };
const DELETED = { success: ['ResourceNotFoundException'], failure: ['DELETE_FAILED'] };
const REGISTERED = { success: ['DRAFT', 'PUBLISHED'], failure: ['REGISTRATION_FAILED'] };

/**
 * The ten waiters of the API model.
 * Source: https://github.com/boto/botocore/blob/develop/botocore/data/proton/2020-07-20/waiters-2.json
 */
export const ACCEPTORS: Readonly<Record<WaiterName, Acceptors>> = {
  waitUntilComponentDeployed: { operation: 'GetComponent', ...DEPLOYED },
  waitUntilComponentDeleted: { operation: 'GetComponent', ...DELETED },
  waitUntilEnvironmentDeployed: { operation: 'GetEnvironment', ...DEPLOYED },
  waitUntilEnvironmentTemplateVersionRegistered: { operation: 'GetEnvironmentTemplateVersion', ...REGISTERED },
  waitUntilServiceTemplateVersionRegistered: { operation: 'GetServiceTemplateVersion', ...REGISTERED },
  waitUntilServiceCreated: {
    operation: 'GetService',
    success: ['ACTIVE'],
    failure: ['CREATE_FAILED_CLEANUP_COMPLETE', 'CREATE_FAILED_CLEANUP_FAILED', 'CREATE_FAILED'],
  },
  waitUntilServiceUpdated: {
    operation: 'GetService',
    success: ['ACTIVE'],
    failure: [
      'UPDATE_FAILED_CLEANUP_COMPLETE',
      'UPDATE_FAILED_CLEANUP_FAILED',
      'UPDATE_FAILED',
      'UPDATE_COMPLETE_CLEANUP_FAILED',
    ],
  },
  waitUntilServiceDeleted: { operation: 'GetService', ...DELETED },
  waitUntilServiceInstanceDeployed: { operation: 'GetServiceInstance', ...DEPLOYED },
  waitUntilServicePipelineDeployed: { operation: 'GetService', ...DEPLOYED },
};
