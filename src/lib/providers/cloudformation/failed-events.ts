import type { Investigator } from '../../ports.ts';
import { lineOf, utc } from '../findings.ts';
import { type RunsReader, resourceOf } from './runs-with-nested.ts';
import { isOfStack, textOf, timeOf } from './stack-run.ts';

const mostTold = 12;

/**
 * The resources that failed in the newest run, first failure first, with CloudFormation's reasons; those that were only cancelled
 * because another failed come last.
 */
export function failedEvents(read: RunsReader): Investigator {
  return {
    name: 'failedEvents',
    async investigate(signal) {
      const runs = await read(signal);
      const failed = runs.flatMap(({ events }, index) =>
        events
          .filter((event) => !isOfStack(event) && textOf(event.ResourceStatus).endsWith('_FAILED'))
          .map((event) => {
            const reason = textOf(event.ResourceStatusReason);
            const where = `${resourceOf(event, index > 0)} ${textOf(event.ResourceStatus)} at ${utc(timeOf(event))}`;
            return { line: lineOf(where, reason), atMs: timeOf(event), isFollower: isFollower(reason) };
          }),
      );
      // What is nested fails before the stack that it is in says so.
      const inOrder = failed.toSorted((one, other) => one.atMs - other.atMs);
      const [causes, followers] = [true, false].map((isCause) => inOrder.filter((one) => one.isFollower !== isCause));
      return [...(causes ?? []), ...(followers ?? [])].slice(0, mostTold).map(({ line }) => line);
    },
  };
}

/** "Resource creation cancelled": something else had failed. */
function isFollower(reason: string): boolean {
  return /cancelled$/i.test(reason);
}
