import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { pages } from '../paging.ts';
import type { CallOptions } from '../sdk-api.ts';
import type { CloudFormationApi } from './api.ts';
import { parseStackArn } from './names.ts';
import { beginnings } from './states.ts';

/** Some hundred events on each; an operation with more of them is read in part. */
const mostPages = 5;

/** What a stack's events show of its newest run: all since something last began. */
export interface StackRun {
  /** Newest first. */
  readonly events: readonly StackEvent[];
  /** Whether its beginning is among them. */
  readonly isComplete: boolean;
  /** Whether there may be older ones that were not read. If not, and its beginning is missing, they are not all there yet. */
  readonly isCut: boolean;
}

/** Whether the event is about the stack itself and not about one of its resources. */
export function isOfStack({ StackId, PhysicalResourceId }: StackEvent): boolean {
  return typeof StackId === 'string' && PhysicalResourceId === StackId;
}

function isBeginning(event: StackEvent): boolean {
  return isOfStack(event) && beginnings.has(event.ResourceStatus ?? '');
}

/** Reads the newest run of a stack. @throws whatever keeps the events from being read */
export async function readRun(api: CloudFormationApi, stackId: string, options?: CallOptions): Promise<StackRun> {
  const events: StackEvent[] = [];
  let pagesRead = 0;
  for await (const members of eventPages(api, stackId, options)) {
    pagesRead += 1;
    const end = members.findIndex((event) => isBeginning(event));
    events.push(...(end < 0 ? members : members.slice(0, end + 1)));
    if (end >= 0) return { events, isComplete: true, isCut: false };
  }
  return { events, isComplete: false, isCut: pagesRead === mostPages };
}

/**
 * Reads the run of an operation that may not be the newest one.
 *
 * @returns `undefined` where the events that are read do not have it
 */
export async function readRunOf(
  api: CloudFormationApi,
  stackId: string,
  operationId: string,
): Promise<StackRun | undefined> {
  /** What is read of one run, newest first. */
  let events: StackEvent[] = [];
  for await (const members of eventPages(api, stackId)) {
    for (const event of members) {
      events.push(event);
      if (!isBeginning(event)) continue;
      if (events.some(({ OperationId }) => OperationId === operationId))
        return { events, isComplete: true, isCut: false };
      events = [];
    }
  }
  return undefined;
}

async function* eventPages(
  api: CloudFormationApi,
  stackId: string,
  options?: CallOptions,
): AsyncIterable<readonly StackEvent[]> {
  let read = 0;
  const listing = pages<StackEvent>(async ({ nextToken }) => {
    const token = nextToken === undefined ? {} : { NextToken: nextToken };
    const answer = await api.call('DescribeStackEvents', { StackName: stackId, ...token }, options);
    return { members: answer.StackEvents, nextToken: answer.NextToken };
  });
  for await (const { members } of listing) {
    yield members;
    read += 1;
    if (read >= mostPages) return;
  }
}

/**
 * Whether these are the events of the operation, or of what it went on with. Answers lag, each by itself: a status may be shown before
 * its events are.
 */
export function isRunOf({ events, isComplete }: StackRun, operationId: string): boolean {
  const ids = events.flatMap(({ OperationId }) => (textOf(OperationId) === '' ? [] : [OperationId]));
  return !isComplete || operationId === '' || ids.length === 0 || ids.includes(operationId);
}

/** Whether the run shows that an update is rolled back. */
export function isRollbackShown({ events }: StackRun): boolean {
  return events.some((event) => isOfStack(event) && event.ResourceStatus === 'UPDATE_ROLLBACK_IN_PROGRESS');
}

/** When anything last changed; 0 where no event says so. */
export function lastChangeMs({ events }: StackRun): number {
  return Math.max(0, ...events.map((event) => timeOf(event)));
}

/** The stack's status by its newest event, and when it came to it. */
export function statusIn({ events }: StackRun): { readonly status: string; readonly atMs: number } | undefined {
  const newest = events.find((event) => isOfStack(event));
  return newest && { status: newest.ResourceStatus ?? '', atMs: timeOf(newest) };
}

/**
 * How an operation of the run ended, and when: at the first status after its beginning that nothing is under way in. What a person
 * goes on with after that, such as a rollback that has failed, is an operation of its own.
 */
export function endOfOperation(
  { events }: StackRun,
  operationId: string,
): { readonly status: string; readonly atMs: number } | undefined {
  const oldestFirst = events.filter((event) => isOfStack(event)).toReversed();
  const beginning = oldestFirst.findIndex((event) => event.OperationId === operationId);
  const end = oldestFirst.slice(Math.max(beginning, 0)).find(({ ResourceStatus }) => {
    return !textOf(ResourceStatus).endsWith('_IN_PROGRESS');
  });
  return end && { status: textOf(end.ResourceStatus), atMs: timeOf(end) };
}

/** Tokens of the bot's own cancels begin so. */
export const tokenPrefix = 'proton-bot-';

/**
 * Whether somebody asked for the rollback. Only the text of its first event shows this, which AWS does not promise, or the token of the
 * bot's own cancel (assumption C4). Where neither says so, it counts as one that a failure has led to; so does one that a person goes
 * on with after it has failed.
 */
export function isRollbackAskedFor({ events }: StackRun): boolean {
  const first = events.findLast((event) => isOfStack(event) && event.ResourceStatus === 'UPDATE_ROLLBACK_IN_PROGRESS');
  if (first === undefined) return false;
  return (
    /^user initiated\b/i.test(textOf(first.ResourceStatusReason)) ||
    textOf(first.ClientRequestToken).startsWith(tokenPrefix)
  );
}

/** What failed first, and why, in CloudFormation's words; what failed after it was mostly cancelled for it. */
export function firstFailure({ events }: StackRun): string {
  const failed = events.findLast(
    (event) =>
      !isOfStack(event) &&
      textOf(event.ResourceStatus).endsWith('_FAILED') &&
      textOf(event.ResourceStatusReason) !== '' &&
      !/cancelled$/i.test(textOf(event.ResourceStatusReason)),
  );
  if (failed === undefined) return '';
  return `${textOf(failed.LogicalResourceId)} (${textOf(failed.ResourceType)}): ${textOf(failed.ResourceStatusReason)}`;
}

/** Ids of the nested stacks that are at work: what they do is in their own events. */
export function nestedAtWork(run: StackRun): readonly string[] {
  return nestedWith(run, (status) => status.endsWith('_IN_PROGRESS'));
}

/** Ids of the nested stacks that are at work or have failed. */
export function nestedConcerned(run: StackRun): readonly string[] {
  return nestedWith(run, (status) => status.endsWith('_IN_PROGRESS') || status.endsWith('_FAILED'));
}

function nestedWith({ events }: StackRun, isWanted: (status: string) => boolean): readonly string[] {
  const latest = new Map<string, StackEvent>();
  for (const event of events) {
    const { LogicalResourceId: name = '', ResourceType: type } = event;
    if (type === 'AWS::CloudFormation::Stack' && !isOfStack(event) && !latest.has(name)) latest.set(name, event);
  }
  return [...latest.values()].flatMap(({ ResourceStatus, PhysicalResourceId: id }) => {
    return isWanted(textOf(ResourceStatus)) && typeof id === 'string' && parseStackArn(id) !== undefined ? [id] : [];
  });
}

/** When it happened; 0 where the event does not say so. */
export function timeOf({ Timestamp: at }: StackEvent): number {
  const ms = at instanceof Date ? at.getTime() : Number.NaN;
  return Number.isFinite(ms) ? ms : 0;
}

/** A text of an answer, whatever stands in its place. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
