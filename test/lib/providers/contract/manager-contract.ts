import { beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isResourceOperationKind, type PlannedOperation } from '../../../../src/lib/model/resource-operation.ts';
import type { ManagerWorld, Trouble } from './manager-world.ts';

const token = '5a2ecc0e-68b1-4a1e-9a5b-1f1d0c7d3b11';

/** What every resource manager promises, whatever it manages. */
export function describeResourceManager(name: string, open: () => Promise<ManagerWorld>): void {
  describe(`the resource manager of ${name}`, () => {
    let world: ManagerWorld;

    beforeEach(async () => {
      world = await open();
    });

    const changes = () => world.calls.filter((operation) => !/^(?:Get|List)/.test(operation));

    async function planned(resource: string): Promise<PlannedOperation> {
      const plan = await world.manager.plan(world.creationOf(resource));
      if (plan.result !== 'ready') throw new Error(`not ready: ${JSON.stringify(plan)}`);
      return plan.operation;
    }

    test('says what it can do, and of whom', () => {
      expect(world.manager.kinds).toContain('create');
      expect(world.manager.kinds.every(isResourceOperationKind)).toBe(true);
      expect(world.manager.provider).toBe(world.provider.name);
    });

    test('finds nothing wrong with what is right, and knows what it is about, without asking', () => {
      const creation = world.creationOf('mill');
      expect(world.manager.problemsWith(creation)).toEqual([]);
      expect(world.manager.subjectOf(creation).name).toContain('mill');
      expect(world.calls).toEqual([]);
    });

    test('names the field of what is wrong, and of what it does not know', () => {
      const creation = world.creationOf('mill');
      const { member, value } = world.wrong;
      const membersOf = (fields: object) =>
        world.manager.problemsWith({ ...creation, fields: { ...creation.fields, ...fields } }).map((one) => one.member);
      expect(membersOf({ [member]: value })).toContain(member);
      expect(membersOf({ [member]: 5 })).toContain(member);
      expect(membersOf({ colour: 'red' })).toContain('colour');
      expect(membersOf({ clientToken: token })).toContain('clientToken');
      expect(world.calls).toEqual([]);
    });

    test('whatever is given, it answers with problems or with none, and asks nobody', () => {
      const creation = world.creationOf('mill');
      fc.assert(
        fc.property(fc.dictionary(fc.constantFrom(...Object.keys(creation.fields), 'x'), fc.anything()), (fields) => {
          const given = { ...creation, fields };
          for (const { member, problem } of world.manager.problemsWith(given)) {
            expect([typeof member, problem === '']).toEqual(['string', false]);
          }
          const { provider, ...facts } = world.manager.subjectOf(given);
          expect(provider).toBe(world.manager.provider);
          expect(Object.values(facts).filter((fact) => typeof fact !== 'string')).toEqual([]);
        }),
      );
      expect(world.calls).toEqual([]);
    });

    test('plans without changing anything; the plan can be written down', async () => {
      const operation = await planned('mill');
      expect(changes()).toEqual([]);
      expect(world.count('mill')).toBe(0);
      expect(JSON.parse(JSON.stringify(operation))).toEqual(operation);
    });

    test('executes a plan that was written down, and says where to look for what came of it', async () => {
      const kept: PlannedOperation = JSON.parse(JSON.stringify(await planned('mill')));
      const result = await world.manager.execute(kept, token);
      expect(result).toMatchObject({ result: 'accepted', name: expect.stringContaining('mill') });
      expect(world.count('mill')).toBe(1);
      const reference = result.result === 'accepted' ? result.reference : undefined;
      if (reference === undefined) throw new Error('nowhere to look');
      const state = await world.provider.observe(reference);
      expect(state?.attempts.map(({ subject }) => subject)).toMatchObject([
        { deployment: { operation: 'create', provider: world.manager.provider } },
      ]);
    });

    test('executed again with its token, also after it was planned anew by nobody, it is done once', async () => {
      const operation = await planned('mill');
      const first = await world.manager.execute(operation, token);
      expect(await world.manager.execute(operation, token)).toEqual(first);
      expect(world.count('mill')).toBe(1);
    });

    test.each<[Trouble, string, number]>([
      ['throttled', 'throttled', 0],
      ['refused', 'refused', 0],
      ['lostBefore', 'unknown', 0],
      ['lostAfter', 'unknown', 1],
    ])('a call that is %s is %s', async (trouble, result, count) => {
      const operation = await planned('mill');
      world.trouble(trouble);
      expect(await world.manager.execute(operation, token)).toMatchObject({ result });
      expect(world.count('mill')).toBe(count);
    });

    test('a certain no has a name, and the words of the service for the person', async () => {
      const operation = await planned('mill');
      world.trouble('refused');
      expect(await world.manager.execute(operation, token)).toMatchObject({
        error: 'AccessDeniedException',
        message: expect.stringContaining('the words of AccessDeniedException'),
      });
    });

    test('tries once: whether to try again is not its to decide', async () => {
      const operation = await planned('mill');
      world.trouble('lostBefore');
      await world.manager.execute(operation, token);
      expect(changes()).toHaveLength(1);
    });

    test('whatever goes wrong on the way, one token makes one resource', async () => {
      const trouble = fc.constantFrom<Trouble>('throttled', 'lostBefore', 'lostAfter', undefined);
      await fc.assert(
        fc.asyncProperty(fc.array(trouble, { maxLength: 8 }), async (troubles) => {
          world = await open();
          const operation = await planned('mill');
          for (const one of troubles) {
            world.trouble(one);
            await world.manager.execute(operation, token);
          }
          world.trouble();
          expect(await world.manager.execute(operation, token)).toMatchObject({ result: 'accepted' });
          expect(world.count('mill')).toBe(1);
        }),
        { numRuns: 40 },
      );
    });
  });
}
