import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { INPUTS } from '../../../src/model/inputs/index.ts';
import { findingsIn, type MembersByShape } from '../model/answers.ts';
import { OPERATIONS, outputOf, shapeNamed } from '../model/model.ts';
import { ABSENT_MEMBERS } from './absent-members.ts';
import { NEVER_ANSWERED } from './never-answered.ts';
import { resolveInput, SCENES, sceneOf } from './scenes/index.ts';
import type { ValidCall } from './scenes/scene.ts';
import { type Answer, openStage, type Stage } from './stage.ts';

/* Every operation called with success, through the real client; every answer held against the model, to the last member. */

const answered: MembersByShape = new Map();
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(() => stage.reset());
afterAll(() => stage.close());

test('there is a scene for each of the 87 operations', () => {
  expect(Object.keys(SCENES).sort()).toEqual([...OPERATIONS.keys()]);
  expect(Object.keys(INPUTS).sort()).toEqual([...OPERATIONS.keys()]);
});

test.each([...OPERATIONS.keys()])('%s succeeds, and answers as the model has it', async (operation) => {
  const absent = new Set<string>();
  const scene = sceneOf(operation);
  for (const valid of [scene, ...(scene.also ?? [])]) {
    stage.reset();
    const answer = await answerTo(operation, valid);
    expect(answer.error).toBeUndefined();
    expect(answer).toMatchObject({ status: 200, attempts: 1, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    const findings = findingsIn(operation, answer.body, answered);
    expect(findings.deviations).toEqual([]);
    for (const path of findings.absent) absent.add(path);
    expect(timesNotRead(operation, answer)).toEqual([]);
  }
  expect([...absent].sort()).toEqual([...(ABSENT_MEMBERS[operation] ?? [])].sort());
});

describe('all answers together', () => {
  test('hold every member that the model has, save those that are never answered', () => {
    const missing = [...answered].flatMap(([name, members]) => {
      const shape = shapeNamed(name);
      const known = shape.type === 'structure' ? Object.keys(shape.members) : [];
      return known.filter((member) => !members.has(member)).map((member) => `${name}.${member}`);
    });
    expect(missing.sort()).toEqual(Object.keys(NEVER_ANSWERED).sort());
  });

  test('were no fault of the control plane', () => {
    expect(stage.faults).toEqual([]);
  });
});

function answerTo(operation: string, { given, input, caller }: ValidCall): Promise<Answer> {
  given?.(stage.world, stage.ids);
  return stage.call(operation, resolveInput(input, stage.ids), { accountId: caller });
}

/** What of an output the model has as a time and the client did not read as one. */
function timesNotRead(operation: string, { output }: Answer): string[] {
  const walk = (value: unknown, shapeName: string, path: string): string[] => {
    const shape = shapeNamed(shapeName);
    if (shape.type === 'timestamp') return value instanceof Date && !Number.isNaN(value.getTime()) ? [] : [path];
    if (shape.type === 'list' && Array.isArray(value)) return value.flatMap((item) => walk(item, shape.member, path));
    if (shape.type !== 'structure') return [];
    return Object.entries(Object(value)).flatMap(([name, member]) =>
      walk(member, shape.members[name] ?? '', `${path}.${name}`),
    );
  };
  return Object.entries(output ?? {}).flatMap(([name, value]) => {
    const shapeName = outputOf(operation).members[name];
    return shapeName === undefined || value === undefined ? [] : walk(value, shapeName, name);
  });
}
