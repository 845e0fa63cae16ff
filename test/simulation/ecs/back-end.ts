import { createEcs, createSeededRandom, type Ecs, type EcsOutcome, type EcsState } from '@proton-bot/local-aws';
import { usualTagKeys } from '../../../src/lib/model/tags.ts';
import type { Provider } from '../../../src/lib/ports.ts';
import {
  createEcsProvider,
  createLabels,
  type EcsOperation,
  ecsEvents,
  referenceOf,
} from '../../../src/lib/providers/ecs/index.ts';
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
import { callInProcess, typedApi } from '../../lib/providers/ecs/in-process.ts';
import { KeptAnswers } from '../kept-answers.ts';
import { LaggingStates } from '../lagging-states.ts';
import type { TakenRollback } from '../rollbacks.ts';

export const identity = { accountId: '123456789012', region: 'us-east-1' };
/** Few, so that one is deployed again while it is being deployed. The third one has its first deployment in the history. */
export const serviceNames = ['orders', 'invoices', 'fresh'] as const;
export type ServiceName = (typeof serviceNames)[number];

export interface EcsSettingsOfHistory {
  /** How old the state may be that an answer shows. */
  readonly lagMs: number;
}

/** A deployment as it really goes. */
interface Run {
  readonly id: string;
  readonly target: string;
  readonly startedAtMs: number;
  /** Nothing was deployed before it: no rule may cancel it without a person's word. */
  readonly isFirst: boolean;
  endedAtMs: number | undefined;
  status: string;
  readonly notStuck: { readonly fromMs: number; untilMs?: number }[];
}

const ended: ReadonlySet<string> = new Set(['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED']);
const failures = { ...genericFailures, fail: () => failure('ServerException', 500) };

/** It lets its time pass by its own settings, waits for a person, or is being stopped. */
function isNotStuck({ status, stage, hooks }: EcsState['services'][number]['deployments'][number]): boolean {
  if (status !== 'IN_PROGRESS') return status !== 'PENDING' && !ended.has(status);
  return stage === 'BAKE_TIME' || hooks.some((hook) => hook.status === 'AWAITING_ACTION');
}

function noteStuck({ notStuck }: Run, isNow: boolean, nowMs: number): void {
  const last = notStuck.at(-1);
  const isOpen = last !== undefined && last.untilMs === undefined;
  if (isNow && !isOpen) notStuck.push({ fromMs: nowMs });
  if (!isNow && isOpen) last.untilMs = nowMs;
}

/** The project's Amazon ECS, with the bot's real provider in front of it, and answers that may be old. */
export class EcsBackEnd implements BackEnd {
  readonly name = 'ecs';
  readonly acting: ActingCall[] = [];
  readonly rollbacks: TakenRollback[] = [];
  readonly lagMs: number;
  readonly ecs: Ecs;
  /** What answers may show. */
  readonly states: LaggingStates<EcsState>;
  changes = 0;
  readonly #context: BackEndContext;
  readonly #runs = new Map<string, Run>();
  readonly #kept = new WeakMap<EcsState, KeptAnswers>();

  constructor(context: BackEndContext, { lagMs }: EcsSettingsOfHistory) {
    this.#context = context;
    this.lagMs = lagMs;
    const { clock } = context;
    this.states = new LaggingStates({
      clock,
      lagMs,
      current: () => this.ecs.state,
      onChange: () => {
        this.changes += 1;
      },
    });
    this.ecs = createEcs({
      clock: {
        nowMs: () => clock.now(),
        setTimer: (delayMs, callback) => clock.schedule(clock.now() + Math.max(0, delayMs), callback),
      },
      random: createSeededRandom(1),
      identity,
      settings: { scaleUpMs: 20_000, taskMs: 5_000, rollbackMs: 20_000 },
      emit: (event) =>
        context.emit({ ...event, id: context.uuid(), account: identity.accountId, region: identity.region }),
      onChange: () => this.#look(),
    });
    this.ecs.call('CreateCluster', { clusterName: 'shop' });
    for (let revisions = 0; revisions < 3; revisions += 1) {
      this.ecs.call('RegisterTaskDefinition', { family: 'web', containerDefinitions: [{ name: 'web' }] });
    }
    for (const name of serviceNames.slice(0, 2)) this.create(name);
  }

  // What others do.

  /** @throws AwsError where it is there */
  create(name: ServiceName): void {
    const tags = [{ key: 'environment', value: name === 'orders' ? 'prod' : 'dev' }];
    this.ecs.call('CreateService', {
      cluster: 'shop',
      serviceName: name,
      desiredCount: 2,
      tags,
      taskDefinition: 'web:1',
    });
  }

  /** Each time another task definition than the time before. @throws AwsError where it is not there */
  deploy(name: ServiceName, outcome: EcsOutcome, deploymentConfiguration: object): void {
    this.ecs.script(`shop/${name}`, outcome);
    const { deployments = [] } = this.#serviceNamed(name) ?? {};
    this.ecs.call('UpdateService', {
      cluster: 'shop',
      service: name,
      taskDefinition: `web:${1 + (deployments.length % 3)}`,
      deploymentConfiguration,
    });
  }

  script(name: ServiceName, outcome: EcsOutcome): void {
    this.ecs.script(`shop/${name}`, outcome);
  }

  /** Somebody stops what is under way, past the bot. @throws AwsError */
  stop(name: ServiceName): void {
    for (const { target, id, endedAtMs } of this.#runs.values()) {
      if (endedAtMs !== undefined || !target.endsWith(`/${name}`)) continue;
      const serviceDeploymentArn = `${target.replace(':service/', ':service-deployment/')}/${id}`;
      this.ecs.call('StopServiceDeployment', { serviceDeploymentArn, stopType: 'ROLLBACK' });
    }
  }

  /** @throws AwsError where it is not there */
  remove(name: ServiceName): void {
    this.ecs.call('DeleteService', { cluster: 'shop', service: name, force: true });
  }

  // What the bot asks.

  provider(invocation: Invocation): Provider {
    /** The call of a rollback names the service only: the deployment that is meant, by its service. */
    const meant = new Map<string, string>();
    const api = typedApi((operation, input) =>
      invocation.call(`ECS ${operation}`, failures, () => this.#answer(operation, input, meant)),
    );
    const clock = { now: () => this.#context.clock.now() + invocation.skewMs };
    const provider = createEcsProvider({
      api,
      listing: api,
      clock,
      labelsOf: createLabels(api, clock, usualTagKeys),
      powers: { cancel: true, approve: true, redeploy: true },
    });
    return {
      ...provider,
      perform(action, subject, about) {
        const { target, id } = subject.on === 'deployment' ? subject.deployment : { target: '', id: '' };
        if (action === 'rollback') meant.set(target.split('/').at(-1) ?? '', id);
        return provider.perform(action, subject, about);
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
    return ecsEvents.parseEvent({ ...event });
  }

  isActing(label: string): boolean {
    return /^ECS (?:Stop|Continue|Update)/.test(label);
  }

  attempts(): readonly (TrueAttempt & { readonly isFirst: boolean })[] {
    return [...this.#runs.values()].map((run) => ({ ...run, isDeletion: false }));
  }

  #answer(operation: EcsOperation, input: object, meant: ReadonlyMap<string, string>): Record<string, unknown> {
    if (isReading(operation)) return this.#read(operation, input);
    if (operation === 'UpdateService') return this.#rollBack({ ...input }, meant);
    const { serviceDeploymentArn = '', stopType, action }: Readonly<Record<string, unknown>> = { ...input };
    const aimed = String(serviceDeploymentArn).split('/').at(-1) ?? '';
    const isStop = operation === 'StopServiceDeployment';
    const call = { atMs: this.#context.clock.now(), operation: isStop ? 'CancelDeployment' : operation, aimed };
    // What ECS would do of itself is documented for one of the calls only: the bot always says it.
    if (isStop ? stopType !== 'ROLLBACK' : action !== 'CONTINUE') throw new Error(`${operation} does not say how`);
    try {
      const answer = callInProcess(this.ecs, operation, input);
      // What is being stopped already takes a stop, too, and goes on with it.
      this.acting.push({ ...call, hit: aimed });
      return answer;
    } catch (error) {
      this.acting.push({ ...call, error: error instanceof Error ? error.name : 'unknown' });
      throw error;
    }
  }

  /** A rollback deploys a task definition, and changes nothing else. */
  #rollBack(input: Readonly<Record<string, unknown>>, meant: ReadonlyMap<string, string>): Record<string, unknown> {
    const { cluster, service: name, taskDefinition, ...more } = input;
    if (cluster !== 'shop' || Object.keys(more).length > 0) throw new Error('a rollback changes more than it should');
    const atMs = this.#context.clock.now();
    const aimed = meant.get(String(name)) ?? '';
    const call = { atMs, operation: 'UpdateService', aimed };
    const newest = this.#serviceNamed(String(name))?.deployments.at(-1);
    const meantOnes = this.ecs.state.services.map(({ deployments }) => deployments);
    const deployments = meantOnes.find((ones) => ones.some(({ id }) => id === aimed)) ?? [];
    try {
      const answer = callInProcess(this.ecs, 'UpdateService', input);
      if (newest === undefined) throw new Error('something was deployed to a service without a deployment');
      this.acting.push({ ...call, hit: aimed });
      const before = deployments.slice(
        0,
        deployments.findIndex(({ id }) => id === aimed),
      );
      const good = before.flatMap(({ status, target, finishedAtMs }) =>
        status === 'SUCCESSFUL' ? [{ what: target.taskDefinition, sinceMs: finishedAtMs ?? 0 }] : [],
      );
      const meantOne = deployments.find(({ id }) => id === aimed);
      this.rollbacks.push({
        atMs,
        aimed,
        startedAtMs: meantOne?.createdAtMs ?? 0,
        endedAs: meantOne?.status ?? 'not there',
        newest: { id: newest.id, startedAtMs: newest.createdAtMs },
        deployed: String(taskDefinition),
        // What succeeded before it began is known by the time that it is offered.
        good: good.slice(-1),
      });
      return answer;
    } catch (error) {
      this.acting.push({ ...call, error: error instanceof Error ? error.name : 'unknown' });
      throw error;
    }
  }

  #serviceNamed(name: string): EcsState['services'][number] | undefined {
    return this.ecs.state.services.findLast((service) => service.name === name && service.status === 'ACTIVE');
  }

  #read(operation: EcsOperation, input: object): Record<string, unknown> {
    const state = this.states.next();
    const kept = this.#kept.get(state) ?? new KeptAnswers();
    this.#kept.set(state, kept);
    return kept.get(operation, input, () => callInProcess(this.ecs, operation, input, state));
  }

  /** What has become of the deployments since the last change. */
  #look(): void {
    const nowMs = this.#context.clock.now();
    const { state } = this.ecs;
    this.states.note();
    for (const { cluster, name, deployments } of state.services) {
      for (const deployment of deployments) {
        const { id, status, createdAtMs, source } = deployment;
        const target = `arn:aws:ecs:${identity.region}:${identity.accountId}:service/${cluster}/${name}`;
        const known = this.#runs.get(id);
        const run: Run = known ?? {
          id,
          target,
          startedAtMs: createdAtMs,
          isFirst: source === undefined,
          endedAtMs: undefined,
          status,
          notStuck: [],
        };
        this.#runs.set(id, run);
        run.status = status;
        noteStuck(run, isNotStuck(deployment), nowMs);
        if (ended.has(status)) run.endedAtMs ??= nowMs;
      }
    }
  }
}
