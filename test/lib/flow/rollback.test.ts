import { describe, expect, test } from '@jest/globals';
import { claimLeaseMs } from '../../../src/lib/model/claims.ts';
import { noDetails } from '../../../src/lib/model/observation.ts';
import type { Answer } from '../../../src/lib/model/request.ts';
import type { CallResult } from '../../../src/lib/ports.ts';
import { answerMessage } from '../../../src/lib/slack/answer.ts';
import { startMs } from '../model/subjects.ts';
import { Harness, minuteMs, rulesFrom } from './harness.ts';

const possible = { ...noDetails, actions: { rollback: { available: true, about: 'd0' } } } as const;
const lost: CallResult = { result: 'unknown', error: 'TimeoutError' };

/** An update has failed, and the version before it can be deployed again. */
function failed(): Harness {
  const harness = new Harness();
  harness.rules = rulesFrom('');
  harness.details = possible;
  harness.deploys({ status: 'FAILED' });
  return harness;
}

function rollBack(harness: Harness, id = 'trigger-1'): Promise<Answer> {
  return harness.request({ type: 'command', command: { name: 'rollback', target: 'orders/api' } }, id);
}

/** Another deployment is its target's newest now. */
function begins(harness: Harness): void {
  harness.details = noDetails;
  harness.deploys({ id: 'd2', startedAtMs: startMs + minuteMs });
}

/** What came of the request about the first deployment. */
function outcomesOf(harness: Harness): readonly string[] {
  const item = harness.stored().find(({ subject }) => subject.on === 'deployment' && subject.deployment.id === 'd1');
  return Object.values(item?.claims ?? {}).map(({ outcome }) => outcome ?? 'open');
}

async function afterTheLease(harness: Harness): Promise<void> {
  harness.nowMs += claimLeaseMs + minuteMs;
  await harness.sweepAndFollow();
}

describe('a rollback that a person asks for', () => {
  test('is called for once, for what they saw; who asks again is told that it was asked for', async () => {
    const harness = failed();
    expect(await rollBack(harness)).toMatchObject({ kind: 'settled', outcome: 'accepted' });
    expect(await rollBack(harness, 'trigger-2')).toMatchObject({ kind: 'alreadyClaimed' });
    expect(harness.performed).toMatchObject([{ action: 'rollback', about: 'd0' }]);
  });

  test('by a button that was for another version is not made', async () => {
    const harness = failed();
    await harness.observe();
    const { key } = await harness.newest();
    const click = { type: 'click', action: 'rollback', key, about: 'an-older-one' } as const;
    expect(await harness.request(click)).toMatchObject({ kind: 'notNow' });
    expect(harness.performed).toEqual([]);
  });

  test('is not made where another deployment has begun before the fence', async () => {
    const harness = failed();
    harness.beforeRead = (count) => {
      // The first read finds what the name means, the second is the look, the third the fence.
      if (count === 3) begins(harness);
    };
    expect(await rollBack(harness)).toMatchObject({ kind: 'settled', outcome: 'superseded' });
    expect(harness.performed).toEqual([]);
  });
});

describe('where its answer is lost', () => {
  test('and a newer deployment is there, nothing is called again, and it is told that nobody knows whose it is', async () => {
    const harness = failed();
    harness.performances.push(() => {
      begins(harness);
      return lost;
    });
    expect(await rollBack(harness)).toMatchObject({ kind: 'pending' });
    await afterTheLease(harness);
    expect(outcomesOf(harness)).toEqual(['observed']);
    expect(harness.performed).toHaveLength(1);
    const told = answerMessage({
      kind: 'settled',
      action: 'rollback',
      name: 'a',
      outcome: 'observed',
      status: 'FAILED',
    });
    expect(JSON.stringify(told)).toContain('it is not known whether it is this rollback');
  });

  test('and a newer deployment comes before the second fence, likewise', async () => {
    const harness = failed();
    harness.performances.push(lost);
    await rollBack(harness);
    const reads = harness.reads;
    harness.beforeRead = (count) => {
      // The look still shows the one that failed.
      if (count === reads + 2) begins(harness);
    };
    await afterTheLease(harness);
    expect(outcomesOf(harness)).toEqual(['observed']);
    expect(harness.performed).toHaveLength(1);
  });

  test('and what failed is still the newest, the call never came: it is made again, the same', async () => {
    const harness = failed();
    harness.performances.push(lost);
    await rollBack(harness);
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
    await afterTheLease(harness);
    expect(outcomesOf(harness)).toEqual(['accepted']);
    expect(harness.performed).toMatchObject([{ about: 'd0' }, { about: 'd0' }]);
  });

  test('and the version is not there any more, nothing is said to be done', async () => {
    const harness = failed();
    harness.performances.push(lost);
    await rollBack(harness);
    harness.details = { ...noDetails, actions: { rollback: { available: false, reason: 'the version is gone' } } };
    await afterTheLease(harness);
    expect(outcomesOf(harness)).toEqual(['tooLate']);
    expect(harness.performed).toHaveLength(1);
  });
});

test('no rule can ask for it', () => {
  const rule = `
  - name: go-back
    on: deployment
    when: deployment.status == "FAILED"
    do: [{ rollback: { reason: it failed } }]
    mode: enforce
`;
  expect(() => rulesFrom(rule)).toThrow(/rollback/);
});
