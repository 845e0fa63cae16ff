import { describe, expect, test } from '@jest/globals';
import type { Claim } from '../../src/lib/model/claim.ts';
import type { Item } from '../../src/lib/model/item.ts';
import { nameOf, statusOf } from '../../src/lib/model/statuses.ts';
import { deadlineAfterMs, trustedAccount } from './support/rules.ts';
import { holds, type Outcome } from './support/run.ts';
import { acceptedCalls, itemOfDeployment, mutatingCalls, trueDeployments } from './support/truth.ts';

function claimsOf(item: Item | undefined): readonly Claim[] {
  return Object.values(item?.claims ?? {});
}

const sweepMs = 60_000;
const schedulePrecisionMs = 60_000;
/** What one fault may cost: the lease of whoever died, and the wait for the sweep after it. */
const faultMs = 60_000 + sweepMs;
/** A hint that the queue delivers late. */
const lateMs = 90_000;

describe('I1 no deployment other than the one decided on is cancelled', () => {
  test('every accepted cancel hits a deployment that a claim was made for, past its deadline', async () => {
    await holds(
      (outcome) => {
        const { world } = outcome;
        for (const call of acceptedCalls(world).filter(({ operation }) => operation.startsWith('Cancel'))) {
          const hit = trueDeployments(world).find(({ id }) => id === call.deploymentId);
          expect(hit).toBeDefined();
          expect(call.atMs).toBeGreaterThan((hit?.startedAtMs ?? 0) + deadlineAfterMs);
          expect(call.expectedDeploymentId).toBe(call.deploymentId);
          const item = itemOfDeployment(outcome, call.deploymentId ?? '');
          expect(claimsOf(item).map((claim) => claim.action)).toContain('cancel');
        }
      },
      { withPeople: false },
    );
  });
});

describe('I2 at most one accepted action per deployment and rule', () => {
  test('no call is repeated but after a lost, failed or throttled one, and one at most is accepted', async () => {
    await holds(({ world }) => {
      const accepted = new Map<string, number>();
      const made = new Map<string, number>();
      for (const call of mutatingCalls(world)) {
        const key = `${call.operation} ${call.expectedDeploymentId ?? String(call.input['id'])}`;
        made.set(key, (made.get(key) ?? 0) + 1);
        if (call.error === undefined) accepted.set(key, (accepted.get(key) ?? 0) + 1);
      }
      for (const [key, count] of accepted) expect([key, count]).toEqual([key, 1]);
      const disturbances = world.struck;
      for (const [key, count] of made) expect([key, count <= 1 + disturbances]).toEqual([key, true]);
    });
  });

  test('with nothing but doubled, late and lost events, there is exactly one call', async () => {
    await holds(
      ({ world }) => {
        const keys = mutatingCalls(world).map((call) => call.expectedDeploymentId ?? String(call.input['id']));
        expect(keys).toHaveLength(new Set(keys).size);
      },
      { withPeople: false, calls: false },
    );
  });
});

describe('I3 every deployment past its deadline is cancelled, or its not being cancelled is told', () => {
  test('within deadline, sweep, precision and a lease per fault, even if every event is lost', async () => {
    await holds((outcome) => {
      const { world } = outcome;
      const boundMs = deadlineAfterMs + sweepMs + schedulePrecisionMs + lateMs + world.struck * faultMs;
      for (const deployment of trueDeployments(world)) {
        const endMs = deployment.completedAtMs ?? world.clock.now();
        if (endMs - deployment.startedAtMs <= boundMs) continue;
        const item = itemOfDeployment(outcome, deployment.id);
        const calls = acceptedCalls(world).filter((call) => call.deploymentId === deployment.id);
        const actedInTime = calls.some((call) => call.atMs - deployment.startedAtMs <= boundMs);
        const toldInTime = item?.history.some(
          ({ event, atMs }) => event.what === 'settled' && atMs - deployment.startedAtMs <= boundMs,
        );
        const verdict = { deployment, wasCancelledOrTold: actedInTime || toldInTime === true };
        expect(verdict).toEqual({ deployment, wasCancelledOrTold: true });
      }
    });
  });
});

describe('I4 a connection from an account not on the list is never accepted without a permitted human', () => {
  test('accepts by rule are for listed accounts only; with nobody permitted, people accept nothing', async () => {
    await holds(
      (outcome) => {
        for (const item of outcome.items) {
          if (item.subject.on !== 'connection') continue;
          const { environmentAccountId, status, id } = item.subject.connection;
          if (environmentAccountId === trustedAccount) continue;
          expect({ id, status }).not.toEqual({ id, status: 'CONNECTED' });
          expect(claimsOf(item).filter((claim) => claim.action === 'accept')).toEqual([]);
        }
      },
      { authorize: async () => ({ allowed: false, reason: 'nobody may' }) },
    );
  });

  test('a permitted human may', async () => {
    let acceptedByPeople = 0;
    await holds(({ items }) => {
      for (const item of items) {
        if (item.subject.on !== 'connection' || item.subject.connection.status !== 'CONNECTED') continue;
        if (item.subject.connection.environmentAccountId === trustedAccount) continue;
        const byPerson = claimsOf(item).some(({ actor, action }) => actor.type === 'person' && action === 'accept');
        expect({ name: nameOf(item.subject), byPerson }).toEqual({ name: nameOf(item.subject), byPerson: true });
        acceptedByPeople += 1;
      }
    });
    expect(acceptedByPeople).toBeGreaterThan(0);
  });
});

describe('I6 a rule that fails to evaluate never acts, and is told', () => {
  test('no claim is its own, and every component in progress was told of its failure', async () => {
    await holds(({ items }) => {
      for (const item of items) {
        const actors = claimsOf(item).map(({ actor }) => (actor.type === 'rule' ? actor.rule : actor.type));
        expect(actors).not.toContain('cannot-be-evaluated');
        if (item.subject.on !== 'deployment' || item.subject.deployment.kind !== 'component') continue;
        const failures = item.history.filter(({ event }) => event.what === 'decided' && event.verdict === 'error');
        expect({ status: statusOf(item.subject), failures: failures.length }).toEqual({
          status: statusOf(item.subject),
          failures: 1,
        });
      }
    });
  });
});

describe('I7 shadow rules never call a mutating API', () => {
  test('nothing is cancelled between the deadline on paper and the real one', async () => {
    let firedOnPaper = 0;
    await holds(
      (outcome: Outcome) => {
        for (const item of outcome.items) {
          const actors = claimsOf(item).map(({ actor }) => (actor.type === 'rule' ? actor.rule : actor.type));
          expect(actors).not.toContain('cancel-early-on-paper');
          firedOnPaper += item.history.filter(
            ({ event }) => event.what === 'decided' && event.verdict === 'fired' && event.mode === 'shadow',
          ).length;
        }
        for (const call of acceptedCalls(outcome.world).filter(({ operation }) => operation.startsWith('Cancel'))) {
          const hit = trueDeployments(outcome.world).find(({ id }) => id === call.deploymentId);
          expect(call.atMs - (hit?.startedAtMs ?? 0)).toBeGreaterThan(deadlineAfterMs);
        }
      },
      { withPeople: false },
    );
    expect(firedOnPaper).toBeGreaterThan(0);
  });
});
