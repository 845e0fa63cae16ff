import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { AwsError } from '../../src/endpoint/index.ts';
import { answerShapes } from './support/answer-shapes.ts';
import { createWorld, ecs, fleet, lambda, revisions } from './support/world.ts';

const groups = [fleet, lambda, ecs] as const;
const group = fc.constantFrom(...groups);
const acting = ['CreateDeployment', 'StopDeployment', 'ContinueDeployment'] as const;

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('call' as const),
      operation: fc.constantFrom(...acting),
      group,
      flag: fc.boolean(),
      revision: fc.constantFrom(...revisions),
    }),
  },
  fc.record({
    type: fc.constant('script' as const),
    group,
    outcome: fc.constantFrom('succeed' as const, 'fail' as const, 'hang' as const, 'slow' as const, 'alarm' as const),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('pass' as const),
      durationMs: fc.constantFrom(500, 1_000, 4_000, 90_000),
    }),
  },
);

/** Errors that the API model declares for any of these operations. */
const declared = [
  'DeploymentLimitExceededException',
  'DeploymentAlreadyCompletedException',
  'DeploymentIsNotInReadyStateException',
  'DeploymentNotStartedException',
  'InvalidDeploymentStatusException',
  'UnsupportedActionForDeploymentTypeException',
];

test('in every history, every answer is one of the API model, and every refusal is declared there', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.boolean(), async (steps, showsStops) => {
      const world = createWorld({ showsStops });
      const checked = (operation: string, input: object): Record<string, unknown> => {
        try {
          const answer = JSON.parse(JSON.stringify(world.call(operation, input)));
          expect(answerShapes[operation]?.parse(answer)).toEqual(answer);
          seen.add(operation);
          return answer;
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          expect(declared).toContain(error.code);
          seen.add(error.code);
          return {};
        }
      };
      const lookAt = ({ application, group: name }: (typeof groups)[number]) => {
        const place = { applicationName: application, deploymentGroupName: name };
        checked('GetDeploymentGroup', place);
        checked('ListDeploymentGroups', place);
        const [newest] = Array.from<string>(Object(checked('ListDeployments', place)['deployments']));
        if (newest === undefined) return undefined;
        const { deploymentsInfo } = checked('BatchGetDeployments', { deploymentIds: [newest] });
        const [{ deploymentConfigName }] = Object(deploymentsInfo);
        checked('GetDeploymentConfig', { deploymentConfigName });
        const { targetIds } = checked('ListDeploymentTargets', { deploymentId: newest });
        if (targetIds !== undefined) checked('BatchGetDeploymentTargets', { deploymentId: newest, targetIds });
        return newest;
      };
      for (const one of steps) {
        checked('ListApplications', {});
        const ids = groups.map((each) => lookAt(each));
        if (one.type === 'pass') await world.clock.advance(one.durationMs);
        if (one.type === 'script') world.service.script(`${one.group.application}/${one.group.group}`, one.outcome);
        if (one.type !== 'call') continue;
        const deploymentId = ids[groups.indexOf(one.group)];
        if (one.operation !== 'CreateDeployment' && deploymentId === undefined) continue;
        checked(one.operation, {
          applicationName: one.group.application,
          deploymentGroupName: one.group.group,
          deploymentId,
          revision: one.revision,
          ...(one.flag && { description: 'a word', ignoreApplicationStopFailures: true, fileExistsBehavior: 'RETAIN' }),
          autoRollbackEnabled: one.flag,
          deploymentWaitType: one.flag ? 'READY_WAIT' : 'TERMINATION_WAIT',
        });
        if (deploymentId !== undefined) checked('GetDeployment', { deploymentId });
      }
      world.service.stop();
    }),
    { numRuns: 300, seed: 11 },
  );
  // Histories in which little happens show little.
  for (const known of [...acting, ...declared, 'BatchGetDeploymentTargets']) {
    expect([known, seen.has(known)]).toEqual([known, true]);
  }
});
