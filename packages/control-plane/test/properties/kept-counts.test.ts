import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { ControlPlaneState } from '../../src/index.ts';
import { runs } from '../support/properties.ts';
import { type World } from '../support/world.ts';
import { anyStart, anyStep } from './steps/index.ts';
import { ACCOUNTS, createWalk } from './walk.ts';

type Deployable = ControlPlaneState['deployables'][number];
const STALENESS = ['failed', 'behindMajor', 'behindMinor', 'upToDate'] as const;
type Staleness = (typeof STALENESS)[number];

/** What GetResourcesSummary says, worked out from the whole state (https://docs.aws.amazon.com/proton/latest/userguide/monitoring-dashboard.html). */
function searched(state: ControlPlaneState, accountId: string) {
  const mine = <Item extends { readonly accountId: string }>(items: readonly Item[]): Item[] =>
    items.filter((item) => item.accountId === accountId);
  const ofKind = (kind: Deployable['kind']) => mine(state.deployables).filter((record) => record.kind === kind);
  const published = (kind: 'environment' | 'service', name: string) =>
    mine(state.templateVersions).filter(
      (version) => version.kind === kind && version.templateName === name && version.status === 'PUBLISHED',
    );
  const staleness = (record: Deployable): Staleness => {
    if (record.deploymentStatus.endsWith('FAILED')) return 'failed';
    const { templateName, templateMajorVersion, templateMinorVersion = '0' } = record.deployed ?? record.attempted;
    if (templateName === undefined || templateMajorVersion === undefined) return 'upToDate';
    const versions = published(record.kind === 'ENVIRONMENT' ? 'environment' : 'service', templateName);
    const [major, minor] = [Number(templateMajorVersion), Number(templateMinorVersion)];
    if (versions.some(({ majorVersion }) => Number(majorVersion) > major)) return 'behindMajor';
    const sameMajor = versions.filter(({ majorVersion }) => Number(majorVersion) === major);
    return sameMajor.some(({ minorVersion }) => Number(minorVersion) > minor) ? 'behindMinor' : 'upToDate';
  };
  const counts = (all: readonly Staleness[]) => ({
    ...Object.fromEntries(STALENESS.map((one) => [one, all.filter((each) => each === one).length])),
    total: all.length,
  });
  const services = mine(state.services).map(({ name, status }): Staleness => {
    const parts = mine(state.deployables).filter(
      (record) =>
        (record.kind === 'SERVICE_INSTANCE' || record.kind === 'SERVICE_PIPELINE') && record.serviceName === name,
    );
    const all = new Set([status.includes('FAILED') ? 'failed' : 'upToDate', ...parts.map(staleness)]);
    return STALENESS.find((one) => all.has(one)) ?? 'upToDate';
  });
  const components = ofKind('COMPONENT').map(staleness);
  const templates = (kind: string) => ({ total: mine(state.templates).filter((one) => one.kind === kind).length });
  return {
    components: { failed: components.filter((one) => one === 'failed').length, total: components.length },
    environmentTemplates: templates('environment'),
    environments: counts(ofKind('ENVIRONMENT').map(staleness)),
    pipelines: counts(ofKind('SERVICE_PIPELINE').map(staleness)),
    serviceInstances: counts(ofKind('SERVICE_INSTANCE').map(staleness)),
    serviceTemplates: templates('service'),
    services: counts(services),
  };
}

function checkSummary(world: World): void {
  const state = world.plane.snapshot();
  for (const accountId of ACCOUNTS) {
    expect(world.call('GetResourcesSummary', {}, { accountId })['counts']).toEqual(searched(state, accountId));
  }
}

test('counts are what a search through everything finds, whatever is called, restored and ends', () => {
  fc.assert(
    fc.property(anyStart, fc.array(anyStep, { minLength: 20, maxLength: 60, size: 'max' }), (start, steps) => {
      const walk = createWalk(new Map());
      for (const step of start) step.take(walk);
      checkSummary(walk.world);
      for (const step of steps) {
        step.take(walk);
        checkSummary(walk.world);
      }
      const state = walk.world.plane.snapshot();
      walk.world.plane.reset();
      checkSummary(walk.world);
      walk.world.plane.restore(state);
      checkSummary(walk.world);
    }),
    runs(20),
  );
});
