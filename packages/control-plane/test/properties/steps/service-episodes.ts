import * as fc from 'fast-check';
import { ACCOUNT } from '../../support/world.ts';
import { instanceArn } from '../model.ts';
import { readSpec, writeSpec } from '../spec-values.ts';
import { callOf, pause, type Step, settle, step, wait } from './step.ts';

/** Text of a spec that says the size of each instance. */
function specOf(sizes: Readonly<Record<string, string>>): string {
  const instances = Object.entries(sizes).map(([name, size]) => [name, { environment: 'prod', size }] as const);
  return writeSpec({ instances: new Map(instances) });
}

function scriptOf(target: string, arn: string, outcome: 'succeed' | 'fail'): Step {
  return step(`the deployment of ${target} is to ${outcome}`, (walk) =>
    walk.script(target, arn, outcome, 'deployment'),
  );
}

/** A service of its own, made anew, so that nothing else gets in the way. */
const sideService = (instances: Readonly<Record<string, string>>): Step[] => [
  settle,
  callOf('DeleteService', { name: 'side' }),
  settle,
  callOf('CreateService', {
    name: 'side',
    templateName: 'web',
    templateMajorVersion: '1',
    spec: specOf(instances),
    tags: [{ key: 'team', value: 'side' }],
  }),
];
const outcomeOfGreen = fc
  .constantFrom('succeed', 'fail', 'fail')
  .map((outcome) => scriptOf('side/green', instanceArn(ACCOUNT, 'side', 'green'), outcome));

/** An instance is created alone while an edit runs, which fails or not. */
const joinedDuringEdit = fc
  .tuple(outcomeOfGreen, pause, pause)
  .map(([outcome, first, second]) => [
    ...sideService({ blue: 'small' }),
    outcome,
    settle,
    callOf('CreateServiceInstance', { serviceName: 'side', name: 'red', spec: specOf({ red: 'small' }) }),
    first,
    callOf('UpdateService', { name: 'side', spec: specOf({ blue: 'current', red: 'small', green: 'small' }) }),
    second,
    settle,
  ]);

/** An edit adds an instance, which fails or not, and removes another. */
const editedBothWays = fc
  .tuple(outcomeOfGreen, pause)
  .map(([outcome, within]) => [
    ...sideService({ blue: 'small', red: 'small' }),
    outcome,
    settle,
    callOf('UpdateService', { name: 'side', spec: specOf({ blue: 'current', green: 'small' }) }),
    within,
    settle,
  ]);

const cancelledCreate = pause.map((within) => [
  ...sideService({ blue: 'small' }),
  within,
  callOf('CancelServiceInstanceDeployment', { serviceName: 'side', serviceInstanceName: 'blue' }),
]);

/** What is changed by hand is not synced, whatever is pushed, until the blocker is resolved. */
const blockedSync = fc.tuple(fc.constantFrom('small', 'large'), pause).map(([size, within]) => {
  const spec = specOf({ blue: size });
  const files = {
    'proton-ops.yaml': 'sync:\n  services:\n    shop:\n      blue: { branch: main, spec: blue.yaml }\n',
    'blue.yaml': spec,
  };
  const commit = { instances: new Map([['blue', readSpec(spec)]]), majors: new Map() };
  return [
    settle,
    callOf('UpdateServiceInstance', { serviceName: 'shop', name: 'blue', deploymentType: 'CURRENT_VERSION' }),
    settle,
    step(`a push with ${size}`, (walk) => walk.push({ repository: 'shop/config', branch: 'main', commit, files })),
    within,
    settle,
    callOf('UpdateServiceSyncBlocker', { resolvedReason: 'seen' }, {}, (model) => ({
      id: [...model.blockers.keys()].at(-1) ?? 'none',
    })),
    settle,
  ];
});

/** A client token is for one target alone; it is forgotten after 8 hours, not before. */
const repeatedUpdate = fc.constantFrom(8 * 3_600_000, 8 * 3_600_000 - 1).map((laterMs) => {
  const update = (name: string): Step =>
    callOf('UpdateServiceInstance', {
      serviceName: 'shop',
      name,
      deploymentType: 'CURRENT_VERSION',
      clientToken: 'once',
    });
  return [settle, update('blue'), update('none'), wait(laterMs), update('blue')];
});

export const serviceEpisodes = fc.oneof(joinedDuringEdit, editedBothWays, cancelledCreate, blockedSync, repeatedUpdate);
