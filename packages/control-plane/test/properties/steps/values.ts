import * as fc from 'fast-check';
import { ENVIRONMENT_SPEC } from '../../support/world.ts';
import { writeSpec } from '../spec-values.ts';

// Few names, so that calls meet each other. What is listed twice comes twice as often.
export const environment = fc.constantFrom('prod', 'prod', 'stage');
export const service = fc.constantFrom('shop', 'shop', 'shop', 'blog');
export const instance = fc.constantFrom('blue', 'green', 'red');
export const component = fc.constantFrom('queue', 'cache');
export const environmentTemplate = fc.constantFrom('network', 'network', 'cluster');
export const serviceTemplate = fc.constantFrom('web', 'web', 'job');
export const major = fc.constantFrom('1', '1', '2', '3');
export const minor = fc.constantFrom('0', '1', '2');

export const description = fc.constantFrom('one', 'two');
export const clientToken = fc.constantFrom('token-1', 'token-2');
export const tags = fc.constantFrom(
  [{ key: 'team', value: 'a' }],
  [
    { key: 'team', value: 'b' },
    { key: 'cost', value: '1' },
  ],
);
export const updateType = fc.constantFrom(
  'NONE',
  'CURRENT_VERSION',
  'CURRENT_VERSION',
  'MINOR_VERSION',
  'MAJOR_VERSION',
);
export const environmentSpec = fc.constantFrom(ENVIRONMENT_SPEC, ENVIRONMENT_SPEC.replace('10.', '172.'));

const names = fc.subarray(['blue', 'green', 'red'], { minLength: 1 });
const inputs = fc.record({
  environment: fc.constantFrom('prod', 'prod', 'prod', 'stage'),
  size: fc.constantFrom('small', 'current', 'current', 'current', 'large'),
});

/** A spec for an update: mostly it keeps what is live. */
export const updateSpec = fc
  .tuple(fc.constantFrom('current', 'current', 'main', undefined), names, fc.tuple(inputs, inputs, inputs))
  .map(([pipeline, chosen, all]) => {
    const items = chosen.map((name, at) => [name, all[at] ?? all[0]] as const);
    return writeSpec({ pipeline, instances: new Map(items) });
  });

export const createSpec = (pipeline?: string): fc.Arbitrary<string> =>
  names.map((chosen) =>
    writeSpec({ pipeline, instances: new Map(chosen.map((name) => [name, { environment: 'prod', size: 'small' }])) }),
  );
