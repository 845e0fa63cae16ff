import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ProtonError } from '../../src/index.ts';
import { type Change, createGroupCommit, JournaledStores, ReadWatch } from '../../src/journal/index.ts';
import { runs } from '../support/properties.ts';
import { ACCOUNT, createShop, createWorld, REGION, type World } from '../support/world.ts';

/** Lets everything run that can. */
async function turn(): Promise<void> {
  for (let count = 0; count < 3; count += 1) await new Promise((resolve) => setImmediate(resolve));
}

type Call = readonly [operation: string, input: Readonly<Record<string, unknown>>];

/** A shop whose changes are kept when the test says so, and reads of it. */
function createTested() {
  const kept: Change[] = [];
  const ends: (() => void)[] = [];
  const group = createGroupCommit({
    journal: {
      read: () => Promise.resolve(0),
      async append(after, changes) {
        await new Promise<void>((resolve) => ends.push(resolve));
        kept.push(...changes);
        return after + 1;
      },
      isLong: false,
      snapshot: () => Promise.resolve(),
      close: () => Promise.resolve(),
    },
    number: 0,
    state: () => [],
    gather: () => Promise.resolve(),
    nowMs: () => 0,
    onSnapshotFailed: () => undefined,
  });
  const reads = new ReadWatch(group);
  const stores = new JournaledStores(
    (change) => group.add(change),
    (place) => reads.saw(place),
  );
  const world = createWorld({ store: stores.of(REGION) });
  createShop(world, ['blue', 'green'], true);
  return {
    world,
    write: ([operation, input]: Call) => attempt(world, [operation, input]),
    read: (call: Call) => reads.during(() => attempt(world, call)),
    /** Lets the group that is being kept be kept, if there is one. */
    async end() {
      void group.commit();
      await turn();
      ends.shift()?.();
      await turn();
    },
    async keepAll() {
      while (group.commit() !== undefined) await this.end();
    },
    /** The same call of a control plane that was started on what is kept. */
    afterCrash(call: Call): unknown {
      const read = new JournaledStores(
        () => undefined,
        () => undefined,
      );
      for (const change of kept) if (change.type !== 'clock') read.apply(change);
      return attempt(createWorld({ store: read.of(REGION) }), call);
    },
  };
}

function attempt(world: World, [operation, input]: Call): unknown {
  try {
    return world.call(operation, input);
  } catch (error) {
    if (error instanceof ProtonError) return `${error.name} ${error.message}`;
    throw error;
  }
}

const instance = { serviceName: 'shop', name: 'blue' };
const arn = `arn:aws:proton:${REGION}:${ACCOUNT}:environment-template/network`;
const tag = (value: string): Call => ['TagResource', { resourceArn: arn, tags: [{ key: 'step', value }] }];
const update: Call = ['UpdateServiceInstance', { ...instance, deploymentType: 'CURRENT_VERSION' }];

describe('a read answers at once', () => {
  test('where nothing is on its way to the disk', async () => {
    const tested = createTested();
    await tested.keepAll();
    expect(tested.read(['GetServiceInstance', instance]).kept).toBeUndefined();
  });

  test.each<[what: string, write: Call, read: Call]>([
    ['another record has changed', tag('1'), ['GetServiceInstance', instance]],
    ['another record of its collection has changed', update, ['GetServiceInstance', { ...instance, name: 'green' }]],
    ['records have changed that are in none of its lists', tag('1'), ['ListServiceInstances', {}]],
  ])('where %s', async (_what, write, read) => {
    const tested = createTested();
    await tested.keepAll();
    tested.write(write);
    expect(tested.read(read).kept).toBeUndefined();
    await tested.end();
  });
});

describe('a read waits', () => {
  test.each<[what: string, write: Call, read: Call]>([
    ['for a record that has changed', update, ['GetServiceInstance', instance]],
    ['for one that is new', ['CreateServiceTemplate', { name: 'new' }], ['GetServiceTemplate', { name: 'new' }]],
    [
      'for one that is gone, also when it is refused therefore',
      ['DeleteServiceTemplate', { name: 'empty' }],
      ['GetServiceTemplate', { name: 'empty' }],
    ],
    ['for what has changed in its list', update, ['ListServiceInstances', { maxResults: 1 }]],
    ['for what has changed in its counts', update, ['GetResourcesSummary', {}]],
    ['for the tags of a resource', tag('1'), ['ListTagsForResource', { resourceArn: arn }]],
  ])('%s', async (_what, write, read) => {
    const tested = createTested();
    tested.write(['CreateServiceTemplate', { name: 'empty' }]);
    await tested.keepAll();
    tested.write(write);
    const reads = [tested.read(read)];
    // While the group is being kept, too.
    void tested.end();
    await Promise.resolve();
    reads.push(tested.read(read));
    for (const { kept } of reads) {
      expect(kept).toBeInstanceOf(Promise);
      await kept;
    }
    expect(tested.read(read).kept).toBeUndefined();
    expect(tested.afterCrash(read)).toEqual(reads[0]?.result());
  });
});

const name = fc.constantFrom('a', 'b');
const version = { templateName: 'network', majorVersion: '1', minorVersion: '1' };
const source = { s3: { bucket: 'templates', key: 'k' } };
const writes: fc.Arbitrary<Call> = fc.oneof(
  name.map((each): Call => ['CreateServiceTemplate', { name: each }]),
  name.map((each): Call => ['DeleteServiceTemplate', { name: each }]),
  fc.constantFrom<Call>(
    update,
    tag('1'),
    tag('2'),
    ['UpdateServiceInstance', { ...instance, deploymentType: 'NONE' }],
    ['CancelServiceInstanceDeployment', { serviceName: 'shop', serviceInstanceName: 'blue' }],
    ['CreateEnvironmentTemplateVersion', { templateName: 'network', majorVersion: '1', source }],
    ['UpdateEnvironmentTemplateVersion', { ...version, status: 'PUBLISHED' }],
    ['DeleteEnvironmentTemplateVersion', version],
    ['UpdateService', { name: 'shop', description: 'changed' }],
    ['UpdateAccountSettings', { pipelineServiceRoleArn: '' }],
    ['DeleteService', { name: 'shop' }],
  ),
);
const reads: fc.Arbitrary<Call> = fc.oneof(
  name.map((each): Call => ['GetServiceTemplate', { name: each }]),
  fc.constantFrom<Call>(
    ['GetServiceInstance', instance],
    ['GetServiceInstance', { ...instance, name: 'green' }],
    ['GetService', { name: 'shop' }],
    ['GetEnvironment', { name: 'prod' }],
    ['GetEnvironmentTemplateVersion', version],
    ['GetResourcesSummary', {}],
    ['GetAccountSettings', {}],
    ['ListTagsForResource', { resourceArn: arn }],
    ['ListServiceInstances', { filters: [{ key: 'deploymentStatus', value: 'SUCCEEDED' }] }],
    ['ListServiceInstances', { filters: [{ key: 'deployedTemplateVersionStatus', value: 'PUBLISHED' }] }],
    ['ListServices', {}],
    ['ListDeployments', { environmentName: 'prod' }],
    ['ListServiceTemplates', {}],
    ['ListEnvironmentTemplateVersions', { templateName: 'network' }],
    ['ListServiceInstanceOutputs', { serviceName: 'shop', serviceInstanceName: 'blue' }],
  ),
);

test('whatever is written: a read that does not wait shows what a start after a crash would show', async () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ write: writes }) },
    { weight: 6, arbitrary: fc.record({ read: reads }) },
    { weight: 1, arbitrary: fc.record({ passes: fc.constantFrom(1, 60_000) }) },
    { weight: 1, arbitrary: fc.constant({ end: true }) },
  );
  const counts = { atOnce: 0, waiting: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }), async (steps) => {
      const tested = createTested();
      await tested.keepAll();
      for (const one of steps) {
        if ('write' in one) tested.write(one.write);
        else if ('passes' in one) tested.world.clock.advance(one.passes);
        else if ('end' in one) await tested.end();
        else {
          const { result, kept } = tested.read(one.read);
          counts[kept === undefined ? 'atOnce' : 'waiting'] += 1;
          if (kept === undefined) expect(tested.afterCrash(one.read)).toEqual(result());
        }
      }
    }),
    runs(60),
  );
  expect(counts.atOnce).toBeGreaterThan(counts.waiting / 4);
  expect(counts.waiting).toBeGreaterThan(0);
});
