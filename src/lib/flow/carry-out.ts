import { claimKey } from '../model/claim.ts';
import { type Intent, withClaim } from '../model/claims.ts';
import type { Item } from '../model/item.ts';
import type { SubjectReference } from '../model/reference.ts';
import type { Random } from '../ports.ts';
import { type ActPorts, act } from './act.ts';
import { type IntentContext, nextIntent } from './intents.ts';

/** What there is to do after a look. */
export interface Work {
  /** What is claimed already. */
  readonly intent: Intent;
  readonly context: IntentContext;
}

const maximumConflicts = 10;

/**
 * Carries out what is claimed, then whatever else the decisions ask for, one after the other, each with its own claim and
 * its own fence. What others changed meanwhile is read again, and judged anew.
 *
 * @param item - the item as written with the claim
 * @returns the item as it stands afterwards
 */
export async function carryOut(
  ports: ActPorts & { readonly random: Random },
  item: Item,
  { intent, context }: Work,
  reference: SubjectReference,
): Promise<Item> {
  let current = await act(ports, item, intent, reference);
  const done = new Set([claimKey(intent.actor, intent.action)]);
  for (let conflicts = 0; conflicts < maximumConflicts; ) {
    const following = nextIntent(current, context, done);
    if (following === undefined) return current;
    const claimed = await ports.store.put(withClaim(current, following, ports.random.uuid(), ports.clock.now()));
    if (claimed) {
      done.add(claimKey(following.actor, following.action));
      current = await act(ports, claimed, following, reference);
      continue;
    }
    conflicts += 1;
    const fresh = await ports.store.get(item.key);
    if (fresh === undefined) return current;
    current = fresh;
  }
  // Others keep changing it: whoever looks next goes on.
  return current;
}
