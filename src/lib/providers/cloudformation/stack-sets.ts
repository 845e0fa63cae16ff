import type { StackSetOperationResultSummary, StackSetOperationSummary } from '@aws-sdk/client-cloudformation';
import { errorName } from '../../model/errors.ts';
import {
  type AttemptDetails,
  type AttemptTraits,
  noDetails,
  type Observation,
  type TargetState,
} from '../../model/observation.ts';
import type { DeploymentReference } from '../../model/reference.ts';
import { isFinalPhase } from '../../model/statuses.ts';
import type { DeploymentFacts } from '../../model/subject.ts';
import { namesFromTags, type TagKeys, type Tags } from '../../model/tags.ts';
import type { Clock, Investigator } from '../../ports.ts';
import { type Cache, createCache } from '../cache.ts';
import { lineOf } from '../findings.ts';
import { objectsIn, pages } from '../paging.ts';
import type { CallOptions } from '../sdk-api.ts';
import { CloudFormationUnavailable, IncompleteAnswer, isThrottle } from './answers.ts';
import type { CloudFormationApi } from './api.ts';
import { providerName } from './names.ts';
import { textOf } from './stack-run.ts';
import {
  parseStackSetArn,
  type StackSetArn,
  stackSetConsoleUrl,
  stackSetKind,
  stackSetNameIn,
  stackSetReferenceOf,
} from './stack-set-names.ts';
import { isOpenOperation, phaseOf } from './states.ts';

/** Operations have ids. Where conflicting ones are queued, there are several at once. Their list is eventually consistent. */
export const operationAttempts: AttemptTraits = {
  oneAtATime: false,
  identifiedBy: 'id',
  idsBeginAgain: false,
  readLagMs: 30_000,
};

/**
 * Why an operation is only watched. A stop gives up the stacks that have not begun, and waits for those that are being deployed
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StopStackSetOperation.html): it does not end a stack that
 * hangs, and what is deployed already stays.
 */
export const noStopForStackSets =
  'a stop would not end the stack that hangs, and would leave accounts with different versions; cancel the update of that stack';

/** So many operations are looked through for those that are open, newest first: a list has no filter. */
const operationsRead = 100;
/** So many pages of results say how far an operation is: a thousand stacks. */
const mostResultPages = 10;
const tagsKeptMs = 10 * 60_000;

/** What StackSets are read with. */
export interface StackSetReader {
  readonly api: CloudFormationApi;
  readonly tagKeys: TagKeys;
  /** Tags and ARNs, by the name or id that was asked for. */
  readonly described: Cache<{ readonly arn: string; readonly tags: Tags }>;
}

export function createStackSetReader(api: CloudFormationApi, clock: Clock, tagKeys: TagKeys): StackSetReader {
  return { api, tagKeys, described: createCache({ clock, keptMs: tagsKeptMs }) };
}

/** The ARN and the tags of a StackSet. @throws what CloudFormation says of one that is not there, IncompleteAnswer */
export async function describeStackSet({ api, described }: StackSetReader, nameOrId: string) {
  return described.get(nameOrId, async () => {
    const { StackSet } = await api.call('DescribeStackSet', { StackSetName: nameOrId });
    const arn = textOf(StackSet?.StackSetARN);
    if (parseStackSetArn(arn) === undefined) throw new IncompleteAnswer('DescribeStackSet', 'StackSetARN');
    const tags = objectsIn(StackSet?.Tags).map(({ Key, Value }) => [textOf(Key), textOf(Value)] as const);
    return { arn, tags: Object.fromEntries(tags.filter(([key]) => key !== '')) };
  });
}

/** The operations of a StackSet that are open; where none is, how the newest one ended. */
export async function observeStackSet(
  reader: StackSetReader,
  reference: DeploymentReference,
): Promise<TargetState | undefined> {
  const known = reference.target === undefined ? undefined : parseStackSetArn(reference.target);
  const asked = known?.id ?? stackSetNameIn(reference.name);
  if (asked === undefined) return undefined;
  try {
    const { arn, tags } = await describeStackSet(reader, asked);
    const located = stackSetReferenceOf(arn);
    const place = parseStackSetArn(arn);
    if (located === undefined || place === undefined) return undefined;
    const { scope } = reference;
    const listed = await listOperations(reader.api, place.id);
    const deployments = listed.filter(({ Action }) => Action !== 'DETECT_DRIFT');
    const open = deployments.filter(({ Status }) => isOpenOperation(textOf(Status)));
    const shown = open.length > 0 ? open : deployments.slice(0, 1);
    const names = { ...namesFromTags(tags, reader.tagKeys), labels: tags };
    const attempts: Observation[] = [];
    for (const operation of shown) attempts.push(await observationOf(reader.api, operation, { ...place, arn, names }));
    return {
      reference: { ...located, ...(scope === undefined ? {} : { scope }) },
      traits: operationAttempts,
      attempts,
      // Operations may wait in a queue behind more than a page of newer ones only in theory.
      ...(listed.length < operationsRead ? { completeSinceMs: 0 } : {}),
      gone: false,
    };
  } catch (error) {
    if (!isStackSetNotFound(error)) throw asUnavailable(error);
    if (known === undefined || reference.target === undefined) return undefined;
    const target = { ...reference, target: reference.target };
    return { reference: target, traits: operationAttempts, attempts: [], completeSinceMs: 0, gone: true };
  }
}

/** One operation by its id. */
export async function observeStackSetOperation(
  { api }: StackSetReader,
  facts: DeploymentFacts,
): Promise<Observation | undefined> {
  const place = parseStackSetArn(facts.target);
  if (place === undefined || facts.id === '') return undefined;
  const { environment, service, labels, target } = facts;
  const names = { environment, service, labels };
  try {
    const input = { StackSetName: place.id, OperationId: facts.id };
    const { StackSetOperation } = await api.call('DescribeStackSetOperation', input);
    return StackSetOperation && (await observationOf(api, StackSetOperation, { ...place, arn: target, names }));
  } catch (error) {
    if (isStackSetNotFound(error) || errorName(error) === 'OperationNotFoundException') return undefined;
    throw asUnavailable(error);
  }
}

interface Place extends StackSetArn {
  readonly arn: string;
  readonly names: Pick<DeploymentFacts, 'environment' | 'service' | 'labels'>;
}

/** @throws IncompleteAnswer without its id, its status or its creation */
async function observationOf(
  api: CloudFormationApi,
  operation: Omit<StackSetOperationSummary, 'OperationPreferences'>,
  { arn, names, ...place }: Place,
): Promise<Observation> {
  const what = `an operation on the StackSet ${place.name}`;
  const { OperationId: id, Status: status, CreationTimestamp: created, EndTimestamp: ended } = operation;
  if (typeof id !== 'string' || id === '') throw new IncompleteAnswer(what, 'OperationId');
  if (typeof status !== 'string') throw new IncompleteAnswer(what, 'Status');
  const startedAtMs = millisecondsOf(created);
  if (startedAtMs === 0) throw new IncompleteAnswer(what, 'CreationTimestamp');
  const phase = phaseOf(status);
  const isEnded = isFinalPhase(phase);
  const results = phase === 'running' || phase === 'stopping' ? await resultsOf(api, place.id, id) : undefined;
  const endedAtMs = isEnded ? millisecondsOf(ended) : 0;
  const deployment: DeploymentFacts = {
    provider: providerName,
    kind: stackSetKind,
    target: arn,
    name: `stackset:${place.name}`,
    account: place.account,
    region: place.region,
    ...names,
    status,
    phase,
    operation: operation.Action === 'CREATE' ? 'create' : 'update',
    id,
    startedAtMs,
    endedAtMs,
    lastProgressAtMs: Math.max(startedAtMs, endedAtMs),
    expectedByMs: 0,
    initiator: '',
    cause: phase === 'cancelled' || phase === 'stopping' ? 'asked' : phase === 'failed' ? 'unknown' : '',
    needsHuman: false,
    template: '',
    templateVersion: '',
  };
  const reason = textOf(operation.StatusReason);
  return {
    subject: { on: 'deployment', deployment },
    details: detailsOf(operation, place, phase, results),
    providerTimeMs: Math.max(startedAtMs, endedAtMs),
    // What waits in the queue has not moved; that it begins is progress, and each stack that ends.
    ...(results === undefined ? {} : { progress: 1 + results.filter(isDone).length }),
    ...(reason === '' ? {} : { statusMessage: reason }),
  };
}

function detailsOf(
  { Action: action, StatusDetails: counts }: Omit<StackSetOperationSummary, 'OperationPreferences'>,
  place: StackSetArn,
  phase: DeploymentFacts['phase'],
  results: readonly StackSetOperationResultSummary[] | undefined,
): AttemptDetails {
  const failed = counts?.FailedStackInstancesCount;
  const parts = [
    action === 'DELETE' ? 'deletes stacks' : '',
    results === undefined ? '' : `${results.filter(isDone).length} of ${results.length} stacks done`,
    typeof failed === 'number' && failed > 0 ? `${failed} failed` : '',
  ].filter((part) => part !== '');
  return {
    ...noDetails,
    links: { console: stackSetConsoleUrl(place) },
    ...(parts.length === 0 ? {} : { progress: parts.join(' · ') }),
    ...(phase === 'queued' ? { hint: 'It waits for an operation before it; StackSets begins it by itself' } : {}),
    ...(isFinalPhase(phase) ? {} : { actions: { cancel: { available: false, reason: noStopForStackSets } } }),
  };
}

function isDone({ Status }: StackSetOperationResultSummary): boolean {
  return Status !== 'PENDING' && Status !== 'RUNNING';
}

/** Newest first, as far as one page goes. */
export async function listOperations(api: CloudFormationApi, id: string): Promise<readonly StackSetOperationSummary[]> {
  const { Summaries } = await api.call('ListStackSetOperations', { StackSetName: id, MaxResults: operationsRead });
  return objectsIn(Summaries);
}

async function resultsOf(
  api: CloudFormationApi,
  StackSetName: string,
  OperationId: string,
  options?: CallOptions,
): Promise<readonly StackSetOperationResultSummary[]> {
  const found: StackSetOperationResultSummary[] = [];
  let read = 0;
  const list = pages<StackSetOperationResultSummary>(async ({ maxResults, nextToken }) => {
    const token = nextToken === undefined ? {} : { NextToken: nextToken };
    const input = { StackSetName, OperationId, MaxResults: maxResults, ...token };
    const answer = await api.call('ListStackSetOperationResults', input, options);
    return { members: answer.Summaries, nextToken: answer.NextToken };
  });
  for await (const { members } of list) {
    found.push(...members);
    read += 1;
    if (read >= mostResultPages) break;
  }
  return found;
}

/** Where an operation fails or hangs: the accounts and Regions, with what StackSets says. */
export function stackSetResults(api: CloudFormationApi, { target, id }: DeploymentFacts): Investigator {
  return {
    name: 'stackSetResults',
    async investigate(signal) {
      const place = parseStackSetArn(target);
      if (place === undefined || id === '') return [];
      const results = await resultsOf(api, place.id, id, { signal });
      const told = [
        ...results.filter(({ Status }) => Status === 'FAILED').slice(0, 8),
        ...results.filter(({ Status }) => Status === 'RUNNING').slice(0, 4),
      ];
      return told.map(({ Account, Region, Status, StatusReason }) =>
        lineOf(`${textOf(Account)} in ${textOf(Region)} ${textOf(Status)}`, textOf(StatusReason)),
      );
    },
  };
}

export function isStackSetNotFound(error: unknown): boolean {
  return errorName(error) === 'StackSetNotFoundException';
}

function asUnavailable(error: unknown): unknown {
  const isItsOwnWord = isThrottle(error) || error instanceof IncompleteAnswer;
  return isItsOwnWord ? error : new CloudFormationUnavailable('ListStackSetOperations', error);
}

function millisecondsOf(value: unknown): number {
  const ms = value instanceof Date ? value.getTime() : Number.NaN;
  return Number.isFinite(ms) ? ms : 0;
}
