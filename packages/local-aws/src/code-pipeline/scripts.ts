import { AwsError } from '../endpoint/index.ts';
import type { ConditionType } from './model.ts';

/** How an action or a condition comes to its end: by itself, soon or late, or not at all. An approval waits for its answer anyway. */
export type PipelineOutcome = 'succeed' | 'fail' | 'hang' | 'slow';

/** @public */
export interface PipelineScript {
  readonly outcome: PipelineOutcome;
  readonly statusMessage?: string | undefined;
}

const target =
  /^pipeline\/[A-Za-z0-9.@_-]{1,100}(?:\/[A-Za-z0-9.@_-]{1,100}(?:\/[A-Za-z0-9.@_-]{1,100}|:(?:BEFORE_ENTRY|ON_SUCCESS))?)?$/;

/** How what pipelines do ends, where it was decided. A script stays until the next one for its target. */
export class PipelineScripts {
  readonly #scripts = new Map<string, PipelineScript>();

  /** @throws AwsError ValidationException */
  set(text: string, script: PipelineScript): void {
    if (!target.test(text)) {
      const forms = 'pipeline/<name>, …/<stage>, …/<stage>/<action> or …/<stage>:BEFORE_ENTRY or :ON_SUCCESS';
      throw new AwsError('ValidationException', `The target must be ${forms}.`);
    }
    this.#scripts.set(text, script);
  }

  /** The script for an action: its own before its stage's before its pipeline's. */
  ofAction(pipeline: string, stage: string, action: string): PipelineScript | undefined {
    return (
      this.#scripts.get(`pipeline/${pipeline}/${stage}/${action}`) ??
      this.#scripts.get(`pipeline/${pipeline}/${stage}`) ??
      this.#scripts.get(`pipeline/${pipeline}`)
    );
  }

  ofCondition(pipeline: string, stage: string, type: ConditionType): PipelineScript | undefined {
    return this.#scripts.get(`pipeline/${pipeline}/${stage}:${type}`);
  }
}
