import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { INPUTS } from '../../../src/model/inputs/index.ts';
import { inputOf, shapeNamed } from '../model/model.ts';
import { sampleOfLength } from '../model/samples.ts';
import { missingMembers, type Violation, violationsOf } from '../model/violations.ts';
import { resolveInput, sceneOf } from './scenes/index.ts';
import { type Answer, openStage, type Stage } from './stage.ts';

/**
 * Tests, for every `of`-th served operation, that the control plane refuses each broken constraint of its input, names
 * the member, and changes nothing; and that it takes a text of the least and the greatest length.
 *
 * @param part which part of all operations, counted from zero
 */
export function testConstraints(part: number, of: number): void {
  const operations = Object.keys(INPUTS).filter((_, index) => index % of === part);
  const ofOperations = (violations: (operation: string) => readonly unknown[]): string[] =>
    operations.filter((operation) => violations(operation).length > 0);
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  beforeEach(() => stage.reset());
  afterAll(() => stage.close());

  describe('a required member that is missing', () => {
    test.each(ofOperations(missingMembers))('is refused by %s', async (operation) => {
      expect(await wronglyTaken(stage, operation, missingMembers(operation))).toEqual([]);
    });
  });

  describe('a broken constraint', () => {
    test.each(ofOperations(violationsOf))('is refused by %s', async (operation) => {
      expect(await wronglyTaken(stage, operation, violationsOf(operation))).toEqual([]);
    });
  });

  describe('a text of the least and the greatest length', () => {
    test.each(ofOperations(limitsOf))('is no broken constraint of %s', async (operation) => {
      const refused: string[] = [];
      for (const { member, value, length } of limitsOf(operation)) {
        stage.reset();
        const { error } = await callWith(stage, operation, { member, value });
        if (error?.message.includes(`Value at '${member}'`))
          refused.push(`${member} of length ${length}: ${error.message}`);
      }
      expect(refused).toEqual([]);
    });
  });

  test('none of it was a fault of the control plane', () => {
    expect(stage.faults).toEqual([]);
  });
}

/** Which violations were not refused as they should be, and what came instead. */
async function wronglyTaken(stage: Stage, operation: string, violations: readonly Violation[]): Promise<string[]> {
  const wrong: string[] = [];
  const before = stage.state();
  for (const violation of violations) {
    const answer = await callWith(stage, operation, violation);
    const isRefused = answer.error?.name === 'ValidationException' && answer.status === 400;
    const isNamed = answer.error?.message.startsWith(
      `1 validation error detected: Value at '${violation.path}' failed`,
    );
    if (!isRefused || isNamed !== true) wrong.push(`${violation.label}: ${answer.error?.message ?? 'taken'}`);
    if (stage.state() !== before) {
      wrong.push(`${violation.label}: changed the state`);
      stage.reset();
    }
  }
  return wrong;
}

/** The valid call of the operation with one member changed; written by hand where no client would send it. */
function callWith(
  stage: Stage,
  operation: string,
  { member, value, mistyped = false }: Pick<Violation, 'member' | 'value'> & { readonly mistyped?: boolean },
): Promise<Answer> {
  const { input, caller } = sceneOf(operation);
  const valid = resolveInput(input, stage.ids);
  const broken = { ...valid, [member]: value };
  return stage.call(operation, mistyped ? valid : broken, {
    accountId: caller,
    wireBody: mistyped ? JSON.stringify(broken) : undefined,
  });
}

/** Texts of the least and the greatest length for every member that has such limits. */
function limitsOf(operation: string): { member: string; value: string; length: number }[] {
  return Object.entries(inputOf(operation).members).flatMap(([member, shapeName]) => {
    const shape = shapeNamed(shapeName);
    if (shape.type !== 'string') return [];
    return [shape.min, shape.max].flatMap((length) => {
      const value = length === undefined ? undefined : sampleOfLength(shapeName, length);
      return value === undefined || length === undefined ? [] : [{ member, value, length }];
    });
  });
}
