import type { Stack } from '@aws-sdk/client-cloudformation';
import type { ActionType } from '../../model/claim.ts';
import type { DiscoveredPage } from '../../model/discovery.ts';
import { type AttemptTraits, noDetails, type Observation, type TargetState } from '../../model/observation.ts';
import type { SubjectReference } from '../../model/reference.ts';
import { isFinalPhase } from '../../model/statuses.ts';
import type { DeploymentFacts, Subject } from '../../model/subject.ts';
import type { TagKeys } from '../../model/tags.ts';
import type { CallResult, Clock, DiscoverOptions, Provider } from '../../ports.ts';
import { createCache } from '../cache.ts';
import { type CallRate, createCallRate } from '../call-rate.ts';
import { objectsIn } from '../paging.ts';
import {
  CloudFormationUnavailable,
  classifyCancel,
  IncompleteAnswer,
  isStackNotFound,
  isThrottle,
  StackInOtherRegion,
} from './answers.ts';
import type { CloudFormationApi } from './api.ts';
import { discover } from './discover.ts';
import { failedEvents } from './failed-events.ts';
import { longestInProgress } from './longest-in-progress.ts';
import { parseStackArn, providerName, referenceOf, stackConsoleUrl } from './names.ts';
import { causeOf, readStack, stackIdOf, statusOf } from './observations.ts';
import { operationIdOf } from './operation-id.ts';
import { lastProgressMs, type RunReader, runOf, runsKeptMs } from './progress.ts';
import { candidates } from './references.ts';
import { createRunsReader } from './runs-with-nested.ts';
import {
  endOfOperation,
  isRollbackAskedFor,
  isRollbackShown,
  isRunOf,
  readRunOf,
  type StackRun,
  statusIn,
  tokenPrefix,
} from './stack-run.ts';
import { discoverStackSets, firstStackSetToken, isStackSetToken } from './stack-set-discover.ts';
import { stackSetKind } from './stack-set-names.ts';
import {
  createStackSetReader,
  observeStackSet,
  observeStackSetOperation,
  type StackSetReader,
  stackSetResults,
} from './stack-sets.ts';
import { phaseOf, type StackState, stateOf } from './states.ts';

/** What the provider is made with, beside its API. */
export interface CloudFormationOptions {
  /** The one that `api` asks. */
  readonly region: string;
  readonly clock: Clock;
  readonly wait: (durationMs: number) => Promise<void>;
  readonly tagKeys: TagKeys;
  /** Whether the bot was given the right to cancel updates. */
  readonly canCancel: boolean;
  /** Whether operations on StackSets are watched, too; they are not if left out. */
  readonly watchesStackSets?: boolean;
  /** Names of stacks that are none of its business. */
  readonly leftAlone: readonly string[];
}

/**
 * A stack does one thing at a time. Every operation has an id of its own, which old answers may lack (assumption C5). How old an
 * answer may be is not documented.
 */
export const stackAttempts: AttemptTraits = {
  oneAtATime: true,
  identifiedBy: 'start',
  idsBeginAgain: false,
  readLagMs: 30_000,
};

/** A nested stack belongs to the same root for as long as it is there. */
const rootsKeptMs = 60 * 60_000;
const mostRoots = 5_000;

interface Parts {
  readonly api: CloudFormationApi;
  readonly options: CloudFormationOptions;
  readonly reader: RunReader;
  readonly rate: CallRate;
  readonly stackSets: StackSetReader;
  /** Ids of roots by the ids of stacks that are nested in them; the stack's own where it is in none. */
  readonly roots: Map<string, { readonly rootId: string; readonly untilMs: number }>;
}

/** Stacks of AWS CloudFormation. Nested stacks are posted and acted on with their root. */
export function createCloudFormationProvider(api: CloudFormationApi, options: CloudFormationOptions): Provider {
  const { clock, wait } = options;
  const runs = createCache<StackRun>({ clock, keptMs: runsKeptMs });
  const reader: RunReader = { api, clock, runs };
  const parts: Parts = {
    api,
    options,
    reader,
    rate: createCallRate({ clock, wait }),
    stackSets: createStackSetReader(api, clock, options.tagKeys),
    roots: new Map(),
  };
  return {
    name: providerName,
    observe: (reference) => observe(parts, reference),
    observeAttempt: (facts) =>
      facts.kind === stackSetKind
        ? observeStackSetOperation(parts.stackSets, facts)
        : orUnavailable('DescribeStackEvents', () => observeAttempt(api, facts)),
    perform: (action, subject) => perform(api, action, subject, options),
    investigators(facts) {
      if (facts.kind === stackSetKind) return [stackSetResults(api, facts)];
      const { target } = facts;
      const read = createRunsReader(api, target);
      return [failedEvents(read), longestInProgress(read)];
    },
    discover: (discoverOptions) => discoverBoth(parts, discoverOptions),
    candidates,
  };
}

/** The stacks, then the StackSets: a token says of which. */
async function* discoverBoth(parts: Parts, options: DiscoverOptions = {}): AsyncIterable<DiscoveredPage> {
  const { api, rate, stackSets } = parts;
  const { leftAlone, watchesStackSets = false } = parts.options;
  let token = isStackSetToken(options.token) ? options.token : firstStackSetToken;
  if (!isStackSetToken(options.token)) {
    const isLeftAlone = (name: string) => leftAlone.includes(name);
    for await (const page of discover({ api, rate, isLeftAlone }, options)) {
      const isLast = page.nextToken === undefined && watchesStackSets && options.on !== 'connection';
      // Whoever is turned away asks for less, and later.
      if (page.failure?.isThrottle === true) token = '';
      yield isLast && token !== '' ? { ...page, nextToken: token } : page;
    }
  }
  if (watchesStackSets && token !== '' && options.on !== 'connection') yield* discoverStackSets(stackSets, rate, token);
}

/** A throttle passes, and what is wrong with the question is said as it is; the rest is an answer that did not come. */
async function orUnavailable<Value>(what: string, ask: () => Promise<Value>): Promise<Value> {
  try {
    return await ask();
  } catch (error) {
    throw isThrottle(error) || error instanceof IncompleteAnswer ? error : new CloudFormationUnavailable(what, error);
  }
}

async function observe(parts: Parts, reference: SubjectReference): Promise<TargetState | undefined> {
  if (reference.on !== 'deployment') return undefined;
  const { options, roots, stackSets } = parts;
  if (reference.kind === stackSetKind) {
    return options.watchesStackSets === true ? observeStackSet(stackSets, reference) : undefined;
  }
  if (reference.kind !== 'stack') return undefined;
  const asked = askedFor(reference.target, options.region) ?? reference.name;
  const known = roots.get(asked);
  const isKnown = known !== undefined && options.clock.now() < known.untilMs;
  const stack = await describe(parts, isKnown ? known.rootId : asked);
  if (stack === undefined) return goneState(reference);
  const id = stackIdOf(stack);
  const rootId = rootIdOf(stack) ?? id;
  if (rootId === id) return stateOfStack(parts, stack);
  // More than any account has: a container that lives long must not keep what is gone.
  if (roots.size >= mostRoots) roots.clear();
  roots.set(id, { rootId, untilMs: options.clock.now() + rootsKeptMs });
  const root = await describe(parts, rootId);
  return root === undefined ? undefined : stateOfStack(parts, root);
}

/** @throws StackInOtherRegion */
function askedFor(target: string | undefined, region: string): string | undefined {
  const parts = target === undefined ? undefined : parseStackArn(target);
  if (parts === undefined || target === undefined) return undefined;
  if (parts.region !== region) throw new StackInOtherRegion(target, region);
  return parts.uuid === undefined ? parts.name : target;
}

function rootIdOf({ RootId: rootId }: Stack): string | undefined {
  return parseStackArn(rootId) === undefined ? undefined : rootId;
}

/** By its whole id: an answer about another stack of the same name would be about another target. */
async function describe({ api }: Parts, nameOrId: string): Promise<Stack | undefined> {
  return orUnavailable('DescribeStacks', async () => {
    try {
      const { Stacks } = await api.call('DescribeStacks', { StackName: nameOrId });
      const [stack] = objectsIn(Stacks);
      // An answer without its stack is not "there is none": only CloudFormation's own word for that closes an item.
      if (stack === undefined) throw new IncompleteAnswer('DescribeStacks', 'Stacks');
      return stack;
    } catch (error) {
      if (isStackNotFound(error)) return undefined;
      throw error;
    }
  });
}

function goneState(reference: SubjectReference & { readonly on: 'deployment' }): TargetState | undefined {
  const { target } = reference;
  if (target === undefined || parseStackArn(target)?.uuid === undefined) return undefined;
  return { reference: { ...reference, target }, traits: stackAttempts, attempts: [], completeSinceMs: 0, gone: true };
}

/** A stack shows its newest operation, so every one that is under way is shown. */
async function stateOfStack(parts: Parts, stack: Stack): Promise<TargetState | undefined> {
  const { options, reader } = parts;
  const target = stackIdOf(stack);
  const reference = referenceOf(target);
  if (reference === undefined || options.leftAlone.includes(reference.name)) return undefined;
  const stackStatus = stack.StackStatus ?? '';
  const state = stateOf(stackStatus);
  const isOpen = !isFinalPhase(phaseOf(state.status));
  const run = await orUnavailable('DescribeStackEvents', () => runIfReadable(reader, stack, state));
  const lastProgressAtMs = run === undefined ? options.clock.now() : isOpen ? await lastProgressMs(reader, run) : 0;
  const observation = readStack(stack, { ...options, run, lastProgressAtMs });
  return {
    reference,
    traits: stackAttempts,
    attempts: observation === undefined ? [] : [observation],
    completeSinceMs: 0,
    gone: false,
  };
}

/**
 * Events say when anything last moved, and who asked for a rollback. For what is under way that is worth no delay: a cancel waits
 * for no events. For a rollback, only they show whether it follows a cancel or a failure, which must not be guessed.
 *
 * @returns `undefined` where they cannot be read, or are not there yet
 */
async function runIfReadable(reader: RunReader, stack: Stack, state: StackState): Promise<StackRun | undefined> {
  const { StackStatus: stackStatus = '' } = stack;
  const isNeeded = stackStatus.startsWith('UPDATE_ROLLBACK_');
  const id = operationIdOf(stack, state);
  const isThere = (run: StackRun) => isRunOf(run, id) && (!isNeeded || run.isCut || isRollbackShown(run));
  const isOfNow = (run: StackRun) => isThere(run) && (statusIn(run)?.status ?? stackStatus) === stackStatus;
  try {
    const run = await runOf(reader, stackIdOf(stack), isOfNow);
    if (isThere(run)) return run;
  } catch (error) {
    if (isNeeded) throw error;
    return undefined;
  }
  if (isNeeded) throw new IncompleteAnswer('DescribeStackEvents', `events of ${stackStatus}`);
  return undefined;
}

/** How an operation ended that is no longer its stack's last one, if the stack's events still show it. */
async function observeAttempt(api: CloudFormationApi, facts: DeploymentFacts): Promise<Observation | undefined> {
  if (facts.id === '' || parseStackArn(facts.target) === undefined) return undefined;
  const run = await readRunOf(api, facts.target, facts.id);
  const end = run && endOfOperation(run, facts.id);
  // What has not come to an end by its events was cut off by what came next: nobody can say how it ended.
  if (run === undefined || end === undefined) return undefined;
  const state = stateOf(end.status);
  const isAsked = isRollbackAskedFor(run);
  const status = statusOf(state, end.status, isAsked);
  const phase = phaseOf(status);
  const deployment: DeploymentFacts = {
    ...facts,
    status,
    phase,
    endedAtMs: end.atMs,
    needsHuman: state.needsHuman === true,
    cause: causeOf(phase, isAsked),
  };
  const details = { ...noDetails, links: { console: stackConsoleUrl(facts.target) } };
  return { subject: { on: 'deployment', deployment }, details, statusMessage: end.status };
}

/**
 * One attempt. The call names a stack, not an operation: that it is still the same one, and in UPDATE_IN_PROGRESS, was read just
 * before, by the fence. With the same token it is carried out once.
 */
async function perform(
  api: CloudFormationApi,
  action: ActionType,
  subject: Subject,
  { canCancel }: CloudFormationOptions,
): Promise<CallResult> {
  if (subject.on !== 'deployment' || action !== 'cancel') {
    return { result: 'refused', conflict: false, error: 'CloudFormation has no such action' };
  }
  const { target, id, operation } = subject.deployment;
  if (operation !== 'update' || !canCancel) {
    return { result: 'refused', conflict: false, error: 'only updates can be cancelled, where the bot may' };
  }
  try {
    const token = id === '' ? {} : { ClientRequestToken: `${tokenPrefix}${id}`.slice(0, 128) };
    await api.call('CancelUpdateStack', { StackName: target, ...token });
    return { result: 'accepted' };
  } catch (error) {
    return classifyCancel(error);
  }
}
