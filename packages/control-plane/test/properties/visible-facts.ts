import { isDeepStrictEqual } from 'node:util';
import { listOf, mappingOf, type World } from '../support/world.ts';
import { completed, type Fact, type Facts, fact, placed, specOf, text } from './facts.ts';
import { checkSummary, type Size, visibleSyncs } from './visible-syncs.ts';

type Output = Readonly<Record<string, unknown>>;

/** Everything that the API shows to some accounts, read through its lists, page by page, and its gets. */
export function visibleFacts(world: World, accounts: readonly string[]): Facts {
  const facts = new Map<string, Fact>();
  for (const account of accounts) for (const [arn, known] of factsOf(world, account)) facts.set(arn, known);
  return facts;
}

function* factsOf(world: World, accountId: string): Iterable<[string, Fact]> {
  const read = reader(world, accountId);
  const environments = read.list('ListEnvironments', 'environments');
  for (const item of environments) yield read.deployable(read.get('GetEnvironment', { name: item['name'] }, item));
  const instances = read.list('ListServiceInstances', 'serviceInstances');
  for (const item of instances) {
    const { name, serviceName } = item;
    yield read.deployable(read.get('GetServiceInstance', { name, serviceName }, item));
  }
  const components = read.list('ListComponents', 'components');
  for (const item of components) {
    const view = read.get('GetComponent', { name: item['name'] }, item);
    const { serviceName, serviceInstanceName, serviceSpec } = placed(view);
    const [arn, known] = read.deployable(view);
    yield [arn, { ...known, attachment: completed({ serviceName, serviceInstanceName, serviceSpec }) }];
  }
  const services = read.list('ListServices', 'services');
  const views = services.map((item) => read.get('GetService', { name: item['name'] }, item));
  for (const view of views) yield read.service(view);
  const pipelines = views.flatMap((view) => (view['pipeline'] === undefined ? [] : [mappingOf(view['pipeline'])]));
  for (const pipeline of pipelines) yield read.deployable(pipeline);
  const environmentTemplates = read.list('ListEnvironmentTemplates', 'templates');
  for (const item of environmentTemplates) yield* read.template('Environment', item);
  const serviceTemplates = read.list('ListServiceTemplates', 'templates');
  for (const item of serviceTemplates) yield* read.template('Service', item);
  const requestedBy = 'ENVIRONMENT_ACCOUNT';
  for (const item of read.list('ListEnvironmentAccountConnections', 'environmentAccountConnections', { requestedBy })) {
    yield read.connection(read.get('GetEnvironmentAccountConnection', { id: item['id'] }, item));
  }
  for (const item of read.list('ListDeployments', 'deployments')) {
    yield deploymentFact(read.get('GetDeployment', { id: item['id'] }, item));
  }
  for (const item of read.list('ListRepositories', 'repositories')) {
    const { name, provider } = item;
    yield read.repository(read.get('GetRepository', { name, provider }, item));
  }
  const templates = [...environmentTemplates, ...serviceTemplates];
  yield* visibleSyncs(world, accountId, { services, instances, templates });
  const failedParts = [...instances, ...pipelines].filter(hasFailed).map(({ arn }) => String(arn));
  const isFailedService = (service: Output): boolean =>
    String(service['status']).includes('FAILED') ||
    failedParts.some((part) => part.startsWith(`${String(service['arn'])}/`));
  checkSummary(world, accountId, {
    environments: sizeOf(environments),
    serviceInstances: sizeOf(instances),
    components: sizeOf(components),
    pipelines: sizeOf(pipelines),
    services: { total: services.length, failed: services.filter(isFailedService).length },
    environmentTemplates: { total: environmentTemplates.length },
    serviceTemplates: { total: serviceTemplates.length },
  });
}

function hasFailed({ deploymentStatus }: Output): boolean {
  return deploymentStatus === 'FAILED' || deploymentStatus === 'DELETE_FAILED';
}
function sizeOf(items: readonly Output[]): Size {
  return { total: items.length, failed: items.filter(hasFailed).length };
}

function number(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function reader(world: World, accountId: string) {
  const context = { accountId };
  const list = (operation: string, member: string, input: object = {}): Output[] => {
    const found: Output[] = [];
    let nextToken: unknown;
    do {
      const output: Output = world.call(
        operation,
        { ...input, maxResults: 7, ...(nextToken !== undefined && { nextToken }) },
        context,
      );
      found.push(...listOf(output[member]));
      nextToken = output['nextToken'];
    } while (nextToken !== undefined);
    return found;
  };
  /** A list shows nothing but what a get shows. */
  const get = (operation: string, input: object, summary: Output): Output => {
    const view = world.get(operation, input, context);
    for (const [name, value] of Object.entries(summary)) {
      if (!isDeepStrictEqual(view[name], value)) throw new Error(`${operation} and its list differ in ${name}`);
    }
    return view;
  };
  const tags = (arn: string): ReadonlyMap<string, string> => {
    // Managed tags follow from the resource, and have a test of their own.
    const found = list('ListTagsForResource', 'tags', { resourceArn: arn }).filter(
      ({ key }) => !String(key).startsWith('aws:proton:'),
    );
    const all = new Map(found.map(({ key, value }) => [String(key), String(value)]));
    if (all.size !== found.length) throw new Error(`${arn} has two tags with one key`);
    return all;
  };
  return {
    list,
    get,
    service: (view: Output): [string, Fact] => {
      const arn = String(view['arn']);
      const { status, description, spec, templateName } = view;
      return [
        arn,
        fact({
          status: text(status),
          description: text(description),
          spec: specOf(spec),
          template: text(templateName),
          tags: tags(arn),
        }),
      ];
    },
    deployable: (view: Output): [string, Fact] => {
      const arn = String(view['arn']);
      const status = text(view['deploymentStatus']);
      return [
        arn,
        fact({
          status,
          message: status === 'CANCELLED' ? text(view['deploymentStatusMessage']) : undefined,
          description: text(view['description']),
          version: placed(view).version,
          spec: specOf(view['spec']),
          createdAt: Number(view['createdAt']),
          template: text(view['templateName']),
          environment: text(view['environmentName']),
          attemptedAt: number(view['lastDeploymentAttemptedAt']),
          succeededAt: number(view['lastDeploymentSucceededAt']),
          newest: text(view['lastAttemptedDeploymentId']),
          succeeded: text(view['lastSucceededDeploymentId']),
          tags: tags(arn),
          more: text(view['environmentAccountConnectionId']),
        }),
      ];
    },
    *template(kind: string, item: Output): Iterable<[string, Fact]> {
      const { arn, name, description } = get(`Get${kind}Template`, { name: item['name'] }, item);
      yield [String(arn), fact({ status: undefined, description: text(description), tags: tags(String(arn)) })];
      for (const version of list(`List${kind}TemplateVersions`, 'templateVersions', { templateName: name })) {
        const { majorVersion, minorVersion } = version;
        const view = get(`Get${kind}TemplateVersion`, { templateName: name, majorVersion, minorVersion }, version);
        yield [
          String(view['arn']),
          fact({
            status: text(view['status']),
            description: text(view['description']),
            createdAt: Number(view['createdAt']),
            tags: tags(String(view['arn'])),
          }),
        ];
      }
    },
    repository: (view: Output): [string, Fact] => {
      const arn = String(view['arn']);
      return [arn, fact({ status: undefined, more: text(view['connectionArn']), tags: tags(arn) })];
    },
    connection: (view: Output): [string, Fact] => {
      const arn = String(view['arn']);
      const parties = `${text(view['environmentAccountId'])} ${text(view['managementAccountId'])}`;
      return [
        arn,
        fact({
          status: text(view['status']),
          environment: text(view['environmentName']),
          tags: tags(arn),
          more: `${parties} ${text(view['roleArn'])}`,
        }),
      ];
    },
  };
}

/** The union of a deployment's state has one member, named after the kind of its target. */
function deploymentFact(view: Output): [string, Fact] {
  const state = (union: unknown) => {
    if (union === undefined) return undefined;
    const [member] = Object.values(mappingOf(union));
    return placed(mappingOf(member));
  };
  return [
    String(view['arn']),
    fact({
      status: text(view['deploymentStatus']),
      initial: state(view['initialState']),
      target: state(view['targetState']),
      more: text(view['targetArn']),
    }),
  ];
}
