import type { Bundles } from './bundles/index.ts';
import { createDeploymentEngine, type DeploymentEngine } from './engine/deployments.ts';
import type { EngineContext } from './engine/engine-context.ts';
import {
  outcomeKey,
  readAttempt,
  readOutcome,
  readTarget,
  type ScriptedAttempt,
  type ScriptedOutcome,
} from './engine/outcomes.ts';
import {
  type ControlPlaneClock,
  type ControlPlaneDurations,
  type ControlPlaneRandom,
  DEFAULT_DURATIONS,
  DEPLOYMENTS_KEPT_OF_DELETED_TARGETS,
  DEPLOYMENTS_KEPT_PER_TARGET,
} from './engine/ports.ts';
import { createServiceWorkflows } from './engine/service-workflow.ts';
import { createTemplateRegistration } from './engine/template-registration.ts';
import { createTimers } from './engine/timers.ts';
import type { ProtonEvent } from './events/envelope.ts';
import { createEventOutbox } from './events/outbox.ts';
import { arnOf, repositorySuffix } from './model/arns.ts';
import { ResourceNotFoundException, UnknownOperationException, ValidationException } from './model/errors.ts';
import { type ControlPlaneQuotas, DEFAULT_QUOTAS } from './model/quotas.ts';
import { isOperation, isRead, readInput } from './model/validation.ts';
import type { OperationDependencies } from './operations/call.ts';
import { runOperation } from './operations/index.ts';
import { createSyncActions } from './operations/sync-actions.ts';
import { indexStore } from './store/indexed-store.ts';
import { applySnapshot, type ControlPlaneState, emptyStore, takeSnapshot, viewState } from './store/snapshot.ts';
import { type ControlPlaneStore, createMemoryStore } from './store/store.ts';
import { readPush } from './sync/push.ts';
import { createRepositorySyncs, type RepositorySyncs } from './sync/repository-syncs.ts';

export interface ControlPlaneOptions {
  readonly clock: ControlPlaneClock;
  readonly random: ControlPlaneRandom;
  readonly region: string;
  /** The management account: the caller of every call that names no other. */
  readonly accountId: string;
  /** Receives every event once, after the state that it tells of is in place. It may call the control plane; it must not throw. */
  emit(event: ProtonEvent): void;
  readonly durations?: Partial<ControlPlaneDurations>;
  readonly quotas?: Partial<ControlPlaneQuotas>;
  /** How many deployments of a target are kept, beside those that it refers to and those that have not ended; 100 by default. */
  readonly deploymentsKeptPerTarget?: number | undefined;
  /** How many deployments of all targets together that were deleted are kept; 10,000 by default. */
  readonly deploymentsKeptOfDeletedTargets?: number | undefined;
  /** Whether a Cancel* or an Update* heeds `expectedDeploymentId` (default). `false` behaves as AWS does, which knows no such thing. */
  readonly honourExpectedDeployment?: boolean;
  /** Where the bundles of template versions are read; without it versions are registered without looking at them. */
  readonly bundles?: Bundles | undefined;
  /** Where the state is kept; in memory by default. */
  readonly store?: ControlPlaneStore;
  /** Told after every unit of work that may have changed the state: a call that is no read, a timer, a script, a restore. */
  readonly onChange?: () => void;
}

export interface CallContext {
  /** The calling account; the management account by default. */
  readonly accountId?: string | undefined;
  /** The only deployment that a Cancel* may cancel. */
  readonly expectedDeploymentId?: string | undefined;
}

/** @public */
export interface ScriptOptions {
  /** The `deploymentStatusMessage` of the attempt when it ends. */
  readonly statusMessage?: string | undefined;
  /** `deployment` (creates and updates) by default. */
  readonly on?: ScriptedAttempt | undefined;
}

export interface ControlPlane {
  /**
   * Runs one API operation.
   * @param input as on the wire; timestamps in the output are epoch seconds with a fraction
   * @throws ProtonError with name, message, HTTP status and wire type
   */
  call(operation: string, input: unknown, context?: CallContext): Record<string, unknown>;
  /**
   * Scripts how the deployments of a target (its creates and updates) end, until changed; or, with `on: 'deletion'` or
   * `on: 'cancellation'`, how its deletion or the cancelling of its deployments ends. It also applies to the attempt that
   * runs now: `succeed` and `fail` end a hanging one at once, `hang` keeps a running one from ending.
   * On a cancellation `fail` leaves the deployment FAILED, and `finishFirst` lets it end just before the cancel, which is
   * then refused as there is nothing left to cancel.
   *
   * @param target `environment/<name>`, `service/<service>/service-instance/<instance>`, `<service>/<instance>`,
   *   `service/<service>/pipeline`, `component/<name>` or an ARN of one; it need not exist yet
   * @throws ProtonError ValidationException for a malformed target or an unknown outcome
   */
  script(target: string, outcome: ScriptedOutcome, options?: ScriptOptions): void;
  /**
   * Plays a commit that was pushed to a linked repository: template and service sync follow it. There is no Git server to
   * ask, so this is how a branch gets its content.
   *
   * @param push a {@link Push}: provider, repository, branch and the whole tree of files; it is checked, whatever it is
   * @returns the commit's hash
   * @throws ProtonError ValidationException naming what is wrong with it
   */
  push(push: unknown, context?: Pick<CallContext, 'accountId'>): { readonly sha: string };
  /**
   * Plays that the pull request was closed, without being merged, in which self-managed provisioning hands a deployment over:
   * the deployment is CANCELLED, also one that creates its target (ag-create-env, A46). That it was merged and provisioned
   * is what NotifyResourceDeploymentStatusChange reports.
   *
   * @param target as in `script`
   * @throws ProtonError ValidationException for a malformed target, ResourceNotFoundException when there is no such thing,
   *   ConflictException when no pull request is open for it
   */
  closePullRequest(target: string): void;
  /** The whole state, JSON-safe. */
  snapshot(): ControlPlaneState;
  /** As `snapshot`, without the cost of a copy: it shares its records, so write it down at once and change nothing in it. */
  view(): ControlPlaneState;
  /**
   * Replaces the whole state by a snapshot, read from anywhere, and arms its timers; what fell due in between ends at
   * once. The restore itself sends no events.
   * @throws UnreadableStateError
   */
  restore(state: unknown): void;
  /** Forgets everything, scripted outcomes included. Sends no events. */
  reset(): void;
}

const ACCOUNT_ID = /^\d{12}$/;

/** A Proton-compatible control plane on a clock. */
export function createControlPlane(options: ControlPlaneOptions): ControlPlane {
  const { clock, random, region, accountId: managementAccountId } = options;
  checkAccountId(managementAccountId);
  const store = indexStore(options.store ?? createMemoryStore());
  const changed = (): void => options.onChange?.();
  const timers = createTimers(clock, changed);
  const outbox = createEventOutbox({
    region,
    now: () => clock.now(),
    uuid: () => random.uuid(),
    emit: (event) => options.emit(event),
  });
  const durations = { ...DEFAULT_DURATIONS, ...options.durations };
  const engineContext: EngineContext = {
    region,
    store,
    clock,
    random,
    timers,
    outbox,
    durations,
    deploymentsKeptPerTarget: options.deploymentsKeptPerTarget ?? DEPLOYMENTS_KEPT_PER_TARGET,
    deploymentsKeptOfDeletedTargets: options.deploymentsKeptOfDeletedTargets ?? DEPLOYMENTS_KEPT_OF_DELETED_TARGETS,
    bundles: options.bundles,
  };
  const workflows = createServiceWorkflows(engineContext, () => engine);
  const engine: DeploymentEngine = createDeploymentEngine(engineContext, (deployment, record) => {
    workflows.deploymentEnded(deployment, record);
    syncs.deploymentEnded(deployment);
  });
  const registration = createTemplateRegistration(engineContext, (version) => syncs.versionRegistered(version));
  const quotas = { ...DEFAULT_QUOTAS, ...options.quotas };
  const syncs: RepositorySyncs = createRepositorySyncs(
    engineContext,
    createSyncActions(() => parts),
  );
  const parts: OperationDependencies = { ...engineContext, engine, workflows, registration, quotas, syncs };
  const honoursExpectation = options.honourExpectedDeployment !== false;

  function rearm(): void {
    timers.disarmAll();
    engine.rearm();
    registration.rearm();
    syncs.rearm();
  }
  if (options.store !== undefined) rearm();

  return {
    call(operation, input, context) {
      if (!isOperation(operation)) {
        throw new UnknownOperationException(`AWS Proton has no operation of this name: ${operation.slice(0, 100)}`);
      }
      const accountId = context?.accountId ?? managementAccountId;
      checkAccountId(accountId);
      const expectedDeploymentId = honoursExpectation ? context?.expectedDeploymentId : undefined;
      const known = readInput(operation, input);
      let succeeded = false;
      try {
        const output = runOperation(operation, known, { parts, accountId, expectedDeploymentId });
        succeeded = true;
        return output;
      } finally {
        // A refused cancel, too, may have ended the deployment first, where that is scripted.
        const hasTold = outbox.flush();
        if (hasTold || (succeeded && !isRead(operation))) changed();
      }
    },

    script(target, outcome, scriptOptions) {
      const targetArn = readTarget(target, { region, accountId: managementAccountId });
      const on = readAttempt(scriptOptions?.on ?? 'deployment');
      const key = outcomeKey(on, targetArn);
      store.outcomes.set(key, {
        key,
        on,
        targetArn,
        outcome: readOutcome(outcome, on),
        statusMessage: scriptOptions?.statusMessage,
      });
      const record = store.deployables.get(targetArn);
      if (record !== undefined) engine.reschedule(record);
      outbox.flush();
      changed();
    },

    closePullRequest(target) {
      const targetArn = readTarget(target, { region, accountId: managementAccountId });
      const record = store.deployables.get(targetArn);
      if (record === undefined) throw new ResourceNotFoundException('target', targetArn);
      engine.closePullRequest(record);
      outbox.flush();
      changed();
    },

    push(push, context) {
      const accountId = context?.accountId ?? managementAccountId;
      checkAccountId(accountId);
      const head = readPush(accountId, push);
      if (
        store.repositories.get(arnOf({ region, accountId }, repositorySuffix(head.provider, head.repositoryName))) ===
        undefined
      ) {
        throw new ValidationException(`${head.repositoryName} is not linked. Link it with CreateRepository first.`);
      }
      syncs.push(head);
      changed();
      return { sha: head.sha };
    },

    snapshot: () => takeSnapshot(store),
    view: () => viewState(store),

    restore(state) {
      applySnapshot(store, state);
      rearm();
      changed();
    },

    reset() {
      emptyStore(store);
      rearm();
      changed();
    },
  };
}

function checkAccountId(accountId: string): void {
  if (!ACCOUNT_ID.test(accountId)) throw new ValidationException(`An account id has twelve digits: ${accountId}`);
}
