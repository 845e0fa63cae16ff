import type { LocalClock } from '../../clock.ts';
import type { EventDraft } from '../../event-bridge/index.ts';
import type { CloudIdentity } from '../../identity.ts';
import { type LocalRandom, randomHex } from '../../random.ts';
import type { Engine } from '../engine/engine.ts';
import {
  clientException,
  clusterContainsServices,
  conflict,
  deploymentNotFound,
  invalidParameter,
  serviceNotActive,
} from '../errors.ts';
import { daemonEvent } from '../events.ts';
import { clusterArn, daemonDeploymentArn, nameIn, taskDefinitionArn } from '../model/arns.ts';
import type { DeploymentConfigurationInput, InputOf } from '../model/inputs.ts';
import {
  type Configuration,
  type Daemon,
  type DaemonDeployment,
  type Deployment,
  isFinalStatus,
  type Revision,
  type Service,
  type TaskDefinition,
} from '../model/state.ts';
import type { EcsSettings } from '../settings.ts';
import {
  clustersOf,
  type EcsStore,
  findService,
  findTaskDefinition,
  requireCluster,
  requireService,
  servicesIn,
} from '../store.ts';
import { daemonView, serviceView, taskDefinitionView } from '../views.ts';
import { clusterIn, findDeployment, requireDaemon } from './read.ts';

/** What changing operations work on. */
export interface WriteParts {
  readonly clock: LocalClock;
  readonly random: LocalRandom;
  readonly store: EcsStore;
  readonly engine: Engine;
  readonly settings: EcsSettings;
  readonly emit: (event: EventDraft) => void;
}

/** The operations that change something. */
export function createWriting({ clock, random, store, engine, settings, emit }: WriteParts) {
  function deploy(service: Service, taskDefinition: string): Service {
    const revision: Revision = { number: digits(random, 19), taskDefinition };
    const deployment = newDeployment(service, revision, idOf(random), clock.nowMs());
    const deployed = { ...service, deployments: [...service.deployments, deployment] };
    store.putService(deployed);
    engine.begin({ service: deployed, deployment });
    return deployed;
  }

  /**
   * The ARN of a task definition; what was never registered here is taken as it is called.
   *
   * @throws AwsError ClientException for one that was deregistered
   */
  function deployable(owner: CloudIdentity, text: string): string {
    const known = findTaskDefinition(store.state, owner, text);
    if (known?.status === 'INACTIVE') throw clientException('TaskDefinition is inactive');
    return known?.arn ?? text;
  }

  /** @throws AwsError ServiceDeploymentNotFoundException */
  function requireDeployment(arn: string) {
    const found = findDeployment(store.state, arn);
    if (found === undefined) throw deploymentNotFound(arn);
    return found;
  }

  function deployDaemon(daemon: Daemon): DaemonDeployment {
    const nowMs = clock.nowMs();
    const deployment: DaemonDeployment = {
      id: idOf(random),
      isFirst: daemon.deployments.length === 0,
      status: 'PENDING',
      statusReason: undefined,
      createdAtMs: nowMs,
      startedAtMs: undefined,
      finishedAtMs: undefined,
    };
    store.putDaemon({ ...daemon, updatedAtMs: nowMs, deployments: [...daemon.deployments, deployment] });
    emit(daemonEvent(daemon, deployment, nowMs));
    const move = (changes: Partial<DaemonDeployment>): void => {
      const known = store.state.daemons.find(({ number }) => number === daemon.number);
      const before = known?.deployments.find(({ id }) => id === deployment.id);
      if (known === undefined || before === undefined) return;
      const after = { ...before, ...changes };
      store.putDaemon({ ...known, deployments: known.deployments.map((one) => (one.id === after.id ? after : one)) });
      emit(daemonEvent(known, after, clock.nowMs()));
    };
    engine.later(settings.pendingMs, () => move({ status: 'IN_PROGRESS', startedAtMs: clock.nowMs() }));
    engine.later(settings.pendingMs + settings.scaleUpMs, () =>
      move({ status: 'SUCCESSFUL', finishedAtMs: clock.nowMs() }),
    );
    return deployment;
  }

  return {
    CreateCluster(owner: CloudIdentity, { clusterName = 'default' }: InputOf<'CreateCluster'>) {
      const { state } = store;
      if (!clustersOf(state, owner).some(({ name }) => name === clusterName)) {
        store.set({ clusters: [...state.clusters, { owner, name: clusterName, number: store.nextNumber() }] });
      }
      return clusterAnswer(owner, clusterName, 'ACTIVE');
    },

    DeleteCluster(owner: CloudIdentity, input: InputOf<'DeleteCluster'>) {
      const { state } = store;
      const cluster = requireCluster(state, owner, nameIn(input.cluster, 'cluster'));
      const services = servicesIn(state, owner, cluster.name);
      if (services.some(({ status }) => status === 'ACTIVE')) throw clusterContainsServices(cluster.name);
      store.set({
        clusters: state.clusters.filter(({ number }) => number !== cluster.number),
        services: state.services.filter((service) => !services.includes(service)),
        daemons: state.daemons.filter((daemon) => daemon.cluster !== cluster.name),
      });
      return clusterAnswer(owner, cluster.name, 'INACTIVE');
    },

    RegisterTaskDefinition(owner: CloudIdentity, input: InputOf<'RegisterTaskDefinition'>) {
      const { family, containerDefinitions: containers } = input;
      const { taskDefinitions } = store.state;
      const revision = taskDefinitions.filter((known) => known.family === family).length + 1;
      const arn = taskDefinitionArn(owner, family, revision);
      const registered: TaskDefinition = { owner, arn, family, revision, status: 'ACTIVE', containers };
      store.set({ taskDefinitions: [...taskDefinitions, registered] });
      return { taskDefinition: taskDefinitionView(registered) };
    },

    DeregisterTaskDefinition(owner: CloudIdentity, input: InputOf<'DeregisterTaskDefinition'>) {
      const { state } = store;
      const known = findTaskDefinition(state, owner, input.taskDefinition);
      if (known === undefined) throw clientException('The specified task definition does not exist.');
      const inactive: TaskDefinition = { ...known, status: 'INACTIVE' };
      store.set({ taskDefinitions: state.taskDefinitions.map((one) => (one === known ? inactive : one)) });
      return { taskDefinition: taskDefinitionView(inactive) };
    },

    CreateService(owner: CloudIdentity, input: InputOf<'CreateService'>) {
      const { name: cluster } = requireCluster(store.state, owner, clusterIn(input.cluster));
      const known = findService(store.state, { owner, cluster, name: input.serviceName });
      if (known?.status === 'ACTIVE') throw invalidParameter('Creation of service was not idempotent.');
      const target = deployable(owner, input.taskDefinition ?? 'task:1');
      const nowMs = clock.nowMs();
      const service: Service = {
        owner,
        cluster,
        name: input.serviceName,
        number: store.nextNumber(),
        status: 'ACTIVE',
        desiredCount: input.desiredCount ?? 1,
        controller: input.deploymentController?.type ?? 'ECS',
        configuration: configurationOf(input.deploymentConfiguration, undefined),
        tags: Object.fromEntries((input.tags ?? []).map(({ key, value = '' }) => [key, value])),
        current: undefined,
        deployments: [],
        createdAtMs: nowMs,
      };
      store.set({ services: [...store.state.services, service] });
      const isOurs = service.controller === 'ECS';
      return { service: serviceView(isOurs ? deploy(service, target) : service, true) };
    },

    UpdateService(owner: CloudIdentity, input: InputOf<'UpdateService'>) {
      const place = { owner, cluster: clusterIn(input.cluster), name: nameIn(input.service, 'service') };
      const service = requireService(store.state, place);
      if (service.status === 'INACTIVE') throw serviceNotActive(input.service);
      // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html: what it deploys by itself is left to CodeDeploy.
      if (service.controller !== 'ECS' && input.taskDefinition !== undefined) {
        throw invalidParameter(
          `A service with a ${service.controller} deployment controller takes no task definition.`,
        );
      }
      const changed: Service = {
        ...service,
        desiredCount: input.desiredCount ?? service.desiredCount,
        configuration: configurationOf(input.deploymentConfiguration, service.configuration),
      };
      const isDeployed = input.taskDefinition !== undefined || input.forceNewDeployment === true;
      const before = service.deployments.at(-1)?.target.taskDefinition ?? 'task:1';
      const target = input.taskDefinition === undefined ? before : deployable(owner, input.taskDefinition);
      store.putService(changed);
      const after = isDeployed ? deploy(changed, target) : changed;
      return { service: serviceView(after, false) };
    },

    DeleteService(owner: CloudIdentity, input: InputOf<'DeleteService'>) {
      const place = { owner, cluster: clusterIn(input.cluster), name: nameIn(input.service, 'service') };
      const service = requireService(store.state, place);
      if (service.desiredCount > 0 && input.force !== true) {
        throw invalidParameter('The service cannot be stopped while it is scaled above 0.');
      }
      engine.forget(service);
      const nowMs = clock.nowMs();
      // What is under way ends with it: how, is not documented.
      const deployments = service.deployments.map((deployment) =>
        isFinalStatus(deployment.status)
          ? deployment
          : { ...deployment, status: 'STOPPED' as const, stoppedAtMs: nowMs, finishedAtMs: nowMs, updatedAtMs: nowMs },
      );
      const deleted: Service = { ...service, status: 'INACTIVE', desiredCount: 0, deployments };
      store.putService(deleted);
      return { service: serviceView(deleted, false) };
    },

    StopServiceDeployment(_owner: CloudIdentity, { serviceDeploymentArn }: InputOf<'StopServiceDeployment'>) {
      const current = requireDeployment(serviceDeploymentArn);
      const { status } = current.deployment;
      if (isFinalStatus(status)) throw conflict(`The service deployment has ended: ${status}.`);
      // Whatever is stopped or rolled back already goes on with that:
      // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
      if (status === 'PENDING' || status === 'IN_PROGRESS') engine.requestRollback(current);
      return { serviceDeploymentArn };
    },

    ContinueServiceDeployment(_owner: CloudIdentity, input: InputOf<'ContinueServiceDeployment'>) {
      const { serviceDeploymentArn, hookId, action = 'CONTINUE' } = input;
      const current = requireDeployment(serviceDeploymentArn);
      const hook = current.deployment.hooks.find((known) => known.hookId === hookId);
      // Which error says so is not documented; a conflict is not among those that are declared (assumption E5).
      if (hook?.status !== 'AWAITING_ACTION' || current.deployment.status !== 'IN_PROGRESS') {
        throw invalidParameter('hookId: no pause of this id waits for an action');
      }
      const goesOn = action === 'CONTINUE';
      engine.answerHook(current, hook, goesOn ? 'SUCCEEDED' : 'FAILED', goesOn);
      return { serviceDeploymentArn };
    },

    CreateDaemon(owner: CloudIdentity, input: InputOf<'CreateDaemon'>) {
      const { name: cluster } = requireCluster(store.state, owner, clusterIn(input.clusterArn));
      const nowMs = clock.nowMs();
      const daemon: Daemon = {
        owner,
        cluster,
        name: input.daemonName,
        number: store.nextNumber(),
        tags: Object.fromEntries((input.tags ?? []).map(({ key, value = '' }) => [key, value])),
        deployments: [],
        createdAtMs: nowMs,
        updatedAtMs: nowMs,
      };
      store.set({ daemons: [...store.state.daemons, daemon] });
      const deployment = deployDaemon(daemon);
      return { ...daemonView(daemon), deploymentArn: daemonDeploymentArn(daemon, deployment.id) };
    },

    UpdateDaemon(_owner: CloudIdentity, input: InputOf<'UpdateDaemon'>) {
      const daemon = requireDaemon(store.state, input.daemonArn);
      const deployment = deployDaemon(daemon);
      return { ...daemonView(daemon), deploymentArn: daemonDeploymentArn(daemon, deployment.id) };
    },
  };
}

function clusterAnswer(owner: CloudIdentity, clusterName: string, status: 'ACTIVE' | 'INACTIVE') {
  return { cluster: { clusterArn: clusterArn(owner, clusterName), clusterName, status } };
}

/** Ids of service deployments have letters, digits, hyphens and underscores. */
function idOf(random: LocalRandom): string {
  return Buffer.from(randomHex(random, 30), 'hex').toString('base64url');
}

function digits(random: LocalRandom, length: number): string {
  return Array.from(
    { length },
    (_, index) => Math.floor(random.next() * (index === 0 ? 9 : 10)) + (index === 0 ? 1 : 0),
  ).join('');
}

/** What is left out is as before, or as AWS has it. */
function configurationOf(given: DeploymentConfigurationInput, before: Configuration | undefined): Configuration {
  const strategy = given?.strategy ?? before?.strategy ?? 'ROLLING';
  const linear = given?.linearConfiguration ?? before?.linearConfiguration;
  const canary = given?.canaryConfiguration ?? before?.canaryConfiguration;
  const hooks = given?.lifecycleHooks?.map(({ lifecycleStages, timeoutConfiguration }) => ({
    targetType: 'PAUSE' as const,
    lifecycleStages,
    timeoutConfiguration: {
      timeoutInMinutes: timeoutConfiguration?.timeoutInMinutes ?? 1440,
      action: timeoutConfiguration?.action ?? ('ROLLBACK' as const),
    },
  }));
  return {
    strategy,
    bakeTimeInMinutes: given?.bakeTimeInMinutes ?? before?.bakeTimeInMinutes,
    linearConfiguration:
      strategy === 'LINEAR'
        ? { stepPercent: linear?.stepPercent ?? 10, stepBakeTimeInMinutes: linear?.stepBakeTimeInMinutes ?? 6 }
        : undefined,
    canaryConfiguration:
      strategy === 'CANARY'
        ? { canaryPercent: canary?.canaryPercent ?? 5, canaryBakeTimeInMinutes: canary?.canaryBakeTimeInMinutes ?? 10 }
        : undefined,
    deploymentCircuitBreaker: given?.deploymentCircuitBreaker ?? before?.deploymentCircuitBreaker,
    alarms: given?.alarms ?? before?.alarms,
    lifecycleHooks: hooks ?? before?.lifecycleHooks ?? [],
  };
}

/** The breaker counts half of the tasks, at least 3 and at most 200: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html */
function newDeployment(service: Service, target: Revision, id: string, nowMs: number): Deployment {
  const { configuration, desiredCount, current } = service;
  const { deploymentCircuitBreaker, alarms, strategy } = configuration;
  const hasBreaker = deploymentCircuitBreaker?.enable === true && strategy === 'ROLLING';
  return {
    id,
    source: current,
    target,
    configuration,
    status: 'PENDING',
    statusReason: undefined,
    stage: undefined,
    step: 0,
    hooks: [],
    requested: desiredCount,
    running: 0,
    traffic: 0,
    failures: 0,
    failureThreshold: hasBreaker ? Math.min(200, Math.max(3, Math.ceil(desiredCount / 2))) : 0,
    breaker: hasBreaker ? 'MONITORING' : 'DISABLED',
    alarms: alarms?.enable === true ? 'MONITORING' : 'DISABLED',
    rollback: undefined,
    createdAtMs: nowMs,
    startedAtMs: undefined,
    stoppedAtMs: undefined,
    finishedAtMs: undefined,
    updatedAtMs: nowMs,
  };
}
