import { claimKey } from '../../../src/lib/model/claim.ts';
import { maximumAttempts } from '../../../src/lib/model/claims.ts';
import type { TrailEntry } from '../../../src/lib/model/trail.ts';
import type { World } from '../../../src/simulation/index.ts';
import { greatestSkewMs } from '../histories/history.ts';
import { type Outcome, trailOf } from '../histories/outcome.ts';
import type { Findings } from './invariant.ts';

/** A function that acts lives no longer: what is withdrawn within this time of its claim was withdrawn by the fence. */
const fencedWithinMs = 30_000 + greatestSkewMs;

/** Of one claim, no more calls are made whose result may be unknown. */
export function checkCallsOfClaims({ performed }: World, findings: Findings): void {
  const calls = new Map<string, number>();
  for (const { item, claims, action, result } of performed) {
    for (const claim of claims) {
      const key = `${item?.key.target} ${item?.key.attempt} ${claimKey(claim.actor, action)}`;
      if (result !== 'throttled') calls.set(key, (calls.get(key) ?? 0) + 1);
    }
  }
  for (const [key, count] of calls) findings.expect(count <= maximumAttempts, () => `${key} made ${count} calls`);
}

/** Nobody gives up before so many leases have ended of which each may have called. */
export function checkGivenUp({ world, items }: Outcome, findings: Findings): void {
  for (const { key, claims } of items) {
    for (const [name, { outcome, error }] of Object.entries(claims)) {
      if (outcome !== 'gaveUp' || error !== undefined) continue;
      const entries = trailOf(world, key.target).filter(({ attempt }) => attempt === key.attempt);
      const tries = triesOf(entries, name);
      findings.expect(tries >= maximumAttempts, () => `${key.target} ${key.attempt}: ${name} gave up after ${tries}`);
    }
  }
}

/** How many leases of a claim were not ended by their fence. */
function triesOf(entries: readonly TrailEntry[], name: string): number {
  let tries = 0;
  let claimedAtMs = 0;
  // By number, not by time: the clocks of those who wrote may be apart.
  for (const { actor, event, atMs } of entries.toSorted((left, right) => left.id.localeCompare(right.id))) {
    if (event.what !== 'claimed' && event.what !== 'withdrawn') continue;
    if (claimKey(actor, event.action) !== name) continue;
    if (event.what === 'claimed') {
      tries += 1;
      claimedAtMs = atMs;
    } else if (atMs - claimedAtMs <= fencedWithinMs) {
      tries -= 1;
    }
  }
  return tries;
}
