import type { ControlPlaneStore } from './store.ts';

/** Members that a record must have to be worked with, by type; the first is its key. */
interface Outline {
  readonly texts: readonly [key: string, ...rest: string[]];
  readonly numbers?: readonly string[];
  readonly lists?: readonly string[];
  readonly objects?: readonly string[];
}

const BRANCH = ['provider', 'repositoryName', 'branch'] as const;

/** What is checked of a state that comes from outside: enough that no operation trips over it. */
export const RECORD_OUTLINES: Readonly<Record<keyof ControlPlaneStore, Outline>> = {
  deployables: {
    texts: ['arn', 'accountId', 'kind', 'deploymentStatus'],
    numbers: ['createdAtMs', 'lastAttemptedAtMs'],
    objects: ['attempted'],
  },
  services: {
    texts: [
      'arn',
      'accountId',
      'name',
      'templateName',
      'templateMajorVersion',
      'templateMinorVersion',
      'spec',
      'status',
    ],
    numbers: ['createdAtMs', 'lastModifiedAtMs'],
  },
  deployments: {
    texts: ['id', 'accountId', 'arn', 'action', 'targetKind', 'targetArn', 'status'],
    numbers: ['createdAtMs', 'lastModifiedAtMs', 'targetCreatedAtMs'],
  },
  templates: { texts: ['arn', 'accountId', 'kind', 'name', 'status'], numbers: ['createdAtMs', 'lastModifiedAtMs'] },
  templateVersions: {
    texts: ['arn', 'accountId', 'kind', 'templateName', 'majorVersion', 'minorVersion', 'status'],
    numbers: ['createdAtMs', 'lastModifiedAtMs'],
  },
  connections: {
    texts: ['id', 'accountId', 'arn', 'managementAccountId', 'environmentName', 'status'],
    numbers: ['createdAtMs', 'lastModifiedAtMs'],
  },
  repositories: { texts: ['arn', 'accountId', 'provider', 'name', 'connectionArn'], numbers: ['createdAtMs'] },
  branches: { texts: ['key', 'accountId', ...BRANCH, 'sha'], objects: ['files'] },
  templateSyncConfigs: { texts: ['key', 'accountId', ...BRANCH, 'kind', 'templateName'] },
  serviceSyncConfigs: { texts: ['key', 'accountId', ...BRANCH, 'serviceName', 'filePath'] },
  repositorySyncs: {
    texts: ['key', 'accountId', ...BRANCH, 'syncType', 'status'],
    numbers: ['startedAtMs'],
    lists: ['events'],
  },
  resourceSyncs: { texts: ['target'], objects: ['latest'] },
  syncBlockers: { texts: ['id', 'accountId', 'serviceName', 'createdReason'], numbers: ['createdAtMs'] },
  accountSettings: { texts: ['accountId'] },
  tags: { texts: ['resourceArn'], lists: ['tags'] },
  clientTokens: { texts: ['key', 'inputDigest', 'resourceArn'], numbers: ['resourceCreatedAtMs', 'expiresAtMs'] },
  outcomes: { texts: ['key', 'on', 'targetArn', 'outcome'] },
};

/** Whether a value has all that is asked of a record of its collection. */
export function fitsOutline(record: unknown, { texts, numbers = [], lists = [], objects = [] }: Outline): boolean {
  if (!isObject(record)) return false;
  return (
    texts.every((member) => typeof record[member] === 'string') &&
    numbers.every((member) => Number.isFinite(record[member])) &&
    lists.every((member) => Array.isArray(record[member])) &&
    objects.every((member) => isObject(record[member]))
  );
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
