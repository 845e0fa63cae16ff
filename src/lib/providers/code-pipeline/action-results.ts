import type { DeploymentFacts } from '../../model/subject.ts';
import type { Investigator } from '../../ports.ts';
import { lineOf, utc } from '../findings.ts';
import { textOf } from './answers.ts';
import type { CodePipelineApi } from './api.ts';
import { isExecutionId } from './names.ts';
import { type ActionRun, readActions } from './pipeline.ts';

/**
 * The results of the actions of an execution: of each that failed, why, and of each that runs, since when and what it says. An
 * action that was retried counts with its last run.
 */
export function actionResults(api: CodePipelineApi, { name, id }: DeploymentFacts): Investigator {
  return {
    name: 'actionResults',
    async investigate(signal) {
      if (!isExecutionId(id)) return [];
      const last = new Map<string, ActionRun>();
      for (const run of await readActions(api, name, id, { signal })) last.set(`${run.stage}/${run.action}`, run);
      const runs = [...last];
      return [
        ...runs.filter(([, { status }]) => status === 'Failed').flatMap(([action, run]) => failureOf(action, run)),
        ...runs.filter(([, { status }]) => status === 'InProgress').map(([action, run]) => runningOf(action, run)),
      ];
    },
  };
}

function failureOf(action: string, { detail, updatedAtMs }: ActionRun): readonly string[] {
  const { errorDetails, externalExecutionSummary, externalExecutionUrl } = detail.output?.executionResult ?? {};
  const reason = lineOf(textOf(errorDetails?.code), textOf(errorDetails?.message));
  return [
    lineOf(`${action} failed at ${utc(updatedAtMs)}`, reason || textOf(externalExecutionSummary)),
    textOf(externalExecutionUrl),
  ];
}

/** What runs longest stands first, as the runs are in the order of their starts. */
function runningOf(action: string, { detail, startedAtMs }: ActionRun): string {
  const { externalExecutionSummary, externalExecutionId } = detail.output?.executionResult ?? {};
  const works = textOf(externalExecutionSummary) || textOf(externalExecutionId);
  return lineOf(`${action} has been in progress since ${utc(startedAtMs)}`, works);
}
