import {
  type CodeDeploy,
  type CodeDeployOutcome,
  type CodeDeployState,
  createCodeDeploy,
  createSeededRandom,
  type GroupDefinition,
} from '@proton-bot/local-aws';
import type { Provider } from '../../../src/lib/ports.ts';
import {
  codeDeployEvents,
  createCodeDeployProvider,
  referenceOf,
} from '../../../src/lib/providers/code-deploy/index.ts';
import { isReading } from '../../../src/lib/providers/sdk-api.ts';
import {
  type ActingCall,
  type BackEnd,
  type BackEndContext,
  failure,
  genericFailures,
  type Invocation,
  type TrueAttempt,
} from '../../../src/simulation/index.ts';
import {
  allOn,
  arnOf,
  callInProcess,
  identity,
  tagKeys,
  typedApi,
} from '../../lib/providers/code-deploy/in-process.ts';
import { LaggingStates } from '../lagging-states.ts';
import type { TakenRollback } from '../rollbacks.ts';

/** The second one has nothing to roll back to; the third one waits for a person, and before it terminates what was replaced. */
export const groupNames = ['shop/orders', 'shop/fresh', 'web/live'] as const;
export type GroupName = (typeof groupNames)[number];

const tags = { environment: 'prod' };
const groups: readonly GroupDefinition[] = [
  { application: 'shop', group: 'orders', platform: 'Server', rollsBack: true, tags },
  { application: 'shop', group: 'fresh', platform: 'Server', hasRevision: false },
  { application: 'web', group: 'live', platform: 'ECS', readyWaitMinutes: 2, terminationWaitMinutes: 1, tags },
];
const stack = `arn:aws:cloudformation:${identity.region}:${identity.accountId}:stack/checkout/1`;

/** Who begins a deployment. */
export type Origin = 'user' | 'stack' | 'autoscaling';

/** How a history's CodeDeploy is. */
export interface DeploySettings {
  /** How old the state may be that an answer shows. */
  readonly lagMs: number;
  readonly stopTakesMs: number;
  /** Whether a deployment that is being stopped shows it. */
  readonly showsStops: boolean;
  /** Whether lists can be asked for the statuses that only the type of the filter has. */
  readonly takesAllStatuses: boolean;
  /** How far ahead the clock is that says when a deployment started. */
  readonly startClockAheadMs: number;
}

/** A deployment as it really goes. */
interface Run extends TrueAttempt {
  endedAtMs: number | undefined;
  status: string;
  /** Why nobody may stop it, where that is so. */
  readonly untouchable: 'rollback' | 'stack' | 'autoscaling' | undefined;
  /** Nothing was deployed before it: no rule may stop it without a person's word. */
  readonly isFirst: boolean;
  /** From when on it is being stopped, and shows it. */
  readonly notStuck: { readonly fromMs: number }[];
}

const ended: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'Stopped']);
const failures = { ...genericFailures, fail: () => failure('InternalFailure', 500) };

/** The project's CodeDeploy, with the bot's real provider in front of it, and answers that may be old. */
export class CodeDeployBackEnd implements BackEnd {
  readonly name = 'codeDeploy';
  readonly acting: ActingCall[] = [];
  readonly rollbacks: TakenRollback[] = [];
  readonly service: CodeDeploy;
  /** What answers may show. */
  readonly states: LaggingStates<CodeDeployState>;
  changes = 0;
  readonly settings: DeploySettings;
  readonly #context: BackEndContext;
  readonly #runs = new Map<string, Run>();

  constructor(context: BackEndContext, settings: DeploySettings) {
    this.#context = context;
    this.settings = settings;
    const { clock } = context;
    const { lagMs, stopTakesMs: stopMs, showsStops, startClockAheadMs } = settings;
    this.states = new LaggingStates({
      clock,
      lagMs,
      current: () => this.service.state,
      onChange: () => {
        this.changes += 1;
      },
    });
    this.service = createCodeDeploy({
      clock: {
        nowMs: () => clock.now(),
        setTimer: (delayMs, callback) => clock.schedule(clock.now() + Math.max(0, delayMs), callback),
      },
      random: createSeededRandom(1),
      identity,
      settings: { createdMs: 1_000, stepMs: 20_000, rollbackMs: 20_000, stopMs, showsStops, startClockAheadMs },
      emit: (event) =>
        context.emit({ ...event, id: context.uuid(), account: identity.accountId, region: identity.region }),
      onChange: () => this.#look(),
    });
    for (const group of groups) this.service.define(group);
  }

  // What others do.

  /** @throws AwsError where there is no such group, or where one is under way */
  start(name: GroupName, outcome: CodeDeployOutcome, origin: Origin): void {
    const [application = '', group = ''] = name.split('/');
    this.service.script(name, outcome);
    switch (origin) {
      case 'user':
        return void this.service.call('CreateDeployment', {
          applicationName: application,
          deploymentGroupName: group,
          revision: releaseOf(this.service.state.deployments.length + 1),
        });
      case 'stack':
        return void this.service.start(application, group, { creator: 'CloudFormation', externalId: stack });
      case 'autoscaling':
        return void this.service.start(application, group, { creator: 'autoscaling' });
    }
  }

  /** What was begun to fail, unless another deployment is under way by now. */
  failNext(name: GroupName): void {
    const isBusy = [...this.#runs.values()].some(
      ({ target, endedAtMs }) => target === arnOf(name) && endedAtMs === undefined,
    );
    if (!isBusy) this.start(name, 'fail', 'user');
  }

  hasSucceeded(name: GroupName): boolean {
    return [...this.#runs.values()].some(({ target, status }) => target === arnOf(name) && status === 'Succeeded');
  }

  script(target: string, outcome: CodeDeployOutcome): void {
    this.service.script(target, outcome);
  }

  /** Somebody stops what is under way, past the bot. @throws AwsError where it cannot be */
  stop(name: GroupName, autoRollbackEnabled: boolean): void {
    for (const { id: deploymentId, target, endedAtMs } of this.#runs.values()) {
      if (endedAtMs !== undefined || target !== arnOf(name)) continue;
      this.service.call('StopDeployment', { deploymentId, autoRollbackEnabled });
    }
  }

  /** Somebody continues what is ready, past the bot. @throws AwsError where nothing is */
  goOn(): void {
    for (const { id: deploymentId, endedAtMs, status } of this.#runs.values()) {
      if (endedAtMs === undefined && status === 'Ready') this.service.call('ContinueDeployment', { deploymentId });
    }
  }

  // What the bot asks.

  provider(invocation: Invocation): Provider {
    /** The call of a rollback names the group only: the deployment that is meant, by its group. */
    const meant = new Map<string, string>();
    const api = typedApi((operation, input) =>
      invocation.call(`CodeDeploy ${operation}`, failures, () => this.#answer(operation, { ...input }, meant)),
    );
    const provider = createCodeDeployProvider(api, {
      region: identity.region,
      clock: { now: () => this.#context.clock.now() + invocation.skewMs },
      wait: (durationMs) => this.#context.clock.sleep(durationMs),
      tagKeys,
      switches: allOn,
    });
    return {
      ...provider,
      perform(...[action, subject, about, reason]: Parameters<Provider['perform']>) {
        const { name, id } = subject.on === 'deployment' ? subject.deployment : { name: '', id: '' };
        if (action === 'rollback') meant.set(name, id);
        return provider.perform(action, subject, about, reason);
      },
    };
  }

  resourceManagers(): readonly [] {
    return [];
  }

  referenceOf(target: string) {
    return referenceOf(target);
  }

  parseEvent(event: object) {
    return codeDeployEvents.parseEvent({ ...event });
  }

  isActing(label: string): boolean {
    const [service, operation = ''] = label.split(' ');
    return service === 'CodeDeploy' && !isReading(operation);
  }

  attempts(): readonly Run[] {
    return [...this.#runs.values()];
  }

  #answer(
    operation: string,
    input: Readonly<Record<string, unknown>>,
    meant: ReadonlyMap<string, string>,
  ): Record<string, unknown> {
    if (operation === 'CreateDeployment') return this.#rollBack(input, meant);
    if (isReading(operation)) {
      if (operation === 'ListDeployments' && !this.settings.takesAllStatuses && isNewWordIn(input)) {
        throw failure('InvalidDeploymentStatusException', 400);
      }
      return callInProcess(this.service, operation, input, this.states.next());
    }
    const aimed = String(input['deploymentId']);
    const isStop = operation === 'StopDeployment';
    // Whoever stops a deployment without that leaves instances as they happen to be.
    if (isStop && input['autoRollbackEnabled'] !== true) throw new Error('a stop does not roll back');
    const call = { atMs: this.#context.clock.now(), operation: isStop ? 'CancelDeployment' : operation, aimed };
    // What is being stopped already takes a stop, too, which changes nothing.
    const isRepeated =
      isStop && this.service.state.deployments.some(({ id, stop }) => id === aimed && stop !== undefined);
    try {
      const answer = callInProcess(this.service, operation, input);
      this.acting.push(isRepeated ? { ...call, error: 'NothingChanged' } : { ...call, hit: aimed });
      return answer;
    } catch (error) {
      this.acting.push({ ...call, error: error instanceof Error ? error.name : 'unknown' });
      throw error;
    }
  }

  #rollBack(input: Readonly<Record<string, unknown>>, meant: ReadonlyMap<string, string>): Record<string, unknown> {
    const { applicationName, deploymentGroupName, revision } = input;
    const atMs = this.#context.clock.now();
    const aimed = meant.get(`${String(applicationName)}/${String(deploymentGroupName)}`) ?? '';
    const call = { atMs, operation: 'CreateDeployment', aimed };
    const own = this.service.state.deployments.filter(
      ({ application, group }) => application === applicationName && group === deploymentGroupName,
    );
    const newest = own.at(-1);
    try {
      const answer = callInProcess(this.service, 'CreateDeployment', input);
      if (newest === undefined) throw new Error('something was deployed to a group without a deployment');
      this.acting.push({ ...call, hit: aimed });
      const meantOne = own.find(({ id }) => id === aimed);
      this.rollbacks.push({
        atMs,
        aimed,
        startedAtMs: meantOne?.createdAtMs ?? 0,
        endedAs: meantOne?.status ?? 'not there',
        newest: { id: newest.id, startedAtMs: newest.createdAtMs },
        deployed: JSON.stringify(revision),
        good: lastGoodOnes(own),
      });
      return answer;
    } catch (error) {
      this.acting.push({ ...call, error: error instanceof Error ? error.name : 'unknown' });
      throw error;
    }
  }

  /** What has become of the deployments since the last change. */
  #look(): void {
    const nowMs = this.#context.clock.now();
    const { state } = this.service;
    // Groups are there from the beginning on.
    if (state.groups.length === groups.length) this.states.note();
    for (const deployment of state.deployments) {
      const { id, status, createdAtMs, previousRevision, platform } = deployment;
      const known = this.#runs.get(id);
      const run: Run = known ?? {
        id,
        target: arnOf(`${deployment.application}/${deployment.group}`),
        startedAtMs: createdAtMs,
        endedAtMs: undefined,
        status,
        isDeletion: false,
        untouchable: untouchableOf(deployment),
        isFirst: platform === 'Server' && previousRevision === undefined,
        notStuck: [],
      };
      this.#runs.set(id, run);
      run.status = status;
      const isShownStopping = deployment.stop !== undefined && this.settings.showsStops;
      if (isShownStopping && run.notStuck.length === 0) run.notStuck.push({ fromMs: nowMs });
      if (ended.has(status)) run.endedAtMs ??= nowMs;
    }
  }
}

/** What was the last good revision, and from when on: the newest deployment counts, not the one that took longest. */
function lastGoodOnes(own: CodeDeployState['deployments']): TakenRollback['good'] {
  const succeeded = own
    .map((deployment, number) => ({ ...deployment, number, sinceMs: deployment.completedAtMs ?? 0 }))
    .filter(({ status }) => status === 'Succeeded')
    .toSorted((one, other) => one.sinceMs - other.sinceMs);
  return succeeded
    .filter(({ number }, index) => succeeded.slice(0, index).every((before) => before.number < number))
    .map(({ revision, sinceMs }) => ({ what: JSON.stringify(revision), sinceMs }));
}

function releaseOf(number: number) {
  return { revisionType: 'S3', s3Location: { bucket: 'releases', key: `${number}.zip`, bundleType: 'zip' } };
}

function untouchableOf({ creator, rollsBack }: CodeDeployState['deployments'][number]): Run['untouchable'] {
  if (rollsBack !== undefined) return 'rollback';
  if (creator === 'CloudFormation') return 'stack';
  return creator === 'autoscaling' ? 'autoscaling' : undefined;
}

function isNewWordIn({ includeOnlyStatuses }: Readonly<Record<string, unknown>>): boolean {
  return JSON.stringify(includeOnlyStatuses ?? []).includes('Ready');
}
