import { describe, expect, test } from '@jest/globals';
import { readOutcome, readTarget } from '../../src/engine/outcomes.ts';
import { ValidationException } from '../../src/model/errors.ts';
import { createWorld } from '../support/world.ts';

const owner = { region: 'eu-central-1', accountId: '111122223333' };
const prefix = 'arn:aws:proton:eu-central-1:111122223333:';

describe('the target of a script', () => {
  test.each([
    ['environment/prod', 'environment/prod'],
    ['component/queue', 'component/queue'],
    ['shop/blue', 'service/shop/service-instance/blue'],
    ['service/shop/service-instance/blue', 'service/shop/service-instance/blue'],
    ['service/shop/pipeline', 'service/shop/pipeline'],
    ['service/shop/pipeline/a1b2c3d4-5678-90ab-cdef-000000000000', 'service/shop/pipeline'],
    [`${prefix}environment/prod`, 'environment/prod'],
    [`${prefix}service/shop/service-instance/blue`, 'service/shop/service-instance/blue'],
  ])('%s is %s', (target, suffix) => {
    expect(readTarget(target, owner)).toBe(prefix + suffix);
  });

  test('may be of another account', () => {
    const target = 'arn:aws:proton:eu-central-1:444455556666:environment/prod';
    expect(readTarget(target, owner)).toBe(target);
  });

  test.each([
    'shop',
    '',
    'service/shop',
    'a/b/c',
    'environment/-',
    'environment/prod/x',
    'arn:aws:proton:us-east-1:111122223333:environment/prod',
    'arn:aws:s3:::bucket',
    `${'a'.repeat(300)}/${'b'.repeat(300)}`,
    7,
    undefined,
  ])('%j is refused', (target) => {
    expect(() => readTarget(target, owner)).toThrow(ValidationException);
  });
});

test('an outcome is one of three', () => {
  expect(['succeed', 'fail', 'hang'].map((outcome) => readOutcome(outcome))).toEqual(['succeed', 'fail', 'hang']);
  for (const outcome of ['explode', '', null, ['hang']])
    expect(() => readOutcome(outcome)).toThrow(ValidationException);
});

test('a script is refused without effect when target or outcome are wrong', () => {
  const world = createWorld();
  const before = world.plane.snapshot();
  expect(() => world.plane.script('nothing', 'hang')).toThrow(ValidationException);
  expect(world.plane.snapshot()).toEqual(before);
});
