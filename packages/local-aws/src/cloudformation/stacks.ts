import type { CloudIdentity } from '../identity.ts';
import type { Stack } from './stack.ts';

/** All stacks, deleted ones too: those are found by their id for 90 days, and by their name no more. */
export class Stacks {
  readonly #all: Stack[] = [];

  add(stack: Stack): void {
    this.#all.push(stack);
  }

  /** Those of an account and Region, newest first. */
  of({ accountId, region }: CloudIdentity): readonly Stack[] {
    return this.#all.filter(({ owner }) => owner.accountId === accountId && owner.region === region).toReversed();
  }

  /** The stack of this name that is not deleted. */
  named(owner: CloudIdentity, name: string): Stack | undefined {
    return this.of(owner).find((stack) => stack.name === name && stack.status !== 'DELETE_COMPLETE');
  }

  /** By name or id; a deleted one by its id only. */
  find(owner: CloudIdentity, nameOrId: string): Stack | undefined {
    return nameOrId.startsWith('arn:') ? this.of(owner).find(({ id }) => id === nameOrId) : this.named(owner, nameOrId);
  }
}
