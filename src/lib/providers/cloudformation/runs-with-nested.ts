import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { CloudFormationApi } from './api.ts';
import { nestedConcerned, readRun, type StackRun } from './stack-run.ts';

/** So many nested stacks are read, each with its own nested ones: a diagnosis has five seconds. */
const mostNested = 6;

/** The newest runs of a stack and of what is nested in it, and is at work or has failed; its own first. */
export type RunsReader = (signal: AbortSignal) => Promise<readonly StackRun[]>;

/** Reads them once for all investigators of one diagnosis. */
export function createRunsReader(api: CloudFormationApi, stackId: string): RunsReader {
  let reading: Promise<readonly StackRun[]> | undefined;
  return (signal) => {
    reading ??= readRuns(api, stackId, signal);
    return reading;
  };
}

/** @throws whatever keeps the root's events from being read; a nested stack that cannot be read is left out */
async function readRuns(api: CloudFormationApi, stackId: string, signal: AbortSignal): Promise<readonly StackRun[]> {
  const root = await readRun(api, stackId, { signal });
  const runs = [root];
  const waiting = [...nestedConcerned(root)];
  while (waiting.length > 0 && runs.length <= mostNested) {
    const ids = waiting.splice(0, mostNested + 1 - runs.length);
    const read = await Promise.allSettled(ids.map((id) => readRun(api, id, { signal })));
    for (const result of read) {
      if (result.status === 'rejected') continue;
      runs.push(result.value);
      waiting.push(...nestedConcerned(result.value));
    }
  }
  return runs;
}

/** A resource as people know it: `Web (AWS::ECS::Service)`, with the name of its stack where that is a nested one. */
export function resourceOf({ LogicalResourceId, ResourceType, StackName }: StackEvent, isNested: boolean): string {
  const name = isNested && typeof StackName === 'string' ? `${StackName}/${LogicalResourceId}` : LogicalResourceId;
  return `${name ?? ''} (${ResourceType ?? ''})`;
}
