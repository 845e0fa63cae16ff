import type { CancelTimer, LocalClock } from '../clock.ts';
import type { EventDraft } from '../event-bridge/index.ts';
import { type LocalRandom, randomUuid } from '../random.ts';
import type { ScriptedOperation, StackScripts } from './scripts.ts';
import type { OperationType, Stack, StackStatus, TemplateResource } from './stack.ts';

/** How long things take here. */
export interface CloudFormationSettings {
  /** What each resource takes. */
  readonly resourceMs: number;
  /** The same where it is slow on purpose. */
  readonly slowResourceMs: number;
  /** From the last resource to the end, while what was replaced is removed. */
  readonly cleanupMs: number;
  /** What making a change set takes. */
  readonly changeSetMs: number;
  /** How many stacks or events are looked through for one page: what is filtered out leaves it shorter, or empty. */
  readonly pageSize: number;
}

/** Times to watch, and pages of AWS's size. */
export const defaultSettings: CloudFormationSettings = {
  resourceMs: 5_000,
  slowResourceMs: 60_000,
  cleanupMs: 2_000,
  changeSetMs: 1_000,
  pageSize: 100,
};

/** What is done to the resources, one after the other, and what follows. */
interface Run {
  readonly verb: 'CREATE' | 'UPDATE' | 'DELETE' | 'ROLLBACK' | 'IMPORT';
  readonly script: ScriptedOperation;
  readonly left: TemplateResource[];
  readonly succeeded: () => void;
  readonly failed: (reason: string) => void;
  /** What is under way of it; absent where it hangs. */
  cancel?: CancelTimer | undefined;
}

export interface LifeCycleOptions {
  readonly clock: LocalClock;
  readonly random: LocalRandom;
  readonly settings: CloudFormationSettings;
  readonly scripts: StackScripts;
  /** Is told of every change of a stack's status, as EventBridge is. */
  readonly emit: (event: EventDraft) => void;
  /** Begins to do to a nested stack what is done to its parent; says `false` where there is none to do it to. */
  readonly withNested: (
    parent: Stack,
    resource: TemplateResource,
    verb: Run['verb'],
    done: (isWell: boolean) => void,
  ) => boolean;
  /** The nested stack that a resource is, where there is one. */
  readonly nestedOf: (parent: Stack, resource: TemplateResource) => Stack | undefined;
}

/** Moves stacks through their states on the clock, as scripted: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
export class LifeCycle {
  readonly #options: LifeCycleOptions;
  readonly #runs = new Map<Stack, Run>();
  /** Who waits for the end of a nested stack. */
  readonly #waiting = new Map<Stack, (isWell: boolean) => void>();

  constructor(options: LifeCycleOptions) {
    this.#options = options;
  }

  /** A new entry in `LastOperations`; its id is on the events from here on. */
  newOperation(stack: Stack, type: OperationType, token?: string): string {
    const OperationId = randomUuid(this.#options.random);
    stack.operations = [{ OperationType: type, OperationId }, ...stack.operations].slice(0, 10);
    if (token === undefined) delete stack.token;
    else stack.token = token;
    return OperationId;
  }

  create(stack: Stack): void {
    this.#move(stack, 'CREATE_IN_PROGRESS', 'User Initiated');
    this.#begin(stack, {
      verb: 'CREATE',
      script: 'deployment',
      left: [...stack.resources],
      succeeded: () => this.#move(stack, 'CREATE_COMPLETE'),
      failed: (reason) => this.#failCreation(stack, reason),
    });
  }

  update(stack: Stack, onEnd?: (isWell: boolean) => void): void {
    if (onEnd) this.#waiting.set(stack, onEnd);
    stack.updatedAtMs = this.#options.clock.nowMs();
    this.#move(stack, 'UPDATE_IN_PROGRESS', 'User Initiated');
    this.#begin(stack, {
      verb: 'UPDATE',
      script: 'deployment',
      left: [...stack.resources],
      succeeded: () => this.#cleanUp(stack, 'UPDATE_COMPLETE'),
      failed: (reason) => this.#failUpdate(stack, `The following resource(s) failed to update: [${reason}].`),
    });
  }

  /** Resources that exist become the stack's. If one cannot be taken over, those that were are given back. */
  takeOver(stack: Stack): void {
    this.#move(stack, 'IMPORT_IN_PROGRESS', 'User Initiated');
    this.#begin(stack, {
      verb: 'IMPORT',
      script: 'deployment',
      left: [...stack.resources],
      succeeded: () => this.#move(stack, 'IMPORT_COMPLETE'),
      failed: (failed) => this.#giveBack(stack, failed),
    });
  }

  /** What waits for a nested stack that is being created. */
  onEnd(stack: Stack, listener: (isWell: boolean) => void): void {
    this.#waiting.set(stack, listener);
  }

  remove(stack: Stack, onEnd?: (isWell: boolean) => void): void {
    if (onEnd) this.#waiting.set(stack, onEnd);
    stack.deletedAtMs = this.#options.clock.nowMs();
    this.#move(stack, 'DELETE_IN_PROGRESS', 'User Initiated');
    this.#begin(stack, {
      verb: 'DELETE',
      script: 'deletion',
      left: [...stack.resources].reverse(),
      succeeded: () => this.#move(stack, 'DELETE_COMPLETE'),
      failed: (reason) =>
        this.#move(stack, 'DELETE_FAILED', `The following resource(s) failed to delete: [${reason}].`),
    });
  }

  /** Somebody cancels an update: what is under way is given up, and rolled back where that is on. */
  cancelUpdate(stack: Stack): void {
    const run = this.#runs.get(stack);
    const [current] = run?.left ?? [];
    run?.cancel?.();
    this.#runs.delete(stack);
    if (current) {
      this.#resourceEvent(stack, current, 'UPDATE_FAILED', 'Resource update cancelled');
      this.#giveUpNested(this.#options.nestedOf(stack, current));
    }
    this.#failUpdate(stack, 'User Initiated');
  }

  #giveUpNested(nested: Stack | undefined): void {
    if (nested === undefined) return;
    this.#waiting.delete(nested);
    if (nested.status === 'UPDATE_IN_PROGRESS') return this.cancelUpdate(nested);
    if (nested.status !== 'CREATE_IN_PROGRESS') return;
    this.newOperation(nested, 'DELETE_STACK', nested.token);
    this.remove(nested);
  }

  /** After UPDATE_ROLLBACK_FAILED, or where rollback was off. */
  rollBack(stack: Stack, reason = 'User Initiated'): void {
    const isCreation = stack.status === 'CREATE_FAILED';
    if (isCreation) return this.#rollBackCreation(stack, reason);
    this.#rollBackUpdate(stack, reason);
  }

  /** Applies changed scripts to what is under way: what hung and no longer does goes on at once. */
  applyScripts(): void {
    for (const [stack, run] of this.#runs) {
      const { outcome } = this.#options.scripts.find(stack.name, run.script);
      const isLast = run.left.length === 1;
      if (outcome === 'hang' && isLast && run.cancel !== undefined) {
        run.cancel();
        run.cancel = undefined;
      } else if (outcome !== 'hang' && run.cancel === undefined && !this.#isNested(stack, run)) {
        this.#finishResource(stack, run);
      }
    }
  }

  /** Nothing happens by itself any more. */
  stop(): void {
    for (const { cancel } of this.#runs.values()) cancel?.();
    this.#runs.clear();
  }

  /** Records what has become of the stack, and tells it. */
  #move(stack: Stack, status: StackStatus, reason?: string): void {
    const { clock, random, emit } = this.#options;
    stack.status = status;
    if (reason === undefined) delete stack.reason;
    else stack.reason = reason;
    const { id, name, owner, token } = stack;
    stack.events.push({
      StackId: id,
      EventId: randomUuid(random),
      StackName: name,
      OperationId: stack.operations[0]?.OperationId ?? '',
      LogicalResourceId: name,
      PhysicalResourceId: id,
      ResourceType: 'AWS::CloudFormation::Stack',
      Timestamp: new Date(clock.nowMs()),
      ResourceStatus: status,
      ...(reason === undefined ? {} : { ResourceStatusReason: reason }),
      ...(token === undefined ? {} : { ClientRequestToken: token }),
    });
    emit({
      source: 'aws.cloudformation',
      'detail-type': 'CloudFormation Stack Status Change',
      account: owner.accountId,
      region: owner.region,
      resources: [id],
      detail: {
        'stack-id': id,
        'status-details': { status, 'status-reason': reason ?? '' },
        'client-request-token': token ?? '',
      },
    });
    if (status.endsWith('_IN_PROGRESS')) return;
    const waiting = this.#waiting.get(stack);
    this.#waiting.delete(stack);
    waiting?.(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_COMPLETE'].includes(status));
  }

  #resourceEvent(stack: Stack, resource: TemplateResource, status: string, reason?: string): void {
    const { clock, random, nestedOf } = this.#options;
    const { id, name, token } = stack;
    stack.events.push({
      StackId: id,
      EventId: `${resource.logicalId}-${status}-${randomUuid(random)}`,
      StackName: name,
      OperationId: stack.operations[0]?.OperationId ?? '',
      LogicalResourceId: resource.logicalId,
      PhysicalResourceId: nestedOf(stack, resource)?.id ?? `${name}-${resource.logicalId}`,
      ResourceType: resource.type,
      Timestamp: new Date(clock.nowMs()),
      ResourceStatus: status,
      ...(reason === undefined ? {} : { ResourceStatusReason: reason }),
      ...(token === undefined ? {} : { ClientRequestToken: token }),
    });
  }

  #begin(stack: Stack, run: Run): void {
    this.#runs.get(stack)?.cancel?.();
    this.#runs.set(stack, run);
    this.#nextResource(stack, run);
  }

  #isNested(stack: Stack, { left }: Run): boolean {
    const [resource] = left;
    return resource !== undefined && this.#options.nestedOf(stack, resource) !== undefined;
  }

  #nextResource(stack: Stack, run: Run): void {
    const [resource] = run.left;
    if (resource === undefined) {
      this.#runs.delete(stack);
      return run.succeeded();
    }
    const { clock, scripts, settings, withNested } = this.#options;
    const verb = run.verb === 'ROLLBACK' ? 'UPDATE' : run.verb;
    const done = (isWell: boolean): void => {
      if (this.#runs.get(stack) !== run || run.left[0] !== resource) return;
      if (isWell) this.#endResource(stack, run, resource);
      else
        this.#failResource(
          stack,
          run,
          resource,
          `Embedded stack ${this.#options.nestedOf(stack, resource)?.id} was not successfully updated.`,
        );
    };
    const isNested = withNested(stack, resource, run.verb, done);
    this.#resourceEvent(stack, resource, `${verb}_IN_PROGRESS`);
    if (isNested) return;
    const { outcome } = scripts.find(stack.name, run.script);
    if (outcome === 'hang' && run.left.length === 1) {
      run.cancel = undefined;
      return;
    }
    const takesMs = outcome === 'slow' ? settings.slowResourceMs : settings.resourceMs;
    run.cancel = clock.setTimer(takesMs, () => this.#finishResource(stack, run));
  }

  /** The last resource is the one that fails, so that there is something to roll back. */
  #finishResource(stack: Stack, run: Run): void {
    const [resource] = run.left;
    if (this.#runs.get(stack) !== run || resource === undefined) return;
    const { outcome, reason = 'Resource handler returned message: "as its outcome was scripted"' } =
      this.#options.scripts.find(stack.name, run.script);
    if (outcome === 'fail' && run.left.length === 1) return this.#failResource(stack, run, resource, reason);
    this.#endResource(stack, run, resource);
  }

  #failResource(stack: Stack, run: Run, resource: TemplateResource, reason: string): void {
    const verb = run.verb === 'ROLLBACK' ? 'UPDATE' : run.verb;
    this.#resourceEvent(stack, resource, `${verb}_FAILED`, reason);
    this.#runs.delete(stack);
    run.failed(resource.logicalId);
  }

  #endResource(stack: Stack, run: Run, resource: TemplateResource): void {
    const verb = run.verb === 'ROLLBACK' ? 'UPDATE' : run.verb;
    this.#resourceEvent(stack, resource, `${verb}_COMPLETE`);
    run.left.shift();
    this.#nextResource(stack, run);
  }

  #cleanUp(stack: Stack, end: 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE'): void {
    const { clock, settings } = this.#options;
    this.#move(stack, `${end}_CLEANUP_IN_PROGRESS`);
    const run: Run = {
      verb: 'UPDATE',
      script: 'rollback',
      left: [],
      succeeded: () => undefined,
      failed: () => undefined,
    };
    this.#runs.set(stack, run);
    run.cancel = clock.setTimer(settings.cleanupMs, () => {
      if (this.#runs.get(stack) !== run) return;
      this.#runs.delete(stack);
      this.#move(stack, end);
    });
  }

  #isRollbackOff({ disableRollback, deploymentConfig }: Stack): boolean {
    return disableRollback || deploymentConfig?.DisableRollback === true;
  }

  #giveBack(stack: Stack, failed: string): void {
    this.newOperation(stack, 'ROLLBACK', stack.token);
    this.#move(stack, 'IMPORT_ROLLBACK_IN_PROGRESS', `The following resource(s) failed to import: [${failed}].`);
    this.#begin(stack, {
      verb: 'ROLLBACK',
      script: 'rollback',
      left: [...stack.resources],
      succeeded: () => this.#move(stack, 'IMPORT_ROLLBACK_COMPLETE'),
      failed: (name) =>
        this.#move(stack, 'IMPORT_ROLLBACK_FAILED', `The following resource(s) could not be given back: [${name}].`),
    });
  }

  #failCreation(stack: Stack, failed: string): void {
    const reason = `The following resource(s) failed to create: [${failed}].`;
    if (this.#isRollbackOff(stack)) return this.#move(stack, 'CREATE_FAILED', reason);
    this.newOperation(stack, 'ROLLBACK', stack.token);
    this.#rollBackCreation(stack, `${reason} Rollback requested by user.`);
  }

  #rollBackCreation(stack: Stack, reason: string): void {
    this.#move(stack, 'ROLLBACK_IN_PROGRESS', reason);
    this.#begin(stack, {
      verb: 'DELETE',
      script: 'rollback',
      left: [...stack.resources].reverse(),
      succeeded: () => this.#move(stack, 'ROLLBACK_COMPLETE'),
      failed: (failed) =>
        this.#move(stack, 'ROLLBACK_FAILED', `The following resource(s) failed to delete: [${failed}].`),
    });
  }

  #failUpdate(stack: Stack, reason: string): void {
    if (this.#isRollbackOff(stack)) return this.#move(stack, 'UPDATE_FAILED', reason);
    this.newOperation(stack, 'ROLLBACK', stack.token);
    this.#rollBackUpdate(stack, reason);
  }

  #rollBackUpdate(stack: Stack, reason: string): void {
    this.#move(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
    this.#begin(stack, {
      verb: 'ROLLBACK',
      script: 'rollback',
      left: [...stack.resources],
      succeeded: () => this.#cleanUp(stack, 'UPDATE_ROLLBACK_COMPLETE'),
      failed: (failed) =>
        this.#move(stack, 'UPDATE_ROLLBACK_FAILED', `The following resource(s) failed to update: [${failed}].`),
    });
  }
}
