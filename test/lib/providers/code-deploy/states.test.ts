import { describe, expect, test } from '@jest/globals';
import { expectedByMs, planOf } from '../../../../src/lib/providers/code-deploy/plan.ts';
import { endOf, phaseOf } from '../../../../src/lib/providers/code-deploy/statuses.ts';

describe('statuses', () => {
  test.each([
    ['Created', 'queued'],
    ['Queued', 'queued'],
    ['InProgress', 'running'],
    ['Baking', 'waiting'],
    ['Ready', 'waiting'],
    ['Succeeded', 'succeeded'],
    ['Failed', 'failed'],
    ['Stopped', 'cancelled'],
    ['a word of tomorrow', 'running'],
  ] as const)('%s is %s', (status, phase) => {
    expect(phaseOf(status)).toBe(phase);
  });

  test.each([
    ['Succeeded', '', 'succeeded', ''],
    // After a stop that came too late it may read Succeeded: then it has.
    ['Succeeded', 'MANUAL_STOP', 'succeeded', ''],
    ['Failed', 'HEALTH_CONSTRAINTS', 'failed', 'unknown'],
    ['Failed', 'ALARM_ACTIVE', 'failed', 'alarm'],
    ['Failed', '', 'failed', 'unknown'],
    ['Stopped', 'MANUAL_STOP', 'cancelled', 'asked'],
    ['Stopped', '', 'cancelled', 'asked'],
    ['Stopped', 'ALARM_ACTIVE', 'failed', 'alarm'],
    ['Stopped', 'TIMEOUT', 'failed', 'unknown'],
    ['InProgress', '', 'running', ''],
    ['InProgress', 'MANUAL_STOP', 'stopping', 'asked'],
    ['InProgress', 'ALARM_ACTIVE', 'stopping', 'alarm'],
    // Nothing may hide what hangs.
    ['InProgress', 'HEALTH_CONSTRAINTS', 'running', ''],
    ['Ready', 'a code of tomorrow', 'waiting', ''],
  ] as const)('%s with the code "%s" is %s, cause "%s"', (status, code, phase, cause) => {
    expect(endOf(status, code)).toEqual({ phase, cause });
  });
});

describe('how long it takes on purpose', () => {
  const canary = { type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 10, canaryInterval: 15 } } as const;
  const linear = { type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 30, linearInterval: 3 } } as const;
  const waits = {
    deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 20 },
    terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 60 },
  } as const;
  const keptAlive = {
    deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT', waitTimeInMinutes: 20 },
    terminateBlueInstancesOnDeploymentSuccess: { action: 'KEEP_ALIVE', terminationWaitTimeInMinutes: 60 },
  } as const;

  test.each([
    ['Lambda', canary, undefined, 15],
    ['Lambda', linear, undefined, 9],
    ['Lambda', { type: 'AllAtOnce' }, undefined, 0],
    ['ECS', canary, waits, 95],
    ['ECS', linear, keptAlive, 9],
    ['Server', undefined, waits, 80],
    ['Server', undefined, undefined, 0],
  ] as const)(
    '%s, %p, %p: %i minutes',
    (computePlatform, trafficRoutingConfig, blueGreenDeploymentConfiguration, minutes) => {
      const deployment = {
        computePlatform,
        ...(blueGreenDeploymentConfiguration === undefined ? {} : { blueGreenDeploymentConfiguration }),
      };
      const configuration = trafficRoutingConfig === undefined ? {} : { trafficRoutingConfig };
      const plan = planOf(deployment, configuration);
      expect(expectedByMs(1_000, plan)).toBe(minutes === 0 ? 0 : 1_000 + minutes * 60_000);
    },
  );

  test('without its configuration nobody can say', () => {
    expect(expectedByMs(1_000, planOf({ computePlatform: 'Lambda' }, undefined))).toBe(0);
  });
});
