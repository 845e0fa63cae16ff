import { describe, expect, test } from '@jest/globals';
import { endOf, phaseOf } from '../../../../src/lib/providers/ecs/states.ts';

const nothingKnown = { isBreakerTriggered: false, isAlarmTriggered: false, hasHookFailed: false, reason: '' };

describe('how far a deployment is, and why it ended', () => {
  test.each([
    ['PENDING', 'queued', ''],
    ['IN_PROGRESS', 'running', ''],
    ['BAKE_TIME', 'waiting', ''],
    ['AWAITING_ACTION', 'waiting', ''],
    ['PRODUCTION_TRAFFIC_SHIFT', 'waiting', ''],
    ['STOP_REQUESTED', 'stopping', 'asked'],
    ['ROLLBACK_REQUESTED', 'stopping', 'asked'],
    ['ROLLBACK_IN_PROGRESS', 'stopping', 'asked'],
    ['SUCCESSFUL', 'succeeded', ''],
    ['STOPPED', 'cancelled', 'asked'],
    ['ROLLBACK_SUCCESSFUL', 'cancelled', 'asked'],
    ['ROLLBACK_FAILED', 'failed', 'asked'],
    ['SOMETHING_NEW', 'running', ''],
  ])('%s is %s', (status, phase, cause) => {
    expect(endOf({ ...nothingKnown, status })).toEqual({ phase, cause });
  });

  test.each([
    [{ isBreakerTriggered: true }, 'breaker'],
    [{ isAlarmTriggered: true }, 'alarm'],
    [{ hasHookFailed: true }, 'unknown'],
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html and what was recorded elsewhere
    [{ reason: 'Service deployment rolled back because of invalid networking configuration.' }, 'unknown'],
    [
      {
        reason:
          'Service deployment rolled back because PRE_SCALE_UP lifecycle hook(s) failed. Lifecycle hook target arn returned FAILED status.',
      },
      'unknown',
    ],
  ])('what ECS rolled back by itself has failed: %j', (known, cause) => {
    for (const status of ['ROLLBACK_SUCCESSFUL', 'STOPPED']) {
      expect(endOf({ ...nothingKnown, ...known, status })).toEqual({ phase: 'failed', cause });
    }
    expect(endOf({ ...nothingKnown, ...known, status: 'ROLLBACK_IN_PROGRESS' })).toEqual({ phase: 'stopping', cause });
  });

  test('the reason of a rollback that found nothing to go back to tells no cause', () => {
    const reason = 'No rollback candidate was found to run the rollback.';
    expect(endOf({ ...nothingKnown, status: 'ROLLBACK_FAILED', reason }).phase).toBe('failed');
  });

  test('an unknown word counts as under way', () => {
    expect(phaseOf('constructor')).toBe('running');
  });
});
