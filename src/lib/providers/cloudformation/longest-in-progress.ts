import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { Investigator } from '../../ports.ts';
import { lineOf, utc } from '../findings.ts';
import { type RunsReader, resourceOf } from './runs-with-nested.ts';
import { isOfStack, type StackRun, textOf, timeOf } from './stack-run.ts';

const mostTold = 3;

/** The resources that have been in progress longest, with what CloudFormation says of them. Nested stacks come after what is in them. */
export function longestInProgress(read: RunsReader): Investigator {
  return {
    name: 'longestInProgress',
    async investigate(signal) {
      const runs = await read(signal);
      return runs
        .flatMap((run, index) => inProgressIn(run).map((since) => ({ ...since, isNested: index > 0 })))
        .toSorted((one, other) => Number(isStack(one)) - Number(isStack(other)) || one.sinceMs - other.sinceMs)
        .slice(0, mostTold)
        .map(({ newest, sinceMs, isNested }) => {
          const status = textOf(newest.ResourceStatus);
          return lineOf(
            `${resourceOf(newest, isNested)} has been ${status} since ${utc(sinceMs)}`,
            textOf(newest.ResourceStatusReason),
          );
        });
    },
  };
}

interface InProgress {
  readonly newest: StackEvent;
  /** A resource says several times that it is in progress: the first of them counts. */
  readonly sinceMs: number;
}

function isStack({ newest }: InProgress): boolean {
  return newest.ResourceType === 'AWS::CloudFormation::Stack';
}

function inProgressIn({ events }: StackRun): readonly InProgress[] {
  const known = new Map<string, { readonly newest: StackEvent; sinceMs: number; isOver: boolean }>();
  for (const event of events) {
    if (isOfStack(event)) continue;
    const name = textOf(event.LogicalResourceId);
    const one = known.get(name);
    if (one === undefined) known.set(name, { newest: event, sinceMs: timeOf(event), isOver: false });
    else if (event.ResourceStatus !== one.newest.ResourceStatus) one.isOver = true;
    else if (!one.isOver) one.sinceMs = timeOf(event);
  }
  return [...known.values()].filter(({ newest }) => textOf(newest.ResourceStatus).endsWith('_IN_PROGRESS'));
}
