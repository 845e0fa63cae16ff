import type { ProviderManifest, ProviderStatement } from '../module.ts';
import { noStop, phaseOf } from './statuses.ts';

/** The service has had two names, and its permissions have both prefixes: https://docs.aws.amazon.com/service-authorization/latest/reference/list_codeconnections.html */
const bothNames = (...operations: readonly string[]): readonly string[] =>
  operations.flatMap((operation) => [`codeconnections:${operation}`, `codestar-connections:${operation}`]);

/** Of no resource: a sync has no ARN. */
const looking: ProviderStatement = {
  actions: bothNames('GetResourceSyncStatus', 'GetSyncBlockerSummary', 'GetSyncConfiguration'),
  resource: '*',
};
const resolving: ProviderStatement = { actions: bothNames('UpdateSyncBlocker'), resource: '*' };
const mayResolve = { PROTON_BOT_GIT_SYNC_RESOLVE: 'true' };

/** Syncs of CloudFormation stacks with Git repositories. */
export const manifest: ProviderManifest = {
  name: 'gitSync',
  title: 'CloudFormation Git sync',
  module: 'src/lib/providers/git-sync/module.ts',
  kinds: ['gitSync'],
  cannot: {
    cancel: noStop,
    accept: 'Git sync has no connections that could be accepted',
    reject: 'Git sync has no connections that could be rejected',
  },
  usual: {
    target: 'arn:aws:codeconnections:eu-west-1:111122223333:sync/CFN_STACK_SYNC/orders',
    name: 'sync:orders',
    environment: '',
    service: '',
    template: '',
    templateVersion: '',
  },
  phaseOf,
  enabledByDefault: false,
  // No rate is published for its lists, and each stack costs two calls.
  discoveryIntervalMs: 5 * 60_000,
  options: {
    resolve: {
      description: 'Whether people can resolve what blocks the sync of a stack; they cannot if left out.',
      default: false,
    },
  },
  features: [
    {
      exports: ['createProvider', 'referenceOf', 'eventParser'],
      rights: {
        observe: [looking],
        discover: [
          {
            actions: bothNames(
              'ListRepositoryLinks',
              'ListSyncConfigurations',
              'GetResourceSyncStatus',
              'GetSyncBlockerSummary',
            ),
            resource: '*',
          },
        ],
        command: [looking],
      },
      events: [
        {
          logicalId: 'GitSyncEvents',
          description: 'Status changes of syncs of stacks with Git, to the observe queue',
          source: 'aws.codeconnections',
          detailTypes: ['Git Sync Resource Sync Status Change'],
          to: 'observe',
        },
      ],
    },
    {
      option: 'resolve',
      exports: [],
      actions: ['continue'],
      // Only people do that, never a rule; where their call was throttled, the observer makes it again.
      rights: { observe: [resolving], command: [resolving] },
      environment: { observe: mayResolve, command: mayResolve },
    },
  ],
};
