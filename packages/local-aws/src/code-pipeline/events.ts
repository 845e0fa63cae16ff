import type { EventDraft } from '../event-bridge/index.ts';
import { type CloudIdentity, localArn } from '../identity.ts';
import type { ActionRun, Execution, Pipeline } from './model.ts';

/** Tells what happens to executions, stages and actions. */
export interface Announcer {
  pipeline(pipeline: Pipeline, execution: Execution, state: string): void;
  stage(pipeline: Pipeline, execution: Execution, stage: string, state: string): void;
  action(pipeline: Pipeline, execution: Execution, run: ActionRun, state: string): void;
}

/**
 * Events as CodePipeline sends them
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html).
 */
export function createAnnouncer(identity: CloudIdentity, emit: (event: EventDraft) => void): Announcer {
  const send = (
    pipeline: Pipeline,
    execution: Execution,
    level: 'Pipeline' | 'Stage' | 'Action',
    detail: Readonly<Record<string, unknown>>,
  ) =>
    emit({
      source: 'aws.codepipeline',
      'detail-type': `CodePipeline ${level} Execution State Change`,
      resources: [localArn(identity, 'codepipeline', pipeline.definition.name)],
      detail: {
        pipeline: pipeline.definition.name,
        'execution-id': execution.id,
        version: execution.version,
        'pipeline-execution-attempt': execution.attempt,
        ...detail,
      },
    });
  return {
    pipeline: (pipeline, execution, state) =>
      send(pipeline, execution, 'Pipeline', {
        state,
        'start-time': new Date(execution.startedAtMs).toISOString(),
        ...(state === 'STARTED'
          ? {
              'execution-trigger': {
                'trigger-type': execution.trigger.type,
                'trigger-detail': execution.trigger.detail,
              },
            }
          : {}),
        ...(state === 'STOPPING' ? { 'stop-execution-comments': execution.stopReason ?? '' } : {}),
      }),
    stage: (pipeline, execution, stage, state) => send(pipeline, execution, 'Stage', { stage, state }),
    action: (pipeline, execution, run, state) =>
      send(pipeline, execution, 'Action', {
        stage: run.stage,
        action: run.action.name,
        'action-execution-id': run.id,
        'start-time': new Date(run.startedAtMs).toISOString(),
        state,
        region: identity.region,
        type: { owner: 'AWS', provider: run.action.provider, category: run.action.category, version: '1' },
        ...(run.error === undefined
          ? {}
          : {
              'execution-result': {
                'external-execution-id': run.externalExecutionId,
                'external-execution-summary': run.error.message,
                'error-code': run.error.code,
              },
            }),
      }),
  };
}
