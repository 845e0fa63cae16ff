import { REGION } from '../support/world.ts';
import { createEventHistory, type EventHistory } from './event-history.ts';
import type { SpecValue } from './spec-values.ts';

export type Outcome = 'succeed' | 'fail' | 'hang' | 'finishFirst';
export type Kind = 'ENVIRONMENT' | 'SERVICE_INSTANCE' | 'SERVICE_PIPELINE' | 'COMPONENT';

/** What a deployment puts in place; of a component, what it is attached to. */
export interface Placed {
  readonly version?: string | undefined;
  readonly spec?: SpecValue | string | undefined;
  readonly serviceName?: string | undefined;
  readonly serviceInstanceName?: string | undefined;
  readonly serviceSpec?: string | undefined;
  readonly templateFile?: string | undefined;
}
export interface Deployable {
  readonly kind: Kind;
  readonly account: string;
  readonly arn: string;
  readonly name: string;
  readonly serviceName?: string;
  readonly environmentName?: string;
  readonly templateName?: string;
  readonly connectionId?: string | undefined;
  readonly createdAtMs: number;
  description?: string | undefined;
  action: 'CREATE' | 'UPDATE' | 'DELETE';
  live?: Placed | undefined;
  attempted: Placed;
  attemptedAtMs?: number | undefined;
  succeededAtMs?: number | undefined;
  newestDeployment?: string | undefined;
  succeededDeployment?: string | undefined;
  /** Whether it joins its service's spec when it is first deployed (A20). */
  joinsSpec: boolean;
}
export interface Service {
  readonly account: string;
  readonly arn: string;
  readonly name: string;
  readonly templateName: string;
  readonly version: string;
  description?: string | undefined;
  spec: SpecValue;
  /** What comes back when the additions of the running edit fail. */
  specBefore?: SpecValue | undefined;
}
export interface Template {
  readonly account: string;
  readonly arn: string;
  readonly kind: 'environment' | 'service';
  readonly name: string;
  description?: string | undefined;
}
export interface TemplateVersion {
  readonly template: Template;
  readonly arn: string;
  readonly major: number;
  readonly minor: number;
  readonly createdAtMs: number;
  description?: string | undefined;
}
export interface Connection {
  readonly account: string;
  readonly arn: string;
  readonly id: string;
  readonly managementAccount: string;
  readonly environmentName: string;
  roleArn?: string | undefined;
}
export interface Deployment {
  readonly id: string;
  readonly targetArn: string;
  readonly before?: string | undefined;
  readonly initial?: Placed | undefined;
  readonly target?: Placed | undefined;
}

export interface Repository {
  readonly account: string;
  readonly arn: string;
  readonly name: string;
  readonly connectionArn: string;
}
/** A branch that a service or a template follows. */
export interface SyncConfig {
  readonly account: string;
  readonly repository: string;
  readonly branch: string;
  readonly path: string;
}
/** What a commit says: specs of instances, and which majors of which templates it has. */
export interface Commit {
  readonly instances: ReadonlyMap<string, SpecValue>;
  readonly majors: ReadonlyMap<string, readonly number[]>;
}
export interface Blocker {
  readonly service: string;
  /** Absent when the whole service is blocked. */
  readonly instance?: string | undefined;
  resolved: boolean;
}

/** What must be visible, as far as calls that were accepted and events that came tell. Statuses come from the events. */
export interface Model {
  readonly history: EventHistory;
  readonly deployables: Map<string, Deployable>;
  readonly services: Map<string, Service>;
  readonly templates: Map<string, Template>;
  readonly versions: Map<string, TemplateVersion>;
  readonly connections: Map<string, Connection>;
  readonly deployments: Map<string, Deployment>;
  readonly repositories: Map<string, Repository>;
  /** By ARN of the service. */
  readonly serviceSyncs: Map<string, SyncConfig>;
  /** By ARN of the template. */
  readonly templateSyncs: Map<string, SyncConfig>;
  /** By account, repository and branch. */
  readonly commits: Map<string, Commit>;
  readonly blockers: Map<string, Blocker>;
  readonly tags: Map<string, ReadonlyMap<string, string>>;
  readonly pipelineRoles: Map<string, string>;
  readonly scripts: Map<string, Outcome>;
}

export function createModel(): Model {
  return {
    history: createEventHistory(),
    deployables: new Map(),
    services: new Map(),
    templates: new Map(),
    versions: new Map(),
    connections: new Map(),
    deployments: new Map(),
    repositories: new Map(),
    serviceSyncs: new Map(),
    templateSyncs: new Map(),
    commits: new Map(),
    blockers: new Map(),
    tags: new Map(),
    pipelineRoles: new Map(),
    scripts: new Map(),
  };
}

/** Formats of the Service Authorization Reference; of a pipeline A21, of a component A22. */
const arn = (account: string, suffix: string): string => `arn:aws:proton:${REGION}:${account}:${suffix}`;
export const environmentArn = (account: string, name: string): string => arn(account, `environment/${name}`);
export const serviceArn = (account: string, name: string): string => arn(account, `service/${name}`);
export const instanceArn = (account: string, service: string, name: string): string =>
  arn(account, `service/${service}/service-instance/${name}`);
export const pipelineArn = (account: string, service: string): string => arn(account, `service/${service}/pipeline`);
export const componentArn = (account: string, name: string): string => arn(account, `component/${name}`);
/** A22 */
export const repositoryArn = (account: string, provider: string, name: string): string =>
  arn(account, `repository/${provider.toLowerCase()}:${name}`);
export const templateArn = (account: string, kind: Template['kind'], name: string): string =>
  arn(account, `${kind}-template/${name}`);

export const commitKey = ({ account, repository, branch }: Omit<SyncConfig, 'path'>): string =>
  `${account} ${repository} ${branch}`;

export function statusOf(model: Model, resource: { readonly arn: string } | undefined): string | undefined {
  return resource === undefined ? undefined : model.history.statusOf(resource.arn);
}

/** Instances and pipeline of a service. */
export function partsOf(model: Model, service: Pick<Service, 'account' | 'name'>): Deployable[] {
  return [...model.deployables.values()].filter(
    ({ kind, account, serviceName }) =>
      kind !== 'COMPONENT' && account === service.account && serviceName === service.name,
  );
}

export function instancesOf(model: Model, service: Pick<Service, 'account' | 'name'>): Deployable[] {
  return partsOf(model, service).filter(({ kind }) => kind === 'SERVICE_INSTANCE');
}

/** Components that are attached to an instance, or are about to be. */
export function componentsOf(model: Model, instance: Deployable): Deployable[] {
  return [...model.deployables.values()].filter((component) => {
    if (component.kind !== 'COMPONENT' || component.account !== instance.account) return false;
    const pending = statusOf(model, component) === 'IN_PROGRESS' ? [component.attempted] : [];
    return [component.live ?? component.attempted, ...pending].some(
      ({ serviceName, serviceInstanceName }) =>
        serviceName === instance.serviceName && serviceInstanceName === instance.name,
    );
  });
}

/** The recommended version: the highest published minor, of that major or of the highest that has one. */
export function recommendedVersion(model: Model, template: string, major?: string): string | undefined {
  const published = [...model.versions.values()].filter(
    (version) =>
      version.template.arn === template &&
      model.history.statusOf(version.arn) === 'PUBLISHED' &&
      (major === undefined || version.major === Number(major)),
  );
  published.sort((left, right) => left.major - right.major || left.minor - right.minor);
  const highest = published.at(-1);
  return highest === undefined ? undefined : `${highest.major}.${highest.minor}`;
}
