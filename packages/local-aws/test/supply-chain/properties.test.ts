import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AwsError } from '../../src/endpoint/index.ts';
import type { InstanceView } from '../../src/supply-chain/index.ts';
import { runs } from '../support/properties.ts';
import { createWorld, identity, settings, tokenOf } from './support/world.ts';

type State = InstanceView['state'];

/** Assumption A34: from each state, those that may be seen next. */
const next: Readonly<Record<State, readonly (State | undefined)[]>> = {
  Initializing: ['Initializing', 'Active', 'CreateFailed'],
  Active: ['Active', 'Deleting'],
  CreateFailed: ['CreateFailed', 'Deleting'],
  Deleting: ['Deleting', 'Deleted', 'DeleteFailed'],
  DeleteFailed: ['DeleteFailed', 'Deleting'],
  Deleted: ['Deleted', undefined],
};

type Step =
  | { readonly do: 'create'; readonly name: string; readonly token: string | undefined }
  | { readonly do: 'update' | 'delete'; readonly nth: number }
  | {
      readonly do: 'script';
      readonly name: string;
      readonly outcome: 'succeed' | 'fail' | 'hang';
      readonly deletion: boolean;
    }
  | { readonly do: 'wait'; readonly ms: number };

const name = fc.constantFrom('a', 'b', 'c');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('create' as const),
    name,
    token: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
  }),
  fc.record({ do: fc.constantFrom('update' as const, 'delete' as const), nth: fc.nat({ max: 5 }) }),
  fc.record({
    do: fc.constant('script' as const),
    name,
    outcome: fc.constantFrom('succeed' as const, 'fail' as const, 'hang' as const),
    deletion: fc.boolean(),
  }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 1_000, 20_000, 60_000, 400_000) }),
);

/** Does a step; a refusal is fine, anything else that is thrown is not. */
async function play(world: ReturnType<typeof createWorld>, ids: string[], step: Step): Promise<void> {
  try {
    if (step.do === 'wait') await world.clock.advance(step.ms);
    else if (step.do === 'script') {
      const on = step.deletion ? 'deletion' : 'deployment';
      world.supplyChain.script(`instance/${step.name}`, step.outcome, { on });
    } else if (step.do === 'create') {
      const clientToken = step.token === undefined ? undefined : tokenOf(`${step.token}${step.name}`);
      ids.push(world.create({ instanceName: step.name, clientToken }));
    } else if (step.do === 'update') world.update(ids[step.nth] ?? '', { instanceDescription: 'changed' });
    else world.remove(ids[step.nth] ?? '');
  } catch (error) {
    if (!(error instanceof AwsError) || error.statusCode >= 500) throw error;
  }
}

test('whatever is done in whatever order, instances go the ways of A34 and never exceed the quota', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const world = createWorld({ mostInstances: 3 });
      const ids: string[] = [];
      let before = new Map<string, InstanceView>();
      for (const step of steps) {
        await play(world, ids, step);
        const { instances } = world.supplyChain.call('ListInstances', {});
        const now = new Map(instances.map((instance) => [instance.instanceId, instance]));
        for (const [id, { state }] of before) {
          const seen = now.get(id)?.state;
          // A long wait may lead from the beginning of a deletion to where it is not shown any more.
          const isGone =
            seen === undefined && state === 'Deleting' && step.do === 'wait' && step.ms > settings.deletedShownMs;
          expect(isGone || next[state].includes(seen) ? 'as A34 has it' : `${state} → ${seen}`).toBe('as A34 has it');
        }
        for (const [id, { state }] of now) if (!before.has(id)) expect(state).toBe('Initializing');
        for (const { state, errorMessage } of instances) {
          expect(errorMessage !== undefined).toBe(state === 'CreateFailed' || state === 'DeleteFailed');
        }
        expect(instances.filter(({ state }) => state !== 'Deleted').length).toBeLessThanOrEqual(3);
        before = now;
      }
      world.supplyChain.stop();
      expect(world.clock.pendingTimers).toBe(0);
    }),
    runs(150),
  );
});

test('any input of any operation is answered or refused, and what is accepted is shown as it was given', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 140 }), fc.stringMatching(/^[a-zA-Z0-9 _'%-]{1,64}$/));
  const value = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }), fc.dictionary(text, text, { maxKeys: 4 }));
  const members = [
    'instanceName',
    'instanceDescription',
    'kmsKeyArn',
    'webAppDnsDomain',
    'tags',
    'clientToken',
    'instanceId',
    'maxResults',
    'nextToken',
    'instanceNameFilter',
    'instanceStateFilter',
  ];
  const input = fc.oneof(fc.dictionary(fc.constantFrom(...members), value, { maxKeys: 4 }), fc.jsonValue());
  const operation = fc.constantFrom(
    'CreateInstance',
    'GetInstance',
    'ListInstances',
    'UpdateInstance',
    'DeleteInstance',
  );
  let accepted = 0;
  fc.assert(
    fc.property(operation, input, (operation, input) => {
      const { supplyChain } = createWorld();
      try {
        const output = supplyChain.call(operation, input, identity);
        if (operation !== 'CreateInstance' || !('instance' in output)) return;
        accepted += 1;
        const { instanceName, instanceDescription, kmsKeyArn, webAppDnsDomain } = { ...Object(input) };
        const shown = { instanceName, instanceDescription: instanceDescription ?? '', kmsKeyArn, webAppDnsDomain };
        expect(output.instance).toMatchObject(JSON.parse(JSON.stringify(shown, (_key, value) => value ?? undefined)));
      } catch (error) {
        expect(error).toBeInstanceOf(AwsError);
        expect(error).toHaveProperty('statusCode', expect.any(Number));
      }
    }),
    runs(3_000),
  );
  expect(accepted).toBeGreaterThan(50);
});
