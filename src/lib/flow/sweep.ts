import type { ItemKey } from '../model/item.ts';
import type { Hint, SubjectReference } from '../model/reference.ts';
import type { Clock, HintQueue, Log, Provider, Store } from '../ports.ts';

/** What the sweep needs from outside. */
export interface SweepPorts {
  readonly provider: Provider;
  readonly store: Store;
  readonly queue: HintQueue;
  readonly clock: Clock;
  readonly log: Log;
  /** Turns a stored key back into something that can be read; `undefined` for a key that is not the provider's. */
  readonly referenceOf: (target: string) => SubjectReference | undefined;
}

/** How much one sweep found. */
export interface SweepResult {
  /** Items that asked to be looked at: a deadline, an unsent outbox, a lapsed claim, a message behind. */
  readonly due: number;
  /** What the provider has under way, whether an event told of it or not. */
  readonly underWay: number;
}

/**
 * Finds what events missed, what is due and what a crash left half done, and enqueues a hint for each. It acts on nothing
 * itself. One half failing does not keep the other from its work.
 *
 * @throws AggregateError when a half failed, after the other was done
 */
export async function sweep(ports: SweepPorts): Promise<SweepResult> {
  // Where a hint is on its way already: looking at a target shows whatever is to be seen there.
  const hinted = new Set<string>();
  const [due] = await Promise.allSettled([enqueueDue(ports, hinted)]);
  const [underWay] = await Promise.allSettled([enqueueUnderWay(ports, hinted)]);
  const failures = [due, underWay].filter((half) => half.status === 'rejected').map((half) => half.reason as unknown);
  if (failures.length > 0) throw new AggregateError(failures, 'the sweep is incomplete; the next one tries again');
  return {
    due: due.status === 'fulfilled' ? due.value : 0,
    underWay: underWay.status === 'fulfilled' ? underWay.value : 0,
  };
}

async function enqueueDue(ports: SweepPorts, hinted: Set<string>): Promise<number> {
  let count = 0;
  for await (const keys of ports.store.due(ports.clock.now())) {
    const hints = keys.flatMap((key) => hintFor(ports, key) ?? []);
    await ports.queue.enqueue(hints);
    for (const { reference } of hints) hinted.add(reference.target ?? '');
    count += hints.length;
  }
  return count;
}

function hintFor(ports: SweepPorts, key: ItemKey): Hint | undefined {
  const reference = ports.referenceOf(key.target);
  if (reference) return { cause: 'sweep', reference, attempt: key.attempt };
  ports.log.error('an open item has a target that no provider knows', { ...key });
  return undefined;
}

async function enqueueUnderWay(ports: SweepPorts, hinted: ReadonlySet<string>): Promise<number> {
  const open = await openTargets(ports.store);
  const underWay = new Set<string>();
  let count = 0;
  for await (const references of ports.provider.discover()) {
    // What is open here asks to be looked at when it is due, which its provider may have a word in.
    const fresh = references.filter(({ target = '' }) => target === '' || !(hinted.has(target) || open.has(target)));
    await ports.queue.enqueue(fresh.map((reference) => ({ cause: 'sweep', reference })));
    for (const { target = '' } of references) underWay.add(target);
    count += references.length;
  }
  // What is open here and no longer under way there has come to its end, and nobody said so.
  const ended = [...open.values()].filter(({ target }) => !underWay.has(target) && !hinted.has(target));
  await ports.queue.enqueue(ended.flatMap((key) => hintFor(ports, key) ?? []));
  return count;
}

/** One open item of each target that has any. */
async function openTargets(store: Store): Promise<ReadonlyMap<string, ItemKey>> {
  const targets = new Map<string, ItemKey>();
  for await (const keys of store.open()) {
    for (const key of keys) targets.set(key.target, key);
  }
  return targets;
}
