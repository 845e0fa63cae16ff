import type { CloudIdentity } from '../identity.ts';
import { clusterNotFound, serviceNotFound } from './errors.ts';
import type { Placed } from './model/arns.ts';
import type { Cluster, Daemon, Deployment, EcsState, Service, TaskDefinition } from './model/state.ts';

const nothing: EcsState = { clusters: [], services: [], daemons: [], taskDefinitions: [] };

/** A task definition by its ARN, by family and revision, or the newest of a family. */
export function findTaskDefinition(
  { taskDefinitions }: EcsState,
  owner: CloudIdentity,
  text: string,
): TaskDefinition | undefined {
  const own = taskDefinitions.filter((known) => isSameOwner(known.owner, owner));
  return own.findLast(
    ({ arn, family, revision, status }) =>
      [arn, `${family}:${revision}`].includes(text) || (family === text && status === 'ACTIVE'),
  );
}

/** Whether both are the same account and Region. */
function isSameOwner(one: CloudIdentity, other: CloudIdentity): boolean {
  return one.accountId === other.accountId && one.region === other.region;
}

export function isSamePlace(one: Placed, other: Placed): boolean {
  return isSameOwner(one.owner, other.owner) && one.cluster === other.cluster && one.name === other.name;
}

export function clustersOf({ clusters }: EcsState, owner: CloudIdentity): readonly Cluster[] {
  return clusters.filter((cluster) => isSameOwner(cluster.owner, owner));
}

/** Those of one cluster, oldest first. */
export function servicesIn({ services }: EcsState, owner: CloudIdentity, cluster: string): readonly Service[] {
  return services.filter((service) => service.cluster === cluster && isSameOwner(service.owner, owner));
}

export function daemonsIn({ daemons }: EcsState, owner: CloudIdentity, cluster: string): readonly Daemon[] {
  return daemons.filter((daemon) => daemon.cluster === cluster && isSameOwner(daemon.owner, owner));
}

/** @throws AwsError ClusterNotFoundException */
export function requireCluster(state: EcsState, owner: CloudIdentity, name: string): Cluster {
  const cluster = clustersOf(state, owner).find((candidate) => candidate.name === name);
  if (cluster === undefined) throw clusterNotFound(name);
  return cluster;
}

/** The newest of the name: a deleted one may have been made anew. */
export function findService({ services }: EcsState, place: Placed): Service | undefined {
  return services.findLast((service) => isSamePlace(service, place));
}

/** @throws AwsError ClusterNotFoundException, ServiceNotFoundException */
export function requireService(state: EcsState, place: Placed): Service {
  requireCluster(state, place.owner, place.cluster);
  const service = findService(state, place);
  if (service === undefined) throw serviceNotFound(place.name);
  return service;
}

/** What there is now. Each change makes a new state of it, so that an old one can be asked, too. */
export class EcsStore {
  #state = nothing;
  #made = 0;
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get state(): EcsState {
    return this.#state;
  }

  /** One more than the last. */
  nextNumber(): number {
    this.#made += 1;
    return this.#made;
  }

  set(state: Partial<EcsState>): void {
    this.#state = { ...this.#state, ...state };
    this.#onChange();
  }

  /** Replaces a service; one that is gone stays gone. */
  putService(service: Service): void {
    const services = this.#state.services.map((known) => (known.number === service.number ? service : known));
    this.set({ services });
  }

  /** The deployment and its service as they are now; undefined once the service is gone. */
  find(serviceNumber: number, id: string): { readonly service: Service; readonly deployment: Deployment } | undefined {
    const service = this.#state.services.find(({ number }) => number === serviceNumber);
    const deployment = service?.deployments.find((candidate) => candidate.id === id);
    return service && deployment && { service, deployment };
  }

  putDaemon(daemon: Daemon): void {
    this.set({ daemons: this.#state.daemons.map((known) => (known.number === daemon.number ? daemon : known)) });
  }
}
