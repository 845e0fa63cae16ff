import { beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { whyImpossible } from '../../../../src/lib/model/claims.ts';
import type { Item } from '../../../../src/lib/model/item.ts';
import type { Observation } from '../../../../src/lib/model/observation.ts';
import { type Change, reconcile } from '../../../../src/lib/model/reconcile.ts';
import type { DeploymentReference, SubjectReference } from '../../../../src/lib/model/reference.ts';
import { isFinal, isUnderWay } from '../../../../src/lib/model/statuses.ts';
import type { DeploymentFacts } from '../../../../src/lib/model/subject.ts';
import { providerRegistry } from '../../../../src/lib/providers/registry.ts';
import { readAttempt } from '../read-attempt.ts';
import { hostileAnswer } from './hostile-answers.ts';
import type { ContractWorld } from './world.ts';

/** What every back end keeps to, whatever is behind it: flow, rules, store and chat rest on this and on nothing else. */
export function describeProvider(name: string, open: () => Promise<ContractWorld>): void {
  describe(`${name} keeps the contract`, () => {
    let world: ContractWorld;
    beforeEach(async () => {
      world = await open();
    });

    function typed(text: string): DeploymentReference {
      const [reference] = world.provider.candidates(text);
      if (reference === undefined) throw new Error(`"${text}" cannot be a name`);
      return reference;
    }

    const shown = (name: string): string => world.shownName?.(name) ?? name;

    async function readingOf(reference: SubjectReference): Promise<Observation & { readonly facts: DeploymentFacts }> {
      const reading = await readAttempt(world.provider, reference);
      if (reading?.subject.on !== 'deployment') throw new Error('no deployment was read');
      return { ...reading, facts: reading.subject.deployment };
    }

    async function discovered(): Promise<readonly SubjectReference[]> {
      const found: SubjectReference[] = [];
      for await (const { references, failure } of world.provider.discover({ on: 'deployment' })) {
        if (failure) throw failure;
        found.push(...references);
      }
      return found;
    }

    test('what is read is of this provider, and in the words that rules know', async () => {
      world.create('factory-eu');
      const { facts, details } = await readingOf(typed('factory-eu'));
      const traits = providerRegistry.find((known) => known.name === facts.provider);
      expect(facts).toMatchObject({ provider: world.provider.name, name: shown('factory-eu') });
      expect(traits?.kinds).toContain(facts.kind);
      // What a back end can do at all, it may not be able to do to a creation: then it says so.
      if (traits?.cannot.cancel !== undefined || details.actions.cancel?.available === true) {
        expect(traits?.cannot.cancel).toBe(whyImpossible('cancel', { details }));
      }
      expect(facts.phase).toBe(traits?.phaseOf(facts.status));
      expect(facts.target).toMatch(/^arn:aws:/);
      expect(facts.target).toContain(facts.region);
      expect(facts.target).toContain(facts.account);
      for (const value of Object.values({ ...facts, labels: '' })) {
        expect(['string', 'number', 'boolean']).toContain(typeof value);
      }
    });

    test('what people type leads to it, and so does its ARN', async () => {
      world.create('factory-eu');
      const { facts, ...reading } = await readingOf(typed('factory-eu'));
      const byArn = typed(facts.target);
      expect(byArn).toMatchObject({ on: 'deployment', provider: world.provider.name, target: facts.target });
      expect(await readAttempt(world.provider, byArn)).toEqual(reading);
      for (const text of ['', ' ', '\u0000', 'arn:aws:s3:::bucket', 'a'.repeat(10_000), '../..', '-']) {
        expect(world.provider.candidates(text)).toEqual([]);
      }
    });

    test('what is not there is not there, and nothing fails for it', async () => {
      world.create('factory-eu');
      const { facts } = await readingOf(typed('factory-eu'));
      for (const reference of world.provider.candidates('nowhere')) {
        expect(await readAttempt(world.provider, reference)).toBeUndefined();
      }
      const id = '00000000-0000-4000-8000-00000000dead';
      const provider = world.provider.name;
      expect(await readAttempt(world.provider, { on: 'connection', provider, id })).toBeUndefined();
      expect(await readAttempt(world.provider, { on: 'deploymentId', provider, id })).toBeUndefined();
      expect(await world.provider.observeAttempt({ ...facts, id: '' })).toBeUndefined();
    });

    test('from its beginning to its end, in statuses that everybody understands', async () => {
      const story: (readonly [string, string, 'final' | 'under way'])[] = [];
      const tell = async (): Promise<void> => {
        const { facts, subject } = await readingOf(typed('factory-eu'));
        expect(isUnderWay(subject)).toBe(!isFinal(subject));
        story.push([facts.status, facts.operation, isFinal(subject) ? 'final' : 'under way']);
      };
      world.create('factory-eu');
      await tell();
      await world.endCreation('factory-eu', 'fail');
      await tell();
      if (world.deletesUnseen) {
        const { begun, failed } = world.deletesUnseen;
        const operation = world.keepsTargets ? 'update' : 'create';
        expect(story).toEqual([
          [begun, operation, 'under way'],
          [failed, operation, 'final'],
        ]);
        return;
      }
      world.remove('factory-eu');
      await tell();
      await world.endRemoval('factory-eu', 'fail');
      await tell();
      expect(story).toEqual([
        ['IN_PROGRESS', 'create', 'under way'],
        ['FAILED', 'create', 'final'],
        ['DELETE_IN_PROGRESS', 'delete', 'under way'],
        ['DELETE_FAILED', 'delete', 'final'],
      ]);
    });

    test('when it is deleted, it is read as deleted, or not there', async () => {
      world.create('factory-eu');
      await world.endCreation('factory-eu', 'succeed');
      const { facts } = await readingOf(typed('factory-eu'));
      expect(facts.status).toBe(world.deletesUnseen?.succeeded ?? 'SUCCEEDED');
      expect(facts.phase).toBe('succeeded');
      if (world.keepsTargets) return;
      world.remove('factory-eu');
      await world.endRemoval('factory-eu', 'succeed');
      const last = await readAttempt(world.provider, typed(facts.target));
      if (last !== undefined) expect(isFinal(last.subject)).toBe(true);
      await world.pass(24 * 60 * 60_000);
      const gone = world.keepsDeletedByArn === true ? 'factory-eu' : facts.target;
      expect(await readAttempt(world.provider, typed(gone))).toBeUndefined();
    });

    test('exactly what is under way is discovered, and what is discovered can be read', async () => {
      expect(await discovered()).toEqual([]);
      for (const made of ['plant-a', 'plant-b', 'plant-c', 'plant-d']) world.create(made);
      await world.endCreation('plant-b', 'succeed');
      await world.endCreation('plant-c', 'fail');
      await world.endCreation('plant-d', 'succeed');
      if (world.keepsTargets) await world.deploy('plant-d');
      else world.remove('plant-d');
      const found = await discovered();
      const names = await Promise.all(found.map(async (reference) => (await readingOf(reference)).facts.name));
      const underWay = world.deletesUnseen && !world.keepsTargets ? ['plant-a'] : ['plant-a', 'plant-d'];
      expect(names.toSorted()).toEqual(underWay.map((name) => shown(name)));
      for (const reference of found) {
        const { facts } = await readingOf(reference);
        expect(reference).toMatchObject({ provider: world.provider.name, kind: facts.kind, target: facts.target });
      }
      for await (const { references } of world.provider.discover({ on: 'connection' })) expect(references).toEqual([]);
    });

    test('a creation and each deletion, or what is one instead, are attempts of their own, told apart through all their states', async () => {
      let known: readonly Item[] = [];
      let nowMs = 0;
      const keys: string[] = [];
      const see = async (): Promise<void> => {
        nowMs += 60_000;
        await world.pass(60_000);
        const state = await world.provider.observe(typed('factory-eu'));
        if (state === undefined) throw new Error('there is no such target');
        const context = { askedAtMs: nowMs, answeredAtMs: nowMs, cause: 'sweep' } as const;
        const { changes } = reconcile({ known, state, context });
        // Where targets stay, their last attempts are shown as well; they had ended before this look.
        const isPast = ({ before }: Change) => before !== undefined && isFinal(before.subject);
        const shown = changes.filter((change) => change.kind !== 'absent' && !(world.keepsTargets && isPast(change)));
        if (shown.length !== 1 || shown[0] === undefined)
          throw new Error('one attempt is shown, and it is the current one');
        if (shown[0].kind === 'stale') throw new Error('the truth was taken for an answer from the past');
        const item = { ...shown[0].item, version: shown[0].item.version + 1 };
        known = [item, ...known.filter(({ key }) => key.attempt !== item.key.attempt)];
        keys.push(item.key.attempt);
      };
      const begin = async (): Promise<void> =>
        world.deletesUnseen ? world.deletesUnseen.again('factory-eu') : world.remove('factory-eu');
      const endInFailure = async (): Promise<void> =>
        world.deletesUnseen ? world.endCreation('factory-eu', 'fail') : world.endRemoval('factory-eu', 'fail');
      world.create('factory-eu');
      await see();
      await see();
      await world.endCreation('factory-eu', 'fail');
      await see();
      await begin();
      await see();
      await see();
      await endInFailure();
      await see();
      await begin();
      await see();
      expect(keys.map((key) => [...new Set(keys)].indexOf(key))).toEqual([0, 0, 0, 1, 1, 1, 2]);
      // The newest attempt is the one whose key sorts last.
      expect([...new Set(keys)].toSorted()).toEqual([...new Set(keys)]);
    });

    test('how soon to look again, where it says so, is a time in the future', async () => {
      world.create('factory-eu');
      for (const passedMs of [0, 60_000, 60 * 60_000]) {
        await world.pass(passedMs);
        const { recheckAfterMs } = await readingOf(typed('factory-eu'));
        expect(recheckAfterMs ?? 1).toBeGreaterThan(0);
      }
    });

    describe('acting', () => {
      test('is done once, and what came of it is said; or it is a certain no, with the reason known before', async () => {
        await world.deploy('factory-eu');
        const { subject, facts, details } = await readingOf(typed('factory-eu'));
        expect(facts.phase).toBe('running');
        if (!world.keepsTargets) expect(facts.status).toBe('IN_PROGRESS');
        const traits = providerRegistry.find((known) => known.name === facts.provider);
        expect(traits?.cannot.cancel).toBe(whyImpossible('cancel', { details }));
        const because = whyImpossible('cancel', { details });
        const result = await world.provider.perform('cancel', subject);
        const after = await readingOf(typed('factory-eu'));
        if (because === undefined) {
          expect(world.mutations).toHaveLength(1);
          expect(result).toMatchObject({ result: 'accepted' });
          expect(['stopping', 'cancelled']).toContain(after.facts.phase);
          if (!world.deletesUnseen) expect(['CANCELLING', 'CANCELLED']).toContain(after.facts.status);
          expect(after.facts.id).toBe(facts.id);
        } else {
          expect(world.mutations).toEqual([]);
          expect(result).toEqual({ result: 'refused', conflict: false, error: because });
          expect(after.facts).toEqual(facts);
        }
      });

      test.each([
        ['throttle', { result: 'throttled' }],
        ['lost', { result: 'unknown', error: 'TimeoutError' }],
      ] as const)('through a %s: what is not known is not claimed, and nothing is repeated', async (how, expected) => {
        await world.deploy('factory-eu');
        const { subject, details } = await readingOf(typed('factory-eu'));
        world.interfere(how);
        const result = await world.provider.perform('cancel', subject);
        const because = whyImpossible('cancel', { details });
        if (because === undefined) expect([result, world.mutations.length]).toEqual([expected, 1]);
        else expect(result).toEqual({ result: 'refused', conflict: false, error: because });
      });
    });

    describe('an answer that does not come', () => {
      test.each(['throttle', 'lost'] as const)('(%s) is no news, and never "it is not there"', async (how) => {
        world.create('factory-eu');
        const { facts } = await readingOf(typed('factory-eu'));
        world.interfere(how);
        const error: unknown = await readAttempt(world.provider, typed(facts.target)).catch(
          (thrown: unknown) => thrown,
        );
        expect(error).toBeInstanceOf(Error);
        if (how === 'throttle') expect(error).toHaveProperty('name', 'ThrottlingException');
        await expect(discovered()).rejects.toThrow();
        world.interfere(undefined);
        expect((await readingOf(typed(facts.target))).facts).toEqual(facts);
      });
    });

    test('whatever is answered, nobody stumbles over it: it is a reading, or an error that says what is wrong', async () => {
      await world.deploy('factory-eu');
      const { subject, facts } = await readingOf(typed('factory-eu'));
      await fc.assert(
        fc.asyncProperty(hostileAnswer, async (answer) => {
          world.interfere(() => answer);
          const reads = [typed(facts.target), typed('factory-eu')].map((reference) =>
            readAttempt(world.provider, reference),
          );
          const came = await Promise.allSettled([...reads, world.provider.observeAttempt(facts), discovered()]);
          for (const outcome of came) if (outcome.status === 'rejected') expectToSaySomething(outcome.reason);
          const result = await world.provider.perform('cancel', subject);
          expect(['accepted', 'refused', 'throttled', 'unknown']).toContain(result.result);
        }),
        { numRuns: 300 },
      );
    });
  });
}

/** A TypeError tells a person nothing: somebody believed an answer. */
function expectToSaySomething(error: unknown): void {
  if (error instanceof AggregateError) {
    for (const part of error.errors) expectToSaySomething(part);
    return;
  }
  expect(error).toBeInstanceOf(Error);
  const name = error instanceof Error ? error.name : '';
  expect(['Error', 'TypeError', 'RangeError', 'SyntaxError']).not.toContain(name);
}
