import { type CloudFormation, createCloudFormation, createSeededRandom } from '@proton-bot/local-aws';
import { usualTagKeys } from '../../../src/lib/model/tags.ts';
import type { Provider } from '../../../src/lib/ports.ts';
import {
  type CloudFormationOperation,
  cloudFormationEvents,
  createCloudFormationProvider,
  referenceOf,
} from '../../../src/lib/providers/cloudformation/index.ts';
import {
  type ActingCall,
  type BackEnd,
  type BackEndContext,
  failure,
  genericFailures,
  type Invocation,
  type TrueAttempt,
} from '../../../src/simulation/index.ts';
import { callInProcess, typedApi } from '../../lib/providers/cloudformation/in-process.ts';
import type { StackSettings } from './settings.ts';

const identity = { accountId: '123456789012', region: 'us-east-1' };
export const stackNames = ['north', 'south'] as const;
export type StackName = (typeof stackNames)[number];

/** The second has a stack nested in it, whose events are about another target than the message. */
const templates: Readonly<Record<StackName, string>> = {
  north: templateOf('AWS::SQS::Queue'),
  south: templateOf('AWS::CloudFormation::Stack'),
};
const nestedName = 'south-Last';

function templateOf(lastType: string): string {
  return JSON.stringify({ Resources: { First: { Type: 'AWS::SNS::Topic' }, Last: { Type: lastType } } });
}

/** One creation, update or deletion as it really went. */
interface Run {
  readonly id: string;
  readonly target: string;
  readonly isDeletion: boolean;
  readonly startedAtMs: number;
  endedAtMs: number | undefined;
  status: string;
  /** Whether somebody cancelled it. */
  isAsked: boolean;
  /** From when on it cleans up, or is rolled back: neither can be stuck, nor be cancelled. */
  readonly notStuck: { readonly fromMs: number }[];
}

const underWay: ReadonlySet<string> = new Set([
  'CREATE_IN_PROGRESS',
  'UPDATE_IN_PROGRESS',
  'DELETE_IN_PROGRESS',
  'IMPORT_IN_PROGRESS',
]);

const failures = { ...genericFailures, throttle: () => failure('Throttling', 400) };
type StackView = Readonly<Record<string, unknown>>;

/** The project's CloudFormation, whose answers lag, with the bot's real provider in front of it. */
export class CloudFormationBackEnd implements BackEnd {
  readonly name = 'cloudFormation';
  readonly acting: ActingCall[] = [];
  readonly service: CloudFormation;
  changes = 0;
  readonly #context: BackEndContext;
  readonly #settings: StackSettings;
  readonly #runs: Run[] = [];
  /** How each stack was described from when on, by its id. */
  readonly #described = new Map<string, { readonly atMs: number; readonly stack: StackView }[]>();
  #isSettingUp = true;
  #draws = 0;

  constructor(context: BackEndContext, settings: StackSettings) {
    this.#context = context;
    this.#settings = settings;
    const { clock } = context;
    this.service = createCloudFormation({
      clock: {
        nowMs: () => clock.now(),
        setTimer: (delayMs, callback) => {
          if (!this.#isSettingUp) {
            return clock.schedule(clock.now() + Math.max(0, delayMs), () => {
              callback();
              this.#look();
            });
          }
          callback();
          return () => undefined;
        },
      },
      random: createSeededRandom(1),
      identity,
      // A rollback is over within the greatest lag: what is shown of it may be from before, by the events alone.
      settings: { resourceMs: 8_000, slowResourceMs: 150_000, cleanupMs: 5_000, changeSetMs: 0, pageSize: 100 },
      emit: (event) => {
        this.#look();
        if (!this.#isSettingUp) context.emit({ ...event, id: context.uuid() });
      },
    });
    for (const name of stackNames) this.#create(name);
    this.#isSettingUp = false;
    this.#runs.length = 0;
  }

  // What others do.

  /** An update, or the creation of what is not there. @throws AwsError where it cannot begin */
  update(name: StackName, outcome: 'succeed' | 'fail' | 'hang' | 'slow', rollback: 'succeed' | 'fail'): void {
    this.script(name, outcome);
    this.service.script(name, rollback, { on: 'rollback' });
    const isThere = this.service.call('DescribeStacks', {}).Stacks.some(({ StackName }) => StackName === name);
    if (isThere) this.service.call('UpdateStack', { StackName: name });
    else this.#create(name);
    this.#look();
  }

  script(name: StackName, outcome: 'succeed' | 'fail' | 'hang' | 'slow'): void {
    for (const stack of name === 'south' ? [name, nestedName] : [name]) this.service.script(stack, outcome);
    this.#look();
  }

  /** @throws AwsError where it cannot be deleted now */
  remove(name: StackName, outcome: 'succeed' | 'fail'): void {
    this.service.script(name, outcome, { on: 'deletion' });
    this.service.call('DeleteStack', { StackName: name });
    this.#look();
  }

  /** @throws AwsError where nothing can be cancelled */
  cancelByOther(name: StackName): void {
    const [stack] = this.service.call('DescribeStacks', { StackName: name }).Stacks;
    this.service.call('CancelUpdateStack', { StackName: name });
    this.#noteCancel(stack?.StackId ?? '');
    this.#look();
  }

  /** @throws AwsError while something is under way */
  makeChangeSet(name: StackName): void {
    this.service.makeChangeSet(name);
    this.#look();
  }

  /** Resources are taken over by a change set. @throws AwsError while something is under way */
  takeOver(name: StackName, outcome: 'succeed' | 'fail' | 'hang', rollback: 'succeed' | 'fail'): void {
    this.script(name, outcome);
    this.service.script(name, rollback, { on: 'rollback' });
    const changeSet = { StackName: name, ChangeSetName: 'take-over', ChangeSetType: 'IMPORT' };
    this.service.call('CreateChangeSet', { ...changeSet, TemplateBody: templates[name] });
    this.service.call('ExecuteChangeSet', changeSet);
    this.#look();
  }

  /** @throws AwsError where no rollback has failed */
  continueRollback(name: StackName): void {
    this.service.script(name, 'succeed', { on: 'rollback' });
    this.service.call('ContinueUpdateRollback', { StackName: name });
    this.#look();
  }

  #create(name: StackName): void {
    const tags = [{ Key: 'environment', Value: 'prod' }];
    this.service.call('CreateStack', { StackName: name, TemplateBody: templates[name], Tags: tags });
  }

  // What the bot asks.

  provider(invocation: Invocation): Provider {
    const { clock } = this.#context;
    const api = typedApi((operation, input) =>
      invocation.call(`CloudFormation ${operation}`, failures, () => this.#answer(operation, { ...input })),
    );
    return createCloudFormationProvider(api, {
      region: identity.region,
      clock: { now: () => clock.now() + invocation.skewMs },
      wait: (durationMs) => clock.sleep(durationMs),
      tagKeys: usualTagKeys,
      canCancel: true,
      leftAlone: [],
    });
  }

  resourceManagers(): readonly [] {
    return [];
  }

  referenceOf(target: string) {
    return referenceOf(target);
  }

  parseEvent(event: object) {
    return cloudFormationEvents.parseEvent({ ...event });
  }

  isActing(label: string): boolean {
    return label === 'CloudFormation CancelUpdateStack';
  }

  attempts(): readonly (TrueAttempt & { readonly isAsked: boolean })[] {
    return this.#runs;
  }

  // The answers.

  #answer(operation: CloudFormationOperation, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
    switch (operation) {
      case 'CancelUpdateStack':
        return this.#cancel(input);
      case 'DescribeStacks':
        return { Stacks: [this.#describe(String(input['StackName']))] };
      case 'DescribeStackEvents': {
        const asOfMs = this.#moment();
        const { StackEvents } = this.service.call(operation, input);
        return { StackEvents: StackEvents.filter(({ Timestamp }) => Timestamp.getTime() <= asOfMs) };
      }
      case 'ListStacks':
        return this.#list(input);
      default:
        throw new Error(`${operation} is about StackSets, which are not watched here`);
    }
  }

  /** How old an answer is: each draws anew. */
  #moment(): number {
    const { lagMs, draws } = this.#settings;
    this.#draws += 1;
    const tenths = draws[this.#draws % draws.length] ?? 0;
    return this.#context.clock.now() - Math.floor((lagMs * tenths) / 9);
  }

  /** Told by the minute, not drawn: a list that nobody asks for changes no other answer. */
  #momentOfLists(): number {
    const { lagMs, draws } = this.#settings;
    const nowMs = this.#context.clock.now();
    return nowMs - ((draws[Math.floor(nowMs / 60_000) % draws.length] ?? 0) > 5 ? lagMs : 0);
  }

  #shownAt(asOfMs: number): readonly StackView[] {
    return [...this.#described.values()].flatMap((known) => {
      const shown = known.findLast(({ atMs }) => atMs <= asOfMs);
      return shown === undefined ? [] : [shown.stack];
    });
  }

  #describe(nameOrId: string): StackView {
    const shown = this.#shownAt(this.#moment());
    const stack = nameOrId.startsWith('arn:')
      ? shown.find(({ StackId }) => StackId === nameOrId)
      : shown.findLast(({ StackName, StackStatus }) => StackName === nameOrId && StackStatus !== 'DELETE_COMPLETE');
    if (stack !== undefined) return stack;
    throw Object.assign(failure('ValidationError', 400), { message: `Stack with id ${nameOrId} does not exist` });
  }

  #list({ NextToken: token, StackStatusFilter: filter }: Readonly<Record<string, unknown>>): Record<string, unknown> {
    if (this.#settings.hasEmptyPages && token === undefined) return { StackSummaries: [], NextToken: 'more' };
    const wanted = Array.isArray(filter) ? filter : [];
    return {
      StackSummaries: this.#shownAt(this.#momentOfLists()).filter(({ StackStatus }) => wanted.includes(StackStatus)),
    };
  }

  #cancel(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const target = String(input['StackName']);
    const aimed = String(input['ClientRequestToken']).replace(/^proton-bot-/, '');
    const call = { atMs: this.#context.clock.now(), operation: 'CancelUpdateStack', aimed };
    try {
      const answer = callInProcess(this.service, 'CancelUpdateStack', input);
      const hit = this.#noteCancel(target);
      this.acting.push({ ...call, ...(hit === undefined ? {} : { hit: hit.id }) });
      this.#look();
      return answer;
    } catch (error) {
      this.acting.push({ ...call, error: error instanceof Error ? error.name : 'unknown' });
      throw error;
    }
  }

  #noteCancel(target: string): Run | undefined {
    const run = this.#runs.findLast((one) => one.target === target);
    if (run !== undefined) run.isAsked = true;
    return run;
  }

  /** What has become of the stacks since the last look. */
  #look(): void {
    const { clock } = this.#context;
    const nowMs = clock.now();
    this.changes += 1;
    // Until the lag is over, answers change by themselves.
    clock.schedule(nowMs + this.#settings.lagMs + 1, () => {
      this.changes += 1;
    });
    const there = this.service.call('DescribeStacks', {}).Stacks.map(({ StackId }) => StackId);
    for (const id of new Set([...there, ...this.#described.keys()])) {
      const [stack] = this.service.call('DescribeStacks', { StackName: id }).Stacks;
      if (stack === undefined) continue;
      const known = this.#described.get(id) ?? [];
      this.#described.set(id, known);
      known.push({ atMs: this.#isSettingUp ? 0 : nowMs, stack: { ...stack } });
      if (stack.RootId === undefined) this.#follow(stack, nowMs);
    }
  }

  #follow(stack: ReturnType<typeof firstOf>, nowMs: number): void {
    const { StackId: target, StackStatus: status } = stack;
    const started = stack.LastOperations.find(({ OperationType }) =>
      ['CREATE_STACK', 'UPDATE_STACK', 'DELETE_STACK'].includes(OperationType),
    );
    const last = this.#runs.findLast((run) => run.target === target);
    const isUnderWay = status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
    if (started !== undefined && isUnderWay && !this.#runs.some(({ id }) => id === started.OperationId)) {
      const isDeletion = status === 'DELETE_IN_PROGRESS';
      const startedAtMs = (stack.DeletionTime ?? stack.LastUpdatedTime ?? stack.CreationTime).getTime();
      const run = { id: started.OperationId, target, isDeletion, startedAtMs, status, isAsked: false, notStuck: [] };
      // A deletion takes the place of a creation that is under way.
      if (last !== undefined) last.endedAtMs ??= nowMs;
      this.#runs.push({ ...run, endedAtMs: undefined });
      return;
    }
    // What a person goes on with after its end is an attempt of its own, and none of these.
    if (last === undefined || last.endedAtMs !== undefined) return;
    last.status = status;
    if (!isUnderWay) last.endedAtMs = nowMs;
    else if (!underWay.has(status) && last.notStuck.length === 0) last.notStuck.push({ fromMs: nowMs });
  }
}

function firstOf(service: CloudFormation) {
  const [stack] = service.call('DescribeStacks', {}).Stacks;
  if (stack === undefined) throw new Error('there is no stack');
  return stack;
}
