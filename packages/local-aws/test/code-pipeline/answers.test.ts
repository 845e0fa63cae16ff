import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { AwsError } from '../../src/endpoint/index.ts';
import { answerShapes } from './support/answer-shapes.ts';
import { createWorld, shop } from './support/world.ts';

const modes = ['SUPERSEDED', 'QUEUED', 'PARALLEL'] as const;
const outcomes = ['succeed', 'fail', 'hang', 'slow'] as const;
const targets = [
  'pipeline/shop/Build',
  'pipeline/shop/Prod',
  'pipeline/shop/Build:BEFORE_ENTRY',
  'pipeline/shop/Prod:ON_SUCCESS',
] as const;
const acting = [
  'StartPipelineExecution',
  'StopPipelineExecution',
  'RetryStageExecution',
  'RollbackStage',
  'PutApprovalResult',
  'OverrideStageCondition',
  'DisableStageTransition',
  'EnableStageTransition',
] as const;

const step = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      type: fc.constant('call' as const),
      operation: fc.constantFrom(...acting),
      which: fc.constantFrom(0, 0, 0, 1),
      flag: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('script' as const),
      target: fc.constantFrom(...targets),
      outcome: fc.constantFrom(...outcomes),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('pass' as const), durationMs: fc.constantFrom(0, 1_000, 2_000, 90_000) }),
  },
  { weight: 1, arbitrary: fc.constant({ type: 'define' as const }) },
);

const opening = fc.array(fc.tuple(fc.constantFrom(...targets), fc.constantFrom('fail', 'fail', 'hang')), {
  minLength: 1,
  maxLength: 2,
});

/** Errors that the API model declares for any of these operations, and its check of inputs. */
const declared = [
  'ConditionNotOverridableException',
  'DuplicatedStopRequestException',
  'PipelineExecutionNotStoppableException',
  'StageNotRetryableException',
  'NotLatestPipelineExecutionException',
  'UnableToRollbackStageException',
  'InvalidApprovalTokenException',
  'ApprovalAlreadyCompletedException',
  'PipelineExecutionNotFoundException',
];

test('in every history, every answer is one of the API model, and every refusal is declared there', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...modes),
      fc.array(step, { maxLength: 20 }),
      opening,
      async (mode, steps, begun) => {
        const world = createWorld();
        const stages = shop.stages.map((stage) => ({ ...stage, conditions: ['BEFORE_ENTRY', 'ON_SUCCESS'] as const }));
        const define = () => world.pipelines.define({ ...shop, mode, stages });
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
        const lookAtAll = () => {
          for (const [operation, input] of [
            ['ListPipelines', {}],
            ['GetPipeline', { name: 'shop' }],
            ['GetPipelineState', { name: 'shop' }],
            ['ListActionExecutions', { pipelineName: 'shop' }],
            ['ListTagsForResource', { resourceArn: 'arn:aws:codepipeline:eu-central-1:123456789012:shop' }],
          ] as const)
            checked(operation, input);
          const { pipelineExecutionSummaries } = checked('ListPipelineExecutions', { pipelineName: 'shop' });
          return Array.from<{ pipelineExecutionId: string }>(Object(pipelineExecutionSummaries)).map(
            ({ pipelineExecutionId }) => pipelineExecutionId,
          );
        };
        define();
        // Something is under way, or has just ended, when the history begins.
        for (const [target, outcome] of begun) world.pipelines.script(target, outcome);
        world.pipelines.start('shop');
        await world.clock.advance(1_000);
        for (const one of steps) {
          const ids = lookAtAll();
          if (one.type === 'define') define();
          if (one.type === 'pass') await world.clock.advance(one.durationMs);
          if (one.type === 'script') world.pipelines.script(one.target, one.outcome);
          if (one.type !== 'call') continue;
          const pipelineExecutionId = ids[one.which] ?? '00000000-0000-4000-8000-000000000000';
          checked('GetPipelineExecution', { pipelineName: 'shop', pipelineExecutionId });
          const [first] = Object(world.stage('Prod')).actionStates;
          checked(one.operation, {
            name: 'shop',
            pipelineName: 'shop',
            pipelineExecutionId,
            targetPipelineExecutionId: pipelineExecutionId,
            stageName: one.flag ? 'Build' : 'Prod',
            actionName: 'Approve',
            abandon: one.flag,
            reason: 'because',
            retryMode: one.flag ? 'ALL_ACTIONS' : 'FAILED_ACTIONS',
            transitionType: 'Inbound',
            conditionType: one.flag ? 'BEFORE_ENTRY' : 'ON_SUCCESS',
            result: { status: one.flag ? 'Approved' : 'Rejected', summary: 'seen' },
            token: Object(first).latestExecution?.token ?? '00000000-0000-4000-8000-000000000000',
            ...(one.operation === 'PutApprovalResult' ? { stageName: 'Prod' } : {}),
          });
        }
        lookAtAll();
      },
    ),
    { numRuns: 400, seed: 11 },
  );
  // Histories in which little happens show little.
  for (const operation of [...acting, 'GetPipelineExecution'])
    expect([operation, seen.has(operation)]).toEqual([operation, true]);
});
