import type { CloudIdentity } from '../../identity.ts';
import { invalidParameter } from '../errors.ts';

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

function arn({ accountId, region }: CloudIdentity, resource: string): string {
  return `arn:${partitionOf(region)}:ecs:${region}:${accountId}:${resource}`;
}

/** Something with a place: a service, or a daemon. */
export interface Placed {
  readonly owner: CloudIdentity;
  readonly cluster: string;
  readonly name: string;
}

export function clusterArn(owner: CloudIdentity, name: string): string {
  return arn(owner, `cluster/${name}`);
}

export function serviceArn({ owner, cluster, name }: Placed): string {
  return arn(owner, `service/${cluster}/${name}`);
}

export function deploymentArn({ owner, cluster, name }: Placed, id: string): string {
  return arn(owner, `service-deployment/${cluster}/${name}/${id}`);
}

export function revisionArn({ owner, cluster, name }: Placed, number: string): string {
  return arn(owner, `service-revision/${cluster}/${name}/${number}`);
}

export function taskDefinitionArn(owner: CloudIdentity, family: string, revision: number): string {
  return arn(owner, `task-definition/${family}:${revision}`);
}

export function taskArn({ owner, cluster }: Placed, id: string): string {
  return arn(owner, `task/${cluster}/${id}`);
}

export function daemonArn({ owner, cluster, name }: Placed): string {
  return arn(owner, `daemon/${cluster}/${name}`);
}

export function daemonDeploymentArn({ owner, cluster, name }: Placed, id: string): string {
  return arn(owner, `daemon-deployment/${cluster}/${name}/${id}`);
}

const resourcePattern = /^arn:aws(?:-[a-z]+)*:ecs:([a-z0-9-]+):(\d{12}):([a-z-]+)\/(.+)$/;

/** Where an ARN of ECS leads: the kind of its resource, and the parts of its path. */
export interface ReadArn {
  readonly owner: CloudIdentity;
  readonly kind: string;
  readonly path: readonly string[];
}

export function readArn(text: string): ReadArn | undefined {
  const [, region, accountId, kind, path] = resourcePattern.exec(text) ?? [];
  if (region === undefined || accountId === undefined || kind === undefined || path === undefined) return undefined;
  return { owner: { region, accountId }, kind, path: path.split('/') };
}

/** The name in an ARN or in a name; of a service's long ARN, and of its old short one, the service's. */
export function nameIn(text: string, kind: 'cluster' | 'service'): string {
  const read = readArn(text);
  if (read === undefined) {
    if (text.startsWith('arn:')) throw invalidParameter(`The ARN "${text.slice(0, 200)}" is none of a ${kind}.`);
    return text;
  }
  if (read.kind !== kind) throw invalidParameter(`The ARN names a ${read.kind}; what is wanted is a ${kind}.`);
  return read.path.at(-1) ?? '';
}
