import { expect } from '@jest/globals';
import { type ControlPlane, createControlPlaneRegions, ProtonError } from '../../src/index.ts';
import type { ControlPlaneQuotas } from '../../src/model/quotas.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { ACCOUNT, countingRandom, REGION } from '../support/world.ts';
import type { Caller } from './resources.ts';

export interface RegionalCaller extends Caller {
  readonly plane: ControlPlane;
}

/** Control planes side by side on one clock. */
export interface Regions {
  caller(accountId?: string, region?: string): RegionalCaller;
  /** The call is refused for a quota; neither the state nor what is to come changes, and nothing is sent. */
  expectExceeded(caller: RegionalCaller, call: readonly [string, object]): void;
}

export function createRegions(quotas: Partial<ControlPlaneQuotas> = {}): Regions {
  const clock = createVirtualClock(Date.parse('2026-03-02T09:30:00Z'));
  let events = 0;
  const regions = createControlPlaneRegions({
    clock,
    random: countingRandom(),
    region: REGION,
    accountId: ACCOUNT,
    emit: () => {
      events += 1;
    },
    quotas,
  });
  return {
    caller(accountId = ACCOUNT, region = REGION) {
      const plane = regions.in(region);
      return {
        plane,
        call: (operation, input) => plane.call(operation, input, { accountId }),
        settle: () => clock.settle(),
      };
    },
    expectExceeded({ plane, call }, [operation, input]) {
      const before = [JSON.stringify(plane.snapshot()), events, clock.pending];
      expect(answerTo(() => call(operation, input))).toMatch(/^ServiceQuotaExceededException: The quota of \d+ /);
      // Compared by identity of texts, because a difference would be printed whole.
      expect([JSON.stringify(plane.snapshot()) === before[0], events, clock.pending]).toEqual([
        true,
        ...before.slice(1),
      ]);
    },
  };
}

function answerTo(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof ProtonError) return `${error.name}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}
