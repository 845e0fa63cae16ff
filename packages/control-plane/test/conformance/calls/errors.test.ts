import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { INPUTS } from '../../../src/model/inputs/index.ts';
import { type ErrorName, OPERATIONS } from '../model/model.ts';
import { violationsOf } from '../model/violations.ts';
import { IMPOSSIBLE_ERRORS } from './impossible-errors.ts';
import { resolveInput, SCENES, sceneOf } from './scenes/index.ts';
import type { Refusal, Scene } from './scenes/scene.ts';
import { type Answer, openStage, type Stage } from './stage.ts';

/* Every error that the API declares for an operation, provoked by a real situation, or by the failure endpoint. */

/** Errors that no state of the world leads to for every operation, so that a test has to ask for them. */
const ASKED_FOR: readonly ErrorName[] = ['AccessDeniedException', 'InternalServerException', 'ThrottlingException'];

const served = Object.keys(INPUTS);
const provoked = served.flatMap((operation) =>
  Object.entries<Refusal>(sceneOf(operation).errors).map(([error, refusal]) => ({ operation, error, refusal })),
);
const askedFor = served.flatMap((operation) => ASKED_FOR.map((error) => ({ operation, error })));

let stage: Stage;
let withoutRoom: Stage;
beforeAll(async () => {
  stage = await openStage();
  withoutRoom = await openStage({ withoutRoom: true });
});
beforeEach(() => stage.reset());
afterAll(async () => {
  await stage.close();
  await withoutRoom.close();
});

describe('scenes and table', () => {
  test.each(served)('cover exactly the declared errors of %s', (operation) => {
    const provokedHere = Object.keys(sceneOf(operation).errors);
    const impossible = Object.keys(IMPOSSIBLE_ERRORS[operation] ?? {});
    const fromModel = violationsOf(operation).length > 0 ? ['ValidationException'] : [];
    expect(impossible.filter((error) => provokedHere.includes(error))).toEqual([]);
    const covered = new Set([...provokedHere, ...impossible, ...fromModel, ...ASKED_FOR]);
    expect([...covered].sort()).toEqual([...(OPERATIONS.get(operation)?.errors ?? [])].sort());
  });

  test('are for served operations only', () => {
    const known = new Set(served);
    expect([...Object.keys(SCENES), ...Object.keys(IMPOSSIBLE_ERRORS)].filter((name) => !known.has(name))).toEqual([]);
  });
});

test.each(provoked)('$operation gives a $error', async ({ operation, error, refusal }) => {
  const theatre = refusal.withoutRoom === true ? withoutRoom : stage;
  refusal.given?.(theatre.world, theatre.ids);
  const scene = sceneOf(operation);
  const before = theatre.state();
  const answer = await theatre.call(operation, inputOf(scene, refusal), { accountId: refusal.caller ?? scene.caller });
  expectRefusal(answer, error, 400);
  expect(theatre.state()).toBe(before);
});

test.each(askedFor)('$operation gives a $error when asked to', async ({ operation, error }) => {
  const scene = sceneOf(operation);
  scene.given?.(stage.world, stage.ids);
  const before = stage.state();
  await stage.failNext(operation, error);
  const call = (): Promise<Answer> =>
    stage.call(operation, resolveInput(scene.input, stage.ids), { accountId: scene.caller });
  expectRefusal(await call(), error, error === 'InternalServerException' ? 500 : 400);
  expect(stage.state()).toBe(before);
  expect((await call()).error).toBeUndefined();
});

test('CreateServiceInstance gives a ServiceQuotaExceededException, too, which its API does not declare', async () => {
  // The quota of instances per service (ag-limits) holds however an instance comes to be; no declared error says so.
  expect(OPERATIONS.get('CreateServiceInstance')?.errors).not.toContain('ServiceQuotaExceededException');
  const { input } = sceneOf('CreateServiceInstance');
  const answer = await withoutRoom.call('CreateServiceInstance', resolveInput(input, withoutRoom.ids));
  expectRefusal(answer, 'ServiceQuotaExceededException', 400);
});

test('no error was a fault of the control plane', () => {
  expect([...stage.faults, ...withoutRoom.faults]).toEqual([]);
});

function inputOf(scene: Scene, refusal: Refusal): object {
  return { ...resolveInput(scene.input, stage.ids), ...resolveInput(refusal.input ?? {}, stage.ids) };
}

function expectRefusal(answer: Answer, error: string, status: number): void {
  expect(answer.error?.name).toBe(error);
  expect(answer).toMatchObject({
    status,
    attempts: 1,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    body: { __type: `com.amazonaws.proton.v20200720#${error}`, message: expect.stringMatching(/\S/) },
  });
}
