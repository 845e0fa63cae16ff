import { describe, expect, test } from '@jest/globals';
import { actionSupport } from '../../scripts/packaging/providers.mjs';
import { type ActionType, actionTypes } from '../../src/lib/model/claim.ts';
import type { ProviderManifest } from '../../src/lib/providers/module.ts';
import { providerRegistry } from '../../src/lib/providers/registry.ts';

type Sections = Readonly<Record<string, Readonly<Record<string, boolean>>>>;

/** The part of `bot.yml` that counts here, with every option given, as the checks leave it. */
function supportOf(sections: Sections, manifests: readonly ProviderManifest[] = providerRegistry) {
  const providers = Object.fromEntries(
    Object.entries(sections).map(([name, options]) => [name, { enabled: true, options }]),
  );
  return actionSupport({ providers }, manifests);
}

const allOptions: Sections = Object.fromEntries(
  providerRegistry.map(({ name, options }) => [
    name,
    Object.fromEntries(Object.keys(options).map((option) => [option, true])),
  ]),
);

describe('what the enabled back ends can do', () => {
  test.each<[string, Sections, readonly ActionType[]]>([
    ['nothing is enabled', {}, []],
    ['Proton', { proton: {} }, ['cancel', 'accept', 'reject']],
    ['a back end that only watches', { ecs: {} }, []],
    ['one of its options', { ecs: { approve: true } }, ['continue']],
    ['two back ends that can do the same', { proton: {}, ecs: { cancel: true } }, ['cancel', 'accept', 'reject']],
    ['everything', allOptions, actionTypes],
  ])('%s', (_name, sections, actions) => {
    expect([...supportOf(sections).actions].sort()).toEqual([...actions].sort());
  });

  test('what is missing names each way to have it, with only the settings that it takes', () => {
    const { remedies } = supportOf({ proton: {} });
    expect(Object.keys(remedies).sort()).toEqual(['continue', 'retry', 'rollback', 'turnDown']);
    expect(remedies.retry).toBe('"providers: { codePipeline: { enabled: true, redeploy: true } }" (AWS CodePipeline)');
    expect(remedies.continue).toBe(
      '"providers: { ecs: { enabled: true, approve: true } }" (Amazon ECS) or ' +
        '"providers: { codePipeline: { enabled: true, approve: true } }" (AWS CodePipeline) or ' +
        '"providers: { codeDeploy: { enabled: true, approve: true } }" (AWS CodeDeploy) or ' +
        '"providers: { gitSync: { enabled: true, resolve: true } }" (CloudFormation Git sync)',
    );
    expect(remedies.rollback).toBe(
      '"providers: { proton: { enabled: true, redeploy: true } }" (AWS Proton) or ' +
        '"providers: { ecs: { enabled: true, redeploy: true } }" (Amazon ECS) or ' +
        '"providers: { codePipeline: { enabled: true, redeploy: true } }" (AWS CodePipeline) or ' +
        '"providers: { codeDeploy: { enabled: true, redeploy: true } }" (AWS CodeDeploy)',
    );
    expect(supportOf({ supplyChain: {} }).remedies.accept).toBe(
      '"providers: { proton: { enabled: true } }" (AWS Proton)',
    );
  });
});

test('what the enabled back ends say of what none of them can do', () => {
  const { reasons } = supportOf({ cloudFormation: {}, supplyChain: {}, codePipeline: {} });
  expect(reasons.rollback).toMatch(
    /^AWS Supply Chain: .*\. AWS CloudFormation: CloudFormation itself rolls back .*\.$/,
  );
  expect(supportOf({ cloudFormation: {}, proton: { redeploy: true } }).reasons).not.toHaveProperty('rollback');
  expect(supportOf({ proton: {} }).reasons).toEqual({});
});

test.each(providerRegistry)('$name offers no action that it says it cannot do', ({ cannot, features }) => {
  const offered = features.flatMap(({ actions = [] }) => actions);
  expect(offered.filter((action) => cannot[action] !== undefined)).toEqual([]);
});
