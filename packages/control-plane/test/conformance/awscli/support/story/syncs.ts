import { bundleAt, ENVIRONMENT_BUNDLE } from '../../../../operations/support/sync-story.ts';
import { listOf, mappingOf, REPOSITORY, serviceSpec, type World } from '../../../../support/world.ts';
import { blue, network } from './names.ts';
import { arn, type Step, step } from './step.ts';

const linked = { provider: 'GITHUB', name: 'shop/configuration' };
const repository = { repositoryProvider: 'GITHUB', repositoryName: 'shop/configuration' };
const onMain = { ...repository, branch: 'main' };
const templateSync = { ...network, templateType: 'ENVIRONMENT' };
const shopSpec = serviceSpec(['blue', 'green'], { pipeline: 'main', size: 'large' });

/** The commit that both syncs follow. */
function push(world: World): void {
  world.plane.script('shop/blue', 'succeed');
  world.plane.push({
    provider: 'GITHUB',
    repositoryName: linked.name,
    branch: 'main',
    files: {
      'proton-ops.yaml': 'sync: {services: {shop: {blue: {branch: main, spec: shop.yaml}}}}\n',
      'shop.yaml': shopSpec,
      ...bundleAt('templates/network/v1', ENVIRONMENT_BUNDLE),
    },
  });
}

export const syncs: readonly Step[] = [
  step(
    'CreateRepository',
    { ...linked, connectionArn: REPOSITORY.repositoryConnectionArn },
    { repository: { ...linked, arn: arn('repository/github:shop/configuration') } },
  ),
  step('GetRepository', linked, { repository: { connectionArn: REPOSITORY.repositoryConnectionArn } }),
  step('ListRepositories', {}, { repositories: [linked] }),
  step(
    'CreateTemplateSyncConfig',
    { ...templateSync, ...repository, branch: 'release' },
    { templateSyncConfig: { ...templateSync, branch: 'release' } },
  ),
  step(
    'UpdateTemplateSyncConfig',
    { ...templateSync, ...onMain, subdirectory: 'templates' },
    { templateSyncConfig: { branch: 'main', subdirectory: 'templates' } },
  ),
  step('GetTemplateSyncConfig', templateSync, { templateSyncConfig: onMain }),
  step(
    'CreateServiceSyncConfig',
    { serviceName: 'shop', ...onMain, filePath: 'ops.yaml' },
    { serviceSyncConfig: { serviceName: 'shop', filePath: 'ops.yaml' } },
  ),
  step(
    'UpdateServiceSyncConfig',
    { serviceName: 'shop', ...onMain, filePath: 'proton-ops.yaml' },
    { serviceSyncConfig: { filePath: 'proton-ops.yaml' } },
  ),
  step('GetServiceSyncConfig', { serviceName: 'shop' }, { serviceSyncConfig: { filePath: 'proton-ops.yaml' } }),
  step(
    'GetTemplateSyncStatus',
    { ...templateSync, templateVersion: '1' },
    { latestSync: { status: 'SUCCEEDED', targetRevision: { directory: 'templates/network/v1' } } },
    { before: push },
  ),
  step('GetRepositorySyncStatus', { ...onMain, syncType: 'TEMPLATE_SYNC' }, { latestSync: { status: 'SUCCEEDED' } }),
  step(
    'ListRepositorySyncDefinitions',
    { ...repository, syncType: 'TEMPLATE_SYNC' },
    { syncDefinitions: [{ branch: 'main', directory: 'templates/network' }] },
  ),
  step('GetServiceInstanceSyncStatus', blue, { latestSync: { status: 'SUCCEEDED' } }),
  step(
    'GetServiceSyncBlockerSummary',
    blue,
    { serviceSyncBlockerSummary: { ...blue, latestBlockers: [{ status: 'ACTIVE', type: 'AUTOMATED' }] } },
    {
      before: (world) =>
        void world.call('UpdateServiceInstance', {
          serviceName: 'shop',
          name: 'blue',
          deploymentType: 'CURRENT_VERSION',
        }),
    },
  ),
  step(
    'UpdateServiceSyncBlocker',
    (answerOf) => {
      const { latestBlockers } = mappingOf(answerOf('GetServiceSyncBlockerSummary')['serviceSyncBlockerSummary']);
      return { id: listOf(latestBlockers)[0]?.['id'], resolvedReason: 'As it should be' };
    },
    { ...blue, serviceSyncBlocker: { status: 'RESOLVED', resolvedReason: 'As it should be' } },
  ),
  step('DeleteServiceSyncConfig', { serviceName: 'shop' }, { serviceSyncConfig: { serviceName: 'shop' } }),
  step('DeleteTemplateSyncConfig', templateSync, { templateSyncConfig: templateSync }),
  step('DeleteRepository', linked, { repository: linked }),
];
