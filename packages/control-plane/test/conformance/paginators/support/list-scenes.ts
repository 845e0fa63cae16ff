import {
  paginateListComponents,
  paginateListDeployments,
  paginateListEnvironmentAccountConnections,
  paginateListEnvironments,
  paginateListEnvironmentTemplates,
  paginateListEnvironmentTemplateVersions,
  paginateListRepositories,
  paginateListServices,
  paginateListServiceTemplates,
  paginateListServiceTemplateVersions,
  paginateListTagsForResource,
} from '@aws-sdk/client-proton';
import { MANIFEST } from '../../../support/bundles.ts';
import {
  ACCOUNT,
  createEnvironment,
  createTemplates,
  ENVIRONMENT_ACCOUNT,
  ENVIRONMENT_SPEC,
  listOf,
  REGION,
  ROLE_ARN,
  serviceSpec,
  type World,
} from '../../../support/world.ts';
import { type ListScene, listScene } from './list-scene.ts';
import { SERVICE_INSTANCE_LISTS } from './service-instance-scenes.ts';

type Actions = Pick<ListScene, 'prepare' | 'add' | 'remove'>;
type Named = { readonly name?: string | undefined };

const byName = { nameOf: (item: Named) => item.name, rankOf: (item: Named) => [item.name] };

/** Names that do not sort the way they were made: capitals, digits of two lengths, signs. */
function nameOfNumber(number: number): string {
  return `${['a', 'B', 'b_', '0-'][number % 4] ?? ''}${(number * 37) % 101}`;
}

/** Things that are made and deleted by name with one call each. */
function named(kind: string, prepare: (world: World) => void, input: Record<string, unknown>): Actions {
  return {
    prepare,
    add(world, number) {
      const name = nameOfNumber(number);
      world.call(`Create${kind}`, { name, ...input });
      world.clock.settle();
      return name;
    },
    remove(world, name) {
      world.call(`Delete${kind}`, { name });
      world.clock.settle();
    },
  };
}

/** Every fifth version is a major one, so that both parts come to count up to ten and more. */
function versions(kind: 'Environment' | 'Service', templateName: string): Actions {
  return {
    prepare(world) {
      for (const name of new Set(['network', templateName])) {
        world.call(`Create${name === 'network' ? 'Environment' : kind}Template`, { name });
      }
    },
    add(world, number) {
      const first = { templateName, majorVersion: '1' };
      const hasFirst = listOf(world.call(`List${kind}TemplateVersions`, first)['templateVersions']).length > 0;
      const { majorVersion, minorVersion } = world.get(`Create${kind}TemplateVersion`, {
        ...(hasFirst && number % 5 !== 0 ? first : { templateName }),
        source: { s3: { bucket: 'templates', key: 'bundle.tar.gz' } },
        ...(kind === 'Service' && {
          compatibleEnvironmentTemplates: [{ templateName: 'network', majorVersion: '1' }],
        }),
      });
      return `${String(majorVersion)}.${String(minorVersion)}`;
    },
    remove(world, name) {
      const [majorVersion, minorVersion] = name.split('.');
      world.call(`Delete${kind}TemplateVersion`, { templateName, majorVersion, minorVersion });
    },
  };
}

interface Version {
  readonly majorVersion?: string | undefined;
  readonly minorVersion?: string | undefined;
}
const byVersion = {
  nameOf: ({ majorVersion, minorVersion }: Version) => `${majorVersion}.${minorVersion}`,
  rankOf: ({ majorVersion, minorVersion }: Version) => [Number(majorVersion), Number(minorVersion)],
};

/** Connections that two environment accounts ask a management account for; some within the same millisecond. */
const connections: Actions = {
  prepare(world) {
    const other = { managementAccountId: ENVIRONMENT_ACCOUNT, environmentName: 'not-listed' };
    world.call('CreateEnvironmentAccountConnection', other, { accountId: '777788889999' });
  },
  add(world, number) {
    world.clock.advance(number % 2);
    const input = { managementAccountId: ACCOUNT, environmentName: nameOfNumber(number) };
    const made = world.get('CreateEnvironmentAccountConnection', input, { accountId: ENVIRONMENT_ACCOUNT });
    return String(made['id']);
  },
  remove: (world, id) =>
    void world.call('DeleteEnvironmentAccountConnection', { id }, { accountId: ENVIRONMENT_ACCOUNT }),
};

/** A repository has no managed tags, so that the list is empty where nothing was added. */
const RESOURCE_ARN = `arn:aws:proton:${REGION}:${ACCOUNT}:repository/github:shop/network`;

/** Tag keys of many alphabets: the order is that of code units, not of a language. */
const tags: Actions = {
  prepare(world) {
    const connectionArn = `arn:aws:codestar-connections:${REGION}:${ACCOUNT}:connection/a1b2c3d4`;
    for (const name of ['shop/network', 'shop/other']) {
      world.call('CreateRepository', { provider: 'GITHUB', name, connectionArn });
    }
  },
  add(world, number) {
    const key = `${['', 'ä', '鍵', '🏷', 'Z:'][number % 5] ?? ''}${nameOfNumber(number)}`;
    world.call('TagResource', { resourceArn: RESOURCE_ARN, tags: [{ key, value: String(number) }] });
    return key;
  },
  remove: (world, key) => void world.call('UntagResource', { resourceArn: RESOURCE_ARN, tagKeys: [key] }),
};

/** Updates of one environment, the creation of which is struck from the history; two in a row start at the same time. */
const deployments: Actions = {
  prepare(world) {
    createEnvironment(world);
    for (const { id } of listOf(world.call('ListDeployments')['deployments'])) world.call('DeleteDeployment', { id });
  },
  add(world) {
    const update = { name: 'prod', deploymentType: 'CURRENT_VERSION', spec: ENVIRONMENT_SPEC };
    const made = world.get('UpdateEnvironment', update);
    world.clock.settle();
    return String(made['lastAttemptedDeploymentId']);
  },
  remove: (world, id) => void world.call('DeleteDeployment', { id }),
};

/** Repositories of the same name at several providers, too. */
const repositories: Actions = {
  prepare: () => undefined,
  add(world, number) {
    const provider = ['GITHUB', 'BITBUCKET', 'GITHUB_ENTERPRISE'][number % 3] ?? '';
    const name = `shop/${nameOfNumber(number >> 1)}`;
    const connectionArn = `arn:aws:codestar-connections:${REGION}:${ACCOUNT}:connection/a1b2c3d4`;
    world.call('CreateRepository', { provider, name, connectionArn });
    return `${provider} ${name}`;
  },
  remove(world, listed) {
    const [provider, name] = listed.split(' ');
    world.call('DeleteRepository', { provider, name });
  },
};

const role = { protonServiceRoleArn: ROLE_ARN, componentRoleArn: ROLE_ARN };
const environmentInput = {
  templateName: 'network',
  templateMajorVersion: '1',
  spec: ENVIRONMENT_SPEC,
  ...role,
};
const serviceInput = { templateName: 'web', templateMajorVersion: '1', spec: serviceSpec(['main']) };
const componentInput = {
  environmentName: 'prod',
  manifest: MANIFEST,
  templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
};

/** The lists that page, each with `maxResults`. */
export const PAGED_LISTS: readonly ListScene[] = [
  listScene({
    paginator: 'paginateListComponents',
    paginate: paginateListComponents,
    input: {},
    otherInput: { environmentName: 'prod' },
    itemsOf: (page) => page.components,
    ...byName,
    ...named('Component', createEnvironment, componentInput),
  }),
  listScene({
    paginator: 'paginateListDeployments',
    paginate: paginateListDeployments,
    input: { environmentName: 'prod' },
    otherInput: {},
    descending: true,
    itemsOf: (page) => page.deployments,
    nameOf: (item) => item.id,
    rankOf: (item) => [item.createdAt, item.id],
    ...deployments,
  }),
  ...(['MANAGEMENT_ACCOUNT', 'ENVIRONMENT_ACCOUNT'] as const).map((requestedBy) =>
    listScene({
      title: `paginateListEnvironmentAccountConnections as ${requestedBy}`,
      paginator: 'paginateListEnvironmentAccountConnections',
      paginate: paginateListEnvironmentAccountConnections,
      caller: requestedBy === 'MANAGEMENT_ACCOUNT' ? ACCOUNT : ENVIRONMENT_ACCOUNT,
      input: { requestedBy },
      otherInput: { requestedBy, statuses: ['PENDING'] },
      itemsOf: (page) => page.environmentAccountConnections,
      nameOf: (item) => item.id,
      rankOf: (item) => [item.requestedAt, item.id],
      ...connections,
    }),
  ),
  listScene({
    paginator: 'paginateListEnvironments',
    paginate: paginateListEnvironments,
    input: { environmentTemplates: [{ templateName: 'network', majorVersion: '1' }] },
    otherInput: {},
    itemsOf: (page) => page.environments,
    ...byName,
    ...named('Environment', createTemplates, environmentInput),
  }),
  listScene({
    paginator: 'paginateListEnvironmentTemplates',
    paginate: paginateListEnvironmentTemplates,
    input: {},
    itemsOf: (page) => page.templates,
    ...byName,
    ...named('EnvironmentTemplate', () => undefined, {}),
  }),
  listScene({
    paginator: 'paginateListEnvironmentTemplateVersions',
    paginate: paginateListEnvironmentTemplateVersions,
    input: { templateName: 'network' },
    otherInput: { templateName: 'network', majorVersion: '1' },
    itemsOf: (page) => page.templateVersions,
    ...byVersion,
    ...versions('Environment', 'network'),
  }),
  listScene({
    paginator: 'paginateListRepositories',
    paginate: paginateListRepositories,
    input: {},
    itemsOf: (page) => page.repositories,
    nameOf: (item) => `${item.provider} ${item.name}`,
    rankOf: (item) => [item.name, item.provider],
    ...repositories,
  }),
  listScene({
    paginator: 'paginateListServices',
    paginate: paginateListServices,
    input: {},
    itemsOf: (page) => page.services,
    ...byName,
    ...named('Service', createEnvironment, serviceInput),
  }),
  listScene({
    paginator: 'paginateListServiceTemplates',
    paginate: paginateListServiceTemplates,
    input: {},
    itemsOf: (page) => page.templates,
    ...byName,
    ...named('ServiceTemplate', () => undefined, {}),
  }),
  listScene({
    paginator: 'paginateListServiceTemplateVersions',
    paginate: paginateListServiceTemplateVersions,
    input: { templateName: 'web' },
    otherInput: { templateName: 'web', majorVersion: '1' },
    itemsOf: (page) => page.templateVersions,
    ...byVersion,
    ...versions('Service', 'web'),
  }),
  listScene({
    paginator: 'paginateListTagsForResource',
    paginate: paginateListTagsForResource,
    input: { resourceArn: RESOURCE_ARN },
    otherInput: { resourceArn: RESOURCE_ARN.replace('network', 'other') },
    itemsOf: (page) => page.tags,
    nameOf: (tag) => tag.key,
    rankOf: (tag) => [tag.key],
    ...tags,
  }),
  ...SERVICE_INSTANCE_LISTS,
];
