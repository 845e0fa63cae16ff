import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PROTON_OPERATION_NAMES } from '../../../src/model/inputs/index.ts';
import { type RunningServer, startServer } from '../../support/server.ts';
import { createWorld, REGION, type World } from '../../support/world.ts';
import { type Botocore, findPython, startBotocore } from './support/botocore.ts';
import { type AnswerOf, STORY, type Step } from './support/story/index.ts';

/*
 * A story that calls every operation with the botocore of the AWS CLI. An older CLI knows fewer operations: the steps
 * that it cannot take are taken on the control plane itself, and the test says which they are.
 */

const python = findPython();
const describeWithPython = python === undefined ? describe.skip : describe;

interface Told {
  readonly operation: string;
  readonly answer: Record<string, unknown>;
  readonly overTheWire: boolean;
}
const told: Told[] = [];
let server: RunningServer;
let botocore: Botocore;

beforeAll(async () => {
  if (python === undefined) return;
  const world = createWorld();
  server = await startServer({ plane: world.plane });
  botocore = await startBotocore(python, server.url, REGION);
  const answers = new Map<string, Record<string, unknown>>();
  const answerOf = (operation: string): Record<string, unknown> => answers.get(operation) ?? {};
  for (const step of STORY) {
    const { operation } = step;
    const overTheWire = botocore.operations.includes(operation);
    const answer = await take(step, world, { overTheWire, answerOf });
    answers.set(operation, answer);
    told.push({ operation, answer, overTheWire });
  }
});

/** A step that fails leaves the others to be told: what it says is in the place of its answer. */
async function take(
  { operation, input, accountId, before }: Step,
  world: World,
  { overTheWire, answerOf }: { readonly overTheWire: boolean; readonly answerOf: AnswerOf },
): Promise<Record<string, unknown>> {
  try {
    before?.(world);
    world.clock.settle();
    const members = input(answerOf);
    return overTheWire
      ? await botocore.call(operation, members, accountId)
      : world.plane.call(operation, members, { accountId });
  } catch (error) {
    return { failure: String(error) };
  }
}

afterAll(async () => {
  if (python === undefined) return;
  await botocore.stop();
  await server.close();
});

describeWithPython('the botocore of the AWS CLI', () => {
  test.each(STORY.map((step, index) => [step.operation, index] as const))('%s', (_operation, index) => {
    expect(told[index]?.answer).not.toHaveProperty('failure');
    expect(told[index]?.answer).toMatchObject(STORY[index]?.expected ?? {});
  });

  test('calls every operation that it knows', () => {
    const called = told.filter(({ overTheWire }) => overTheWire).map(({ operation }) => operation);
    expect([...new Set(called)].sort()).toEqual([...botocore.operations].sort());
    expect(botocore.operations.length).toBeGreaterThanOrEqual(75);
  });

  test('knows no other operations than the API has, and leaves out none but newer ones', () => {
    const unknown = [...PROTON_OPERATION_NAMES].filter((name) => !botocore.operations.includes(name));
    expect(botocore.operations.filter((name) => !PROTON_OPERATION_NAMES.has(name))).toEqual([]);
    expect(NEWER_OPERATIONS).toEqual(expect.arrayContaining(unknown));
    expect(new Set(STORY.map(({ operation }) => operation))).toEqual(new Set(PROTON_OPERATION_NAMES));
  });
});

/** Those of 2023, which the CLI of Debian 12 does not know. */
const NEWER_OPERATIONS = [
  'GetResourcesSummary',
  'CreateServiceInstance',
  'CreateServiceSyncConfig',
  'GetServiceSyncConfig',
  'UpdateServiceSyncConfig',
  'DeleteServiceSyncConfig',
  'GetServiceInstanceSyncStatus',
  'GetServiceSyncBlockerSummary',
  'UpdateServiceSyncBlocker',
  'GetDeployment',
  'ListDeployments',
  'DeleteDeployment',
];
