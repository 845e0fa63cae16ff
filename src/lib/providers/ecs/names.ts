import { consoleUrl } from '../../model/arn.ts';
import type { DeploymentReference } from '../../model/reference.ts';

/** The name under which this back end goes in rules, references and the trail. */
export const providerName = 'ecs';

/** What ECS deploys to: services, and daemons of Managed Instances. */
export type EcsTargetKind = 'service' | 'daemon';

/** Names of clusters, services and daemons: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
const resourceName = '[a-zA-Z0-9_-]{1,255}';
const namePattern = new RegExp(`^${resourceName}$`);
const arnPattern = new RegExp(
  `^arn:(aws(?:-[a-z]+)*):ecs:([a-z0-9-]{1,32}):(\\d{12}):(service|daemon)((?:-deployment|-revision)?)/(.+)$`,
);
const longestArn = 1100;
/** Ids have hyphens and underscores, and service revisions 19 digits: they stay texts. */
const idPattern = /^[a-zA-Z0-9_-]{1,128}$/;

/** What an ARN of ECS names. */
export interface EcsArn {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly kind: EcsTargetKind;
  /** Absent in the ARNs of before 2021, which do not name it. */
  readonly cluster?: string;
  readonly name: string;
  /** Of a deployment or a revision. */
  readonly id?: string;
}

/**
 * Reads the ARN of a service or daemon, or of a deployment or revision of one. The old form, `service/<name>`, has no cluster
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html#ecs-resource-ids).
 */
export function parseArn(arn: unknown): EcsArn | undefined {
  if (typeof arn !== 'string' || arn.length > longestArn) return undefined;
  const [, partition, region, account, kind, of, path] = arnPattern.exec(arn) ?? [];
  if (!partition || !region || !account || path === undefined || !isKind(kind)) return undefined;
  const parts = path.split('/');
  const place = { partition, region, account, kind };
  if (of === '') {
    const [first = '', second] = parts;
    if (parts.length > 2 || !parts.every((part) => namePattern.test(part))) return undefined;
    return second === undefined ? { ...place, name: first } : { ...place, cluster: first, name: second };
  }
  const [cluster = '', name = '', id = ''] = parts;
  if (parts.length !== 3 || !namePattern.test(cluster) || !namePattern.test(name) || !idPattern.test(id)) {
    return undefined;
  }
  return { ...place, cluster, name, id };
}

function isKind(kind: string | undefined): kind is EcsTargetKind {
  return kind === 'service' || kind === 'daemon';
}

/** The name of a cluster by its ARN or its name; `undefined` where it is neither. */
export function clusterName(cluster: unknown): string | undefined {
  if (typeof cluster !== 'string') return undefined;
  const name = /^arn:[^:]+:ecs:[^:]*:[^:]*:cluster\/(.+)$/.exec(cluster)?.[1] ?? cluster;
  return namePattern.test(name) ? name : undefined;
}

/** A target's one ARN, with its cluster, whatever form an answer has it in. */
export function targetArn({ partition, region, account, kind, name }: EcsArn, cluster: string): string {
  return `arn:${partition}:ecs:${region}:${account}:${kind}/${cluster}/${name}`;
}

/** The ARN that the API takes for an attempt of a target: documented, and made of the target's and the id. */
export function deploymentArn(target: string, id: string): string {
  const [, head = '', kind = '', path = ''] = /^(.+):(service|daemon)\/(.+)$/.exec(target) ?? [];
  return `${head}:${kind}-deployment/${path}/${id}`;
}

/** What a target's ARN refers to; `undefined` where it is none of ECS, or names no cluster. */
export function referenceOf(arn: string): DeploymentReference | undefined {
  const parts = parseArn(arn);
  if (parts?.cluster === undefined || parts.id !== undefined) return undefined;
  return referenceTo(parts, parts.cluster);
}

/** How a service or a daemon is read again. */
export function referenceTo(parts: EcsArn, cluster: string): DeploymentReference {
  return { ...byName(parts.kind, `${cluster}/${parts.name}`), target: targetArn(parts, cluster) };
}

/** Where people name no cluster, ECS means this one: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const defaultCluster = 'default';

const prefixes = ['ecs:', 'service/'];

/**
 * What a person may mean: the ARN of a service, a daemon or one of their deployments; or a service by its name with its cluster
 * (`shop/orders`), with or without `ecs:` or `service/` in front. Without a cluster it is one of the cluster `default`.
 *
 * @returns empty when it can be none of them
 */
export function candidates(typedName: string): readonly DeploymentReference[] {
  const typed = typedName.trim();
  if (typed.startsWith('arn:')) {
    const parts = parseArn(typed);
    return parts === undefined ? [] : [referenceTo(parts, parts.cluster ?? defaultCluster)];
  }
  const prefix = prefixes.find((candidate) => typed.startsWith(candidate)) ?? '';
  const [first = '', second, ...more] = typed.slice(prefix.length).trim().split('/');
  const [cluster, name] = second === undefined ? [defaultCluster, first] : [first, second];
  const isName = [cluster, name].every((part) => namePattern.test(part) && /[a-zA-Z0-9]/.test(part));
  return isName && more.length === 0 ? [byName('service', `${cluster}/${name}`)] : [];
}

function byName(kind: EcsTargetKind, name: string): DeploymentReference {
  return { on: 'deployment', provider: providerName, kind, name };
}

/** A service of the old form, of which only ECS can say whether its cluster is the one it takes for granted. */
export function referenceWithoutCluster({ kind, name }: EcsArn): DeploymentReference {
  return byName(kind, `${defaultCluster}/${name}`);
}

/** Where the console shows a deployment of a service, or the daemons of a cluster. */
export function consoleLink(target: string, id: string): string | undefined {
  const { region, kind, cluster, name } = parseArn(target) ?? {};
  if (region === undefined || cluster === undefined || name === undefined) return undefined;
  const ofCluster = `ecs/v2/clusters/${cluster}`;
  if (kind === 'daemon') return consoleUrl(region, `${ofCluster}/daemons?region=${region}`);
  return consoleUrl(region, `${ofCluster}/services/${name}/deployments/${encodeURIComponent(id)}?region=${region}`);
}
