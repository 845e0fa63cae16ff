import { describe, expect, test } from '@jest/globals';
import type { ActionRun } from '../../../../src/lib/providers/code-pipeline/pipeline.ts';
import { lastProgressOf, newestRuns, runStartOf } from '../../../../src/lib/providers/code-pipeline/runs.ts';

type Drawn = readonly [action: string, startedAtMs: number, updatedAtMs: number, status: string];

const runs = (...drawn: readonly Drawn[]): readonly ActionRun[] =>
  drawn.map(([action, startedAtMs, updatedAtMs, status], index) => ({
    id: `run-${index}`,
    stage: action.split('/')[0] ?? '',
    action: action.split('/')[1] ?? '',
    status,
    startedAtMs,
    updatedAtMs,
    detail: {},
  }));

const [done, failed, running] = ['Succeeded', 'Failed', 'InProgress'];

describe('when the last run began', () => {
  test.each<[string, number, readonly Drawn[]]>([
    [
      'nothing was done again',
      1,
      [
        ['A/a', 1, 2, done],
        ['B/b', 2, 9, running],
      ],
    ],
    [
      'what failed is done again',
      20,
      [
        ['A/a', 1, 2, done],
        ['A/b', 2, 15, failed],
        ['A/b', 20, 20, running],
      ],
    ],
    [
      'all is done again',
      20,
      [
        ['A/a', 1, 2, done],
        ['A/b', 2, 15, failed],
        ['A/a', 20, 21, done],
        ['A/b', 21, 22, running],
      ],
    ],
    [
      'all is, and the second action has not come yet',
      40,
      [
        ['A/a', 1, 20, done],
        ['A/b', 20, 40, failed],
        ['A/a', 40, 40, running],
      ],
    ],
    [
      'it was abandoned',
      30,
      [
        ['A/a', 1, 15, 'Abandoned'],
        ['A/a', 30, 30, running],
      ],
    ],
    [
      'twice',
      60,
      [
        ['A/a', 1, 5, failed],
        ['A/a', 30, 35, failed],
        ['A/a', 60, 60, running],
      ],
    ],
    [
      'a stage before was, and a later one goes on',
      5,
      [
        ['A/a', 1, 3, failed],
        ['A/a', 5, 8, done],
        ['B/b', 8, 50, failed],
      ],
    ],
    [
      'each of two stages was',
      60,
      [
        ['A/a', 1, 3, failed],
        ['A/a', 5, 8, done],
        ['B/b', 8, 50, failed],
        ['B/b', 60, 60, running],
      ],
    ],
    [
      'it was stopped after all were done',
      300,
      [
        ['A/a', 0, 20, done],
        ['A/b', 20, 300, done],
        ['A/a', 300, 300, running],
      ],
    ],
    [
      'all is done again after a condition failed',
      30,
      [
        ['A/a', 1, 15, done],
        ['A/b', 15, 20, done],
        ['A/a', 30, 35, done],
        ['A/b', 35, 35, running],
      ],
    ],
    [
      'a condition failed, and no action',
      30,
      [
        ['A/a', 1, 15, done],
        ['A/a', 30, 30, running],
      ],
    ],
  ])('%s: %s', (_what, expected, drawn) => {
    expect(runStartOf({ startedAtMs: 1, actions: runs(...drawn) })).toBe(expected);
  });
});

test('the newest run of each action is what counts now', () => {
  const actions = runs(['A/a', 1, 2, done], ['A/b', 2, 15, failed], ['A/b', 20, 25, running]);
  expect(newestRuns(actions).map(({ id }) => id)).toEqual(['run-0', 'run-2']);
});

test('what runs has made its last progress when it began', () => {
  expect(lastProgressOf({ startedAtMs: 1, actions: runs(['A/a', 1, 7, done], ['A/b', 8, 99, running]) })).toBe(8);
  expect(lastProgressOf({ startedAtMs: 1, actions: [] })).toBe(1);
});
