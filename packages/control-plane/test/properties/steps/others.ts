import * as fc from 'fast-check';
import { ACCOUNT, ROLE_ARN } from '../../support/world.ts';
import type { Mutation } from '../effects/index.ts';
import { componentArn, environmentArn, instanceArn, type Model, pipelineArn } from '../model.ts';
import { DURATIONS } from '../walk.ts';
import { callOf, calls, callsAbout, type Step, step, wait } from './step.ts';
import { component, environment, instance, service, tags } from './values.ts';

const taggable = (model: Model): string[] => [
  ...[model.deployables, model.services, model.templates, model.versions].flatMap((kind) => [...kind.keys()]),
  ...[...model.connections.values(), ...model.repositories.values()].map(({ arn }) => arn),
];

export const otherSteps = fc.oneof(
  callsAbout('TagResource', 'resourceArn', taggable, { tags }),
  callsAbout('UntagResource', 'resourceArn', taggable, { tagKeys: fc.constantFrom(['team'], ['team', 'cost']) }),
  callsAbout('DeleteDeployment', 'id', (model) => model.deployments.keys()),
  callsAbout('NotifyResourceDeploymentStatusChange', 'resourceArn', (model) => model.deployables.keys(), {
    status: fc.constantFrom('SUCCEEDED', 'FAILED', 'IN_PROGRESS'),
    statusMessage: fc.constantFrom('reported', 'reported again'),
  }),
  callOfOldDeployment(),
  calls('UpdateAccountSettings', {}, { pipelineServiceRoleArn: fc.constantFrom(ROLE_ARN, ROLE_ARN, '') }),
);

/** A report about a deployment that may be over (A17). */
function callOfOldDeployment(): fc.Arbitrary<Step> {
  return fc.nat(50).map((index) =>
    callOf('NotifyResourceDeploymentStatusChange', { status: 'SUCCEEDED' }, {}, (model) => {
      const deployments = [...model.deployments.values()];
      const chosen = deployments[index % Math.max(1, deployments.length)];
      return chosen === undefined
        ? { resourceArn: environmentArn(ACCOUNT, 'prod') }
        : { resourceArn: chosen.targetArn, deploymentId: chosen.id };
    }),
  );
}

/** Until just before, at and after the ends of deployments; and beyond the life of client tokens. */
export const timeSteps = fc
  .oneof(
    fc.constantFrom(...Object.values(DURATIONS)),
    fc.constantFrom(...Object.values(DURATIONS)).map((byMs) => byMs - 1),
    fc.constantFrom(0, 1, 60_000, 60_000, 60_000, 8 * 3_600_000),
  )
  .map(wait);

const target = fc.oneof(
  environment.map((name) => [`environment/${name}`, environmentArn(ACCOUNT, name)] as const),
  component.map((name) => [`component/${name}`, componentArn(ACCOUNT, name)] as const),
  service.map((name) => [`service/${name}/pipeline`, pipelineArn(ACCOUNT, name)] as const),
  {
    weight: 3,
    arbitrary: fc
      .tuple(service, instance)
      .map(([owner, name]) => [`${owner}/${name}`, instanceArn(ACCOUNT, owner, name)] as const),
  },
);

export const scriptSteps = fc
  .tuple(
    target,
    fc.oneof(
      fc.tuple(fc.constantFrom('deployment', 'deletion', 'cancellation'), fc.constantFrom('succeed', 'fail', 'hang')),
      fc.constant(['cancellation', 'finishFirst'] as const),
    ),
  )
  .map(([[name, arn], [on, outcome]]) =>
    step(`the ${on} of ${name} is to ${outcome}`, (walk) => walk.script(name, arn, outcome, on)),
  );

export const restart: Step = step('a restart', (walk) => walk.restart());

/** A call that was accepted earlier comes again, as it was or with something changed. */
export const repeatSteps = fc.tuple(fc.nat(50), fc.boolean()).map(([index, changed]) =>
  step(`repeat number ${index}${changed ? ', changed' : ''}`, (walk) => {
    const { calls: earlier } = walk.repeats;
    const call = earlier.at(-1 - (index % Math.max(1, Math.min(10, earlier.length))));
    if (call === undefined) return;
    walk.call(changed ? { ...call, input: { ...call.input, ...changeOf(call.operation) } } : call);
  }),
);

/** Another value of a member that the operation has. */
function changeOf(operation: Mutation): Readonly<Record<string, unknown>> {
  if (operation.startsWith('Create')) return { tags: [{ key: 'changed', value: 'yes' }] };
  return operation === 'UpdateServiceInstance' ? { templateMinorVersion: '7' } : { description: 'changed' };
}
