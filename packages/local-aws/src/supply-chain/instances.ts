import type { CloudIdentity } from '../identity.ts';
import { notFoundError } from './errors.ts';
import type { Instance } from './model/instance.ts';

/** The instances of every account and region. */
export class Instances {
  readonly #byId = new Map<string, Instance>();
  #made = 0;

  /** The next instance's number: one more than the last, removed ones included. */
  nextNumber(): number {
    this.#made += 1;
    return this.#made;
  }

  add(instance: Instance): void {
    this.#byId.set(instance.id, instance);
  }

  remove({ id }: Instance): void {
    this.#byId.delete(id);
  }

  /** @throws AwsError ResourceNotFoundException, also for an instance of another account or region */
  get(owner: CloudIdentity, instanceId: string): Instance {
    const instance = this.#byId.get(instanceId);
    if (instance === undefined || !isSameOwner(instance.owner, owner)) throw notFoundError(instanceId);
    return instance;
  }

  /** Those of one account and region, oldest first; Deleted ones too, as long as they are shown (assumption A36). */
  of(owner: CloudIdentity): Instance[] {
    return this.all().filter((instance) => isSameOwner(instance.owner, owner));
  }

  /** Oldest first. */
  all(): Instance[] {
    return [...this.#byId.values()];
  }
}

function isSameOwner(one: CloudIdentity, other: CloudIdentity): boolean {
  return one.accountId === other.accountId && one.region === other.region;
}
