import { beforeEach, describe, expect, test } from '@jest/globals';
import { AWS_REGIONS } from '../src/aws-regions.ts';
import {
  type ControlPlaneRegions,
  createControlPlaneRegions,
  type ProtonEvent,
  UnknownRegionError,
  UnreadableStateError,
} from '../src/index.ts';
import { createVirtualClock } from './support/virtual-clock.ts';
import { ACCOUNT, countingRandom, REGION } from './support/world.ts';

let regions: ControlPlaneRegions;
let events: ProtonEvent[];
let changes: number;

function create(region = REGION): ControlPlaneRegions {
  return createControlPlaneRegions({
    clock: createVirtualClock(Date.parse('2026-03-02T09:30:00Z')),
    random: countingRandom(),
    region,
    accountId: ACCOUNT,
    emit: (event) => events.push(event),
    onChange: () => {
      changes += 1;
    },
  });
}

function templates(region: string): unknown {
  return regions.in(region).call('ListEnvironmentTemplates', {})['templates'];
}

beforeEach(() => {
  events = [];
  changes = 0;
  regions = create();
  regions.in(REGION).call('CreateEnvironmentTemplate', { name: 'network' });
});

describe('regions', () => {
  test('live side by side and share nothing', () => {
    regions.in('us-east-1').call('CreateEnvironmentTemplate', { name: 'network', description: 'Another' });
    expect(templates(REGION)).toHaveLength(1);
    expect(templates('us-east-1')).toEqual([
      expect.objectContaining({ arn: `arn:aws:proton:us-east-1:${ACCOUNT}:environment-template/network` }),
    ]);
    expect(templates('us-west-2')).toEqual([]);
    expect(events.map(({ region, resources: [arn] }) => [region, arn])).toEqual([
      [REGION, `arn:aws:proton:${REGION}:${ACCOUNT}:environment-template/network`],
      ['us-east-1', `arn:aws:proton:us-east-1:${ACCOUNT}:environment-template/network`],
    ]);
  });

  test.each(['', 'nowhere', 'EU-CENTRAL-1', 'eu-central-1/..', 'eu-central-11', '__proto__'])(
    '"%s" is none of them',
    (name) => {
      expect(() => regions.in(name)).toThrow(UnknownRegionError);
    },
  );

  const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
  const invented = letters.flatMap((one) => letters.map((other) => `${one}${other}-central-9`));

  test('that are invented are refused, however many, and lock no real one out', () => {
    for (const name of invented) expect(() => regions.in(name)).toThrow(UnknownRegionError);
    for (const name of AWS_REGIONS) {
      expect(regions.in(name).call('CreateServiceTemplate', { name: 'web' })).toMatchObject({
        serviceTemplate: { arn: `arn:aws:proton:${name}:${ACCOUNT}:service-template/web` },
      });
    }
    expect(Object.keys(regions.snapshot().regions).sort()).toEqual([...AWS_REGIONS].sort());
  });

  test('that were invented before, and have nothing in them, are gone after a restart; those with something stay', () => {
    const empty = regions.in('us-east-1').snapshot();
    const state = {
      format: 1,
      regions: {
        ...Object.fromEntries(invented.map((name) => [name, empty])),
        'xx-central-1': regions.in(REGION).snapshot(),
      },
    };
    regions = create();
    regions.restore(state);
    expect(Object.keys(regions.snapshot().regions)).toEqual([REGION, 'xx-central-1']);
    expect(templates('xx-central-1')).toHaveLength(1);
    for (const name of AWS_REGIONS) expect(templates(name)).toEqual([]);
  });

  test('of another cloud can be the default', () => {
    regions = create('mo-base-1');
    expect(regions.in('mo-base-1').call('CreateServiceTemplate', { name: 'web' })).toMatchObject({
      serviceTemplate: { arn: `arn:aws:proton:mo-base-1:${ACCOUNT}:service-template/web` },
    });
  });

  test('are restored together, over whatever was there', () => {
    regions.in('us-east-1').call('CreateServiceTemplate', { name: 'web' });
    const state = regions.snapshot();
    expect(JSON.parse(JSON.stringify(regions.view()))).toEqual(JSON.parse(JSON.stringify(state)));
    regions = create();
    regions.in('us-west-2').call('CreateEnvironmentTemplate', { name: 'leftover' });
    regions.restore(state);
    expect(templates(REGION)).toHaveLength(1);
    expect(templates('us-west-2')).toEqual([]);
    expect(regions.in('us-east-1').call('GetServiceTemplate', { name: 'web' })).toMatchObject({
      serviceTemplate: { name: 'web' },
    });
  });

  test.each([
    ['nothing', null],
    ['another format', { format: 2, regions: {} }],
    ['a list of regions', { format: 1, regions: [] }],
    ['a region that is none', { format: 1, regions: { nowhere: {} } }],
    ['a region in pieces', { format: 1, regions: { 'us-east-1': { format: 1 } } }],
  ])('refuse %s, and keep what they have', (_what, state) => {
    const before = regions.snapshot().regions[REGION];
    expect(() => regions.restore(state)).toThrow(UnreadableStateError);
    expect(regions.snapshot().regions[REGION]).toEqual(before);
  });

  test('are emptied together', () => {
    regions.in('us-east-1').call('CreateServiceTemplate', { name: 'web' });
    const before = changes;
    regions.reset();
    expect(templates(REGION)).toEqual([]);
    expect(regions.in('us-east-1').call('ListServiceTemplates', {})).toEqual({ templates: [] });
    expect(changes).toBeGreaterThan(before);
  });

  test('tell of changes, and not of reads', () => {
    const before = changes;
    templates(REGION);
    expect(changes).toBe(before);
    regions.in('us-east-1').call('CreateServiceTemplate', { name: 'web' });
    expect(changes).toBe(before + 1);
  });
});
