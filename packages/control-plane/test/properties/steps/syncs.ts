import * as fc from 'fast-check';
import { ACCOUNT, REGION } from '../../support/world.ts';
import type { Model } from '../model.ts';
import { readSpec } from '../spec-values.ts';
import type { Push } from '../walk.ts';
import { calls, callsAbout, type Step, step } from './step.ts';
import { createSpec, service, tags, updateSpec } from './values.ts';

const connection = (id: string): string => `arn:aws:codestar-connections:${REGION}:${ACCOUNT}:connection/${id}`;
const provider = fc.constant('GITHUB');
const name = fc.constantFrom('shop/config', 'shop/config', 'shop/other');
const branch = fc.constantFrom('main', 'main', 'main', 'stage');
const repository = { repositoryProvider: provider, repositoryName: name, branch };
const template = {
  templateName: fc.constantFrom('network', 'cluster', 'web'),
  templateType: fc.constantFrom('ENVIRONMENT', 'ENVIRONMENT', 'SERVICE'),
};
const filePath = fc.constant('proton-ops.yaml');

/** What service and template sync read, all of it on one branch. */
const push: fc.Arbitrary<Push> = fc
  .record({
    repository: name,
    branch,
    instances: fc.dictionary(fc.constantFrom('blue', 'green', 'red'), fc.oneof(createSpec('main'), updateSpec)),
    majors: fc.dictionary(fc.constantFrom('network', 'cluster'), fc.subarray([1, 2])),
    revision: fc.nat(3),
  })
  .map((commit) => {
    const entries = Object.entries(commit.instances);
    const ops = entries.map(([instance]) => `      ${instance}: { branch: ${commit.branch}, spec: ${instance}.yaml }`);
    const directories = Object.entries(commit.majors).flatMap(([owner, majors]) =>
      majors.map((major) => [`${owner}/v${major}/schema/schema.yaml`, `# ${commit.revision}`] as const),
    );
    return {
      repository: commit.repository,
      branch: commit.branch,
      commit: {
        instances: new Map(entries.map(([instance, spec]) => [instance, readSpec(spec)])),
        majors: new Map(Object.entries(commit.majors)),
      },
      files: {
        'proton-ops.yaml': `sync:\n  services:\n    shop:\n${ops.join('\n') || '      {}'}\n`,
        ...Object.fromEntries(entries.map(([instance, spec]) => [`${instance}.yaml`, spec])),
        ...Object.fromEntries(directories),
      },
    };
  });

const pushes: fc.Arbitrary<Step> = push.map((pushed) =>
  step(`a push of ${JSON.stringify(pushed.files)} to ${pushed.branch} of ${pushed.repository}`, (walk) =>
    walk.push(pushed),
  ),
);

export const syncSteps = fc.oneof(
  {
    weight: 3,
    arbitrary: calls(
      'CreateRepository',
      {
        provider,
        name,
        connectionArn: fc.constantFrom(connection('a1b2c3d4'), connection('a1b2c3d4'), connection('b2')),
      },
      { tags },
    ),
  },
  calls('DeleteRepository', { provider, name }),
  { weight: 3, arbitrary: calls('CreateServiceSyncConfig', { serviceName: service, filePath, ...repository }) },
  calls('UpdateServiceSyncConfig', { serviceName: service, filePath, ...repository }),
  calls('DeleteServiceSyncConfig', { serviceName: service }),
  { weight: 3, arbitrary: calls('CreateTemplateSyncConfig', { ...template, ...repository }) },
  calls('UpdateTemplateSyncConfig', { ...template, ...repository }),
  calls('DeleteTemplateSyncConfig', template),
  callsAbout('UpdateServiceSyncBlocker', 'id', (model: Model) => model.blockers.keys(), {
    resolvedReason: fc.constant('seen'),
  }),
  { weight: 4, arbitrary: pushes },
);
