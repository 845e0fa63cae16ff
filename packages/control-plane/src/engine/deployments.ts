import { deployableChange, deploymentChange } from '../events/changes.ts';
import { arnOf, deploymentSuffix } from '../model/arns.ts';
import { ConflictException } from '../model/errors.ts';
import { isBusy } from '../model/statuses.ts';
import type {
  DeployableRecord,
  DeploymentEnding,
  DeploymentRecord,
  DeploymentState,
  EnvironmentSettings,
  OutcomeRecord,
} from '../store/records.ts';
import { checkCancellable, checkExpected } from './cancellation.ts';
import { forgetOfDeletedTargets, forgetOldest } from './deployment-history.ts';
import type { EngineContext } from './engine-context.ts';
import { outcomeKey } from './outcomes.ts';
import { isReportedByCustomer } from './provisioning-method.ts';
import { renderedStack } from './rendering.ts';
import { deploymentNames, surroundingsOf } from './targets.ts';

/** Text that the service writes on every cancelled deployment (AWS Proton User Guide, ag-env-update and its twins). */
const CANCELLATION_MESSAGE = 'User initiated cancellation.';
/** Our own words; what the service wrote there is not known. */
const CLOSED_MESSAGE = 'The pull request was closed without being merged.';

/** What an update is to put in place. */
interface UpdateRequest {
  readonly target: DeploymentState;
  readonly settings?: EnvironmentSettings | undefined;
  /** Hold it back until `release`. */
  readonly waiting?: boolean;
}

type Result = Pick<DeploymentEnding, 'result' | 'message'>;

/** The state machine of a deployment, the same for environments, service instances, pipelines and components. */
export interface DeploymentEngine {
  /** Starts the deployment that creates `record`, which must be new, and puts the record in the store. */
  create(record: DeployableRecord, options?: { readonly waiting?: boolean }): DeployableRecord;
  /**
   * Starts a deployment in place of what is there.
   * @param expectedDeploymentId when given, only if that is the newest deployment
   * @throws ConflictException when another one is; nothing changes then
   */
  update(record: DeployableRecord, request: UpdateRequest, expectedDeploymentId?: string): DeployableRecord;
  remove(record: DeployableRecord, options?: { readonly waiting?: boolean }): DeployableRecord;
  /**
   * Starts cancelling the deployment in progress.
   * @param expectedDeploymentId when given, only that deployment is cancelled
   * @throws ConflictException (A14, A15, or another deployment is current); nothing changes then
   */
  cancel(record: DeployableRecord, expectedDeploymentId?: string): DeployableRecord;
  /** Lets the held-back deployment of a resource run; does nothing when it is not held back. */
  release(record: DeployableRecord): void;
  /** Ends the running deployment of a resource now. */
  end(record: DeployableRecord, result: 'SUCCEEDED' | 'FAILED', message?: string): void;
  /**
   * Ends the deployment of a resource as its pull request was closed, without being merged (A46).
   * @throws ConflictException when none is open: nothing is in progress, or another way of provisioning does it
   */
  closePullRequest(record: DeployableRecord): void;
  /** Takes a held-back removal back: the resource is again as it was before. */
  withdrawRemoval(record: DeployableRecord): void;
  /** Applies a changed script to the deployment that runs now. */
  reschedule(record: DeployableRecord): void;
  /** Arms the timers of every running deployment, after a restore. */
  rearm(): void;
}

/** @param onEnded called after a deployment has ended; the record is absent when the resource is gone */
export function createDeploymentEngine(
  parts: EngineContext,
  onEnded: (deployment: DeploymentRecord, record: DeployableRecord | undefined) => void,
): DeploymentEngine {
  const { store, clock, timers, outbox, durations, random } = parts;
  let plans = 0;

  function begin(
    record: DeployableRecord,
    action: DeploymentRecord['action'],
    request: Partial<UpdateRequest>,
  ): DeployableRecord {
    const id = random.uuid();
    const startedAtMs = startOf(record, action);
    const status = action === 'DELETE' ? 'DELETE_IN_PROGRESS' : 'IN_PROGRESS';
    const begun: DeployableRecord = {
      ...record,
      deploymentStatus: status,
      deploymentStatusMessage: undefined,
      lastAttemptedDeploymentId: id,
      // A deletion keeps the times of the deployment before it (DeleteEnvironment example of the user guide).
      lastAttemptedAtMs: action === 'DELETE' ? record.lastAttemptedAtMs : startedAtMs,
      attempted: request.target ?? record.attempted,
    };
    const deployment: DeploymentRecord = {
      id,
      accountId: record.accountId,
      arn: arnOf({ region: parts.region, accountId: record.accountId }, deploymentSuffix(id)),
      createdAtMs: startedAtMs,
      lastModifiedAtMs: startedAtMs,
      action,
      targetKind: record.kind,
      targetArn: record.arn,
      targetCreatedAtMs: record.createdAtMs,
      ...deploymentNames(begun),
      status,
      lastSucceededDeploymentId: record.lastSucceededDeploymentId,
      initialState: record.deployed,
      targetState: action === 'DELETE' ? undefined : begun.attempted,
      surroundings: action === 'DELETE' ? undefined : surroundingsOf(parts, begun),
      settings: request.settings,
      previous: {
        status: record.deploymentStatus,
        statusMessage: record.deploymentStatusMessage,
        lastAttemptedDeploymentId: record.lastAttemptedDeploymentId,
      },
      waiting: request.waiting === true,
    };
    store.deployables.set(begun.arn, begun);
    store.deployments.set(id, deployment);
    outbox.add(
      deployableChange(begun, { from: action === 'CREATE' ? undefined : record.deploymentStatus, to: status }),
    );
    outbox.add(deploymentChange(deployment, { to: status }));
    if (!deployment.waiting) run(deployment);
    return begun;
  }

  /** Strictly increasing over creates and updates, so that two attempts of one resource never look the same. */
  function startOf(record: DeployableRecord, action: DeploymentRecord['action']): number {
    if (action === 'CREATE') return record.createdAtMs;
    return action === 'UPDATE' ? Math.max(clock.now(), record.lastAttemptedAtMs + 1) : clock.now();
  }

  function run(deployment: DeploymentRecord): void {
    if (hangs(deployment)) {
      store.deployments.set(deployment.id, { ...deployment, waiting: false, ending: undefined });
      return;
    }
    plan(deployment, { atMs: clock.now() + durationOf(deployment), ...scriptedResult(deployment) });
  }

  function durationOf({ status }: DeploymentRecord): number {
    if (status === 'CANCELLING') return durations.cancellationMs;
    return status === 'DELETE_IN_PROGRESS' ? durations.deletionMs : durations.deploymentMs;
  }

  function scriptOf(deployment: DeploymentRecord): OutcomeRecord | undefined {
    const on = deployment.action === 'DELETE' ? 'deletion' : 'deployment';
    return scripted(deployment.status === 'CANCELLING' ? 'cancellation' : on, deployment);
  }

  function scripted(on: OutcomeRecord['on'], { targetArn }: DeploymentRecord): OutcomeRecord | undefined {
    return store.outcomes.get(outcomeKey(on, targetArn));
  }

  /** Without a script, self-managed provisioning goes on until somebody reports its end. */
  function hangs(deployment: DeploymentRecord): boolean {
    const script = scriptOf(deployment);
    return script === undefined ? isReportedByCustomer(parts, deployment) : script.outcome === 'hang';
  }

  function scriptedResult(deployment: DeploymentRecord): Result {
    const script = scriptOf(deployment);
    if (script?.outcome === 'fail') {
      const attempt = deployment.status === 'CANCELLING' ? 'cancellation' : 'deployment';
      return {
        result: 'FAILED',
        message: script.statusMessage ?? `The ${attempt} failed, as its outcome was scripted.`,
      };
    }
    if (deployment.status === 'CANCELLING') return { result: 'CANCELLED', message: CANCELLATION_MESSAGE };
    return { result: 'SUCCEEDED', message: script?.statusMessage };
  }

  function plan(deployment: DeploymentRecord, planned: Omit<DeploymentEnding, 'sequence'>): void {
    plans += 1;
    const ending = { ...planned, sequence: plans };
    store.deployments.set(deployment.id, { ...deployment, waiting: false, ending });
    arm(deployment.id, ending);
  }

  function arm(deploymentId: string, ending: DeploymentEnding): void {
    timers.arm(deploymentId, ending.atMs, () => {
      const deployment = store.deployments.get(deploymentId);
      if (deployment?.ending !== undefined) finish(deployment, deployment.ending);
      outbox.flush();
    });
  }

  function finish(deployment: DeploymentRecord, ending: Result): void {
    timers.disarm(deployment.id);
    const record = store.deployables.get(deployment.targetArn);
    if (record === undefined) return;
    if (deployment.action === 'DELETE') finishRemoval(deployment, record, ending);
    else finishDeployment(deployment, record, ending);
  }

  /** A template is rendered when its deployment is to succeed, as no answer needs it before; what is wrong with it fails it. */
  function provisioned(
    deployment: DeploymentRecord,
    record: DeployableRecord,
    ending: Result,
  ): { readonly deployment: DeploymentRecord; readonly ending: Result } {
    if (ending.result !== 'SUCCEEDED') return { deployment, ending };
    const rendered = renderedStack(parts, record, deployment);
    return rendered.refusal === undefined
      ? { deployment: { ...deployment, stack: rendered.stack }, ending }
      : { deployment, ending: { result: 'FAILED', message: rendered.refusal } };
  }

  function finishDeployment(planned: DeploymentRecord, record: DeployableRecord, plannedEnding: Result): void {
    const { deployment, ending } = provisioned(planned, record, plannedEnding);
    const status = ending.result;
    const ended: DeployableRecord = {
      ...record,
      ...(status === 'SUCCEEDED' && {
        // The time of success is the start of the attempt, not its end (examples of the user guide).
        lastSucceededAtMs: record.lastAttemptedAtMs,
        lastSucceededDeploymentId: deployment.id,
        deployed: deployment.targetState,
        ...deployment.settings,
      }),
      deploymentStatus: status,
      deploymentStatusMessage: ending.message,
    };
    store.deployables.set(ended.arn, ended);
    outbox.add(deployableChange(ended, { from: record.deploymentStatus, to: status }));
    onEnded(close(deployment, status, ending.message), ended);
  }

  function finishRemoval(deployment: DeploymentRecord, record: DeployableRecord, ending: Result): void {
    if (ending.result === 'SUCCEEDED') {
      store.deployables.delete(record.arn);
      store.tags.delete(record.arn);
      // What comes under this name later was never synced.
      store.resourceSyncs.delete(record.arn);
      outbox.add(deployableChange(record, { from: record.deploymentStatus, to: 'DELETED' }));
      onEnded(close(deployment, 'DELETE_COMPLETE', ending.message), undefined);
      return;
    }
    const kept: DeployableRecord = {
      ...record,
      deploymentStatus: 'DELETE_FAILED',
      deploymentStatusMessage: ending.message,
    };
    store.deployables.set(kept.arn, kept);
    outbox.add(deployableChange(kept, { from: record.deploymentStatus, to: 'DELETE_FAILED' }));
    onEnded(close(deployment, 'DELETE_FAILED', ending.message), kept);
  }

  function close(
    deployment: DeploymentRecord,
    status: DeploymentRecord['status'],
    message: string | undefined,
  ): DeploymentRecord {
    const endedAtMs = Math.max(clock.now(), deployment.createdAtMs);
    const closed: DeploymentRecord = {
      ...deployment,
      status,
      statusMessage: message,
      lastModifiedAtMs: endedAtMs,
      completedAtMs: endedAtMs,
      lastSucceededDeploymentId: status === 'SUCCEEDED' ? deployment.id : deployment.lastSucceededDeploymentId,
      waiting: false,
      ending: undefined,
    };
    store.deployments.set(closed.id, closed);
    forgetOldest(parts, closed.targetArn);
    if (status === 'DELETE_COMPLETE') forgetOfDeletedTargets(parts);
    outbox.add(deploymentChange(closed, { from: deployment.status, to: status }));
    return closed;
  }

  function currentDeployment(record: DeployableRecord): DeploymentRecord | undefined {
    return record.lastAttemptedDeploymentId === undefined
      ? undefined
      : store.deployments.get(record.lastAttemptedDeploymentId);
  }

  return {
    create: (record, options) =>
      begin(record, 'CREATE', { target: record.attempted, waiting: options?.waiting === true }),
    update(record, request, expectedDeploymentId) {
      checkExpected(record, expectedDeploymentId);
      return begin(record, 'UPDATE', request);
    },
    remove: (record, options) => begin(record, 'DELETE', { waiting: options?.waiting === true }),

    cancel(record, expectedDeploymentId) {
      const deployment = checkCancellable(record, currentDeployment(record), expectedDeploymentId);
      if (scripted('cancellation', deployment)?.outcome === 'finishFirst') {
        finish(deployment, scriptedResult(deployment));
        const ended = store.deployables.get(record.arn) ?? record;
        checkCancellable(ended, currentDeployment(ended), expectedDeploymentId);
      }
      const cancelling: DeployableRecord = {
        ...record,
        deploymentStatus: 'CANCELLING',
        deploymentStatusMessage: undefined,
      };
      store.deployables.set(cancelling.arn, cancelling);
      outbox.add(deployableChange(cancelling, { from: record.deploymentStatus, to: 'CANCELLING' }));
      const changed: DeploymentRecord = {
        ...deployment,
        status: 'CANCELLING',
        lastModifiedAtMs: Math.max(clock.now(), deployment.createdAtMs),
      };
      outbox.add(deploymentChange(changed, { from: deployment.status, to: 'CANCELLING' }));
      timers.disarm(deployment.id);
      run(changed);
      return cancelling;
    },

    release(record) {
      const deployment = currentDeployment(record);
      if (deployment?.waiting === true) run(deployment);
    },

    end(record, result, message) {
      const deployment = currentDeployment(record);
      if (deployment !== undefined && deployment.completedAtMs === undefined) finish(deployment, { result, message });
    },

    closePullRequest(record) {
      const deployment = currentDeployment(record);
      if (deployment === undefined || deployment.waiting || !isReportedByCustomer(parts, deployment)) {
        throw new ConflictException(
          `No pull request is open for ${record.arn}: its deployment is ${record.deploymentStatus}, and self-managed provisioning has one while it is IN_PROGRESS`,
        );
      }
      finish(deployment, { result: 'CANCELLED', message: CLOSED_MESSAGE });
    },

    withdrawRemoval(record) {
      const deployment = currentDeployment(record);
      if (deployment?.waiting !== true || deployment.previous === undefined) return;
      const { status, statusMessage, lastAttemptedDeploymentId } = deployment.previous;
      const restored: DeployableRecord = {
        ...record,
        deploymentStatus: status,
        deploymentStatusMessage: statusMessage,
        lastAttemptedDeploymentId,
      };
      store.deployables.set(restored.arn, restored);
      outbox.add(deployableChange(restored, { from: record.deploymentStatus, to: status }));
      close(deployment, 'CANCELLED', 'The removal was called off.');
    },

    reschedule(record) {
      const deployment = currentDeployment(record);
      if (deployment === undefined || !isBusy(deployment.status) || deployment.waiting) return;
      if (hangs(deployment)) {
        timers.disarm(deployment.id);
        store.deployments.set(deployment.id, { ...deployment, ending: undefined });
      } else if (deployment.ending === undefined) {
        finish(deployment, scriptedResult(deployment));
      } else {
        plan(deployment, { atMs: deployment.ending.atMs, ...scriptedResult(deployment) });
      }
    },

    rearm() {
      const planned = [...store.deployments.values()].flatMap(({ id, ending }) =>
        ending === undefined ? [] : [{ id, ending }],
      );
      planned.sort((left, right) => left.ending.sequence - right.ending.sequence);
      for (const { id, ending } of planned) arm(id, ending);
      plans = planned.at(-1)?.ending.sequence ?? 0;
    },
  };
}
