import type { LocalClock } from '../clock.ts';
import type { EventDraft } from '../event-bridge/index.ts';
import { type CloudIdentity, localArn } from '../identity.ts';
import type { JsonObject } from '../json.ts';
import { type LocalRandom, randomUuid } from '../random.ts';
import { ChangeSets } from './change-sets.ts';
import { unknownActionError, validationError } from './errors.ts';
import { type CloudFormationSettings, defaultSettings, LifeCycle } from './life-cycle.ts';
import { createOperations, type OperationName, type Operations, type Outputs } from './operations.ts';
import { type ScriptedOperation, type StackOutcome, StackScripts } from './scripts.ts';
import type { Stack, TemplateResource } from './stack.ts';
import { StackSets } from './stack-sets.ts';
import { Stacks } from './stacks.ts';

export interface CloudFormationOptions {
  readonly clock: LocalClock;
  readonly random: LocalRandom;
  /** Account and region of those who do not say another one. */
  readonly identity: CloudIdentity;
  readonly settings?: Partial<CloudFormationSettings> | undefined;
  /** Gets every event that AWS would put on the default bus. */
  readonly emit?: ((event: EventDraft) => void) | undefined;
}

/** @public */
export interface StackScriptOptions {
  /** What the resource that fails says; with the outcome `fail` only. */
  readonly reason?: string | undefined;
  /** `deployment`, which is a creation or an update, unless given. */
  readonly on?: ScriptedOperation | undefined;
}

/** Stacks in memory: what the states, the operations on stacks and their events are, without any resource being made. */
export interface CloudFormation {
  /**
   * Runs one operation.
   *
   * @param input members as the API has them; it is checked, whatever it is
   * @param owner the calling account and the region
   * @throws AwsError as the API answers it
   */
  call<Name extends OperationName>(operation: Name, input: JsonObject, owner?: CloudIdentity): Outputs[Name];
  /** The same, for an operation whose name came over the wire. @throws AwsError InvalidAction too */
  run(action: string, input: JsonObject, owner: CloudIdentity): object | undefined;
  /** Decides how what is done to the stacks of a name ends, now and later; `stackset/<name>` is a StackSet. */
  script(stackName: string, outcome: StackOutcome, options?: StackScriptOptions): void;
  /** A change set is made of a stack, or of one that it would create: nothing is deployed. */
  makeChangeSet(stackName: string): void;
  /** Nothing happens by itself any more. */
  stop(): void;
}

const nestedType = 'AWS::CloudFormation::Stack';

/** Makes an empty CloudFormation. */
export function createCloudFormation(options: CloudFormationOptions): CloudFormation {
  const { clock, random, identity, emit = () => undefined } = options;
  const settings = { ...defaultSettings, ...options.settings };
  const stacks = new Stacks();
  const scripts = new StackScripts();

  function newStack(owner: CloudIdentity, name: string, given: Partial<Stack>): Stack {
    const id = localArn(owner, 'cloudformation', `stack/${name}/${randomUuid(random)}`);
    const stack: Stack = {
      owner,
      id,
      name,
      createdAtMs: clock.nowMs(),
      status: 'REVIEW_IN_PROGRESS',
      tags: [],
      resources: [],
      disableRollback: false,
      isProtected: false,
      operations: [],
      events: [],
      ...given,
    };
    stacks.add(stack);
    return stack;
  }

  function nestedOf(parent: Stack, { logicalId, type }: TemplateResource): Stack | undefined {
    return type === nestedType ? stacks.named(parent.owner, nestedName(parent, logicalId)) : undefined;
  }

  /** A nested stack has resources of no stack of its own, and goes through the states of its parent's operation. */
  function withNested(
    parent: Stack,
    resource: TemplateResource,
    verb: 'CREATE' | 'UPDATE' | 'DELETE' | 'ROLLBACK' | 'IMPORT',
    done: (isWell: boolean) => void,
  ): boolean {
    if (resource.type !== nestedType || verb === 'ROLLBACK' || verb === 'IMPORT') return false;
    const known = nestedOf(parent, resource);
    const hasOne = known !== undefined && known.status !== 'DELETE_COMPLETE';
    if (verb === 'DELETE') {
      if (!hasOne) return false;
      lifeCycle.newOperation(known, 'DELETE_STACK', parent.token);
      lifeCycle.remove(known, done);
      return true;
    }
    if (hasOne) {
      known.disableRollback = false;
      lifeCycle.newOperation(known, 'UPDATE_STACK', parent.token);
      lifeCycle.update(known, done);
      return true;
    }
    const nested = newStack(parent.owner, nestedName(parent, resource.logicalId), {
      parent: { id: parent.id, rootId: parent.parent?.rootId ?? parent.id },
      tags: parent.tags,
      resources: [{ logicalId: 'Resource', type: 'AWS::CloudFormation::WaitConditionHandle' }],
      // What fails in it is rolled back with its root.
      disableRollback: true,
    });
    lifeCycle.newOperation(nested, 'CREATE_STACK', parent.token);
    lifeCycle.onEnd(nested, done);
    lifeCycle.create(nested);
    return true;
  }

  const lifeCycle = new LifeCycle({
    clock,
    random,
    settings,
    scripts,
    emit,
    withNested,
    nestedOf,
  });
  const makingMs = settings.changeSetMs;
  const changeSets = new ChangeSets({ clock, random, stacks, lifeCycle, makingMs, newStack });
  const stackSets = new StackSets({
    clock,
    random,
    scripts,
    instanceMs: settings.resourceMs,
    pageSize: settings.pageSize,
    emit,
  });
  const operations: Operations = createOperations({
    clock,
    stacks,
    lifeCycle,
    settings,
    newStack,
    changeSets,
    stackSets,
  });
  const known = Object.keys(operations);

  return {
    call: (operation, input, owner = identity) => {
      const run: Operations[typeof operation] = operations[operation];
      return run(owner, input);
    },
    run(action, input, owner) {
      if (!isOperation(operations, action)) throw unknownActionError(action, known);
      return operations[action](owner, input);
    },
    script(stackName, outcome, { reason, on = 'deployment' } = {}) {
      scripts.set(stackName, on, { outcome, reason });
      lifeCycle.applyScripts();
      stackSets.applyScripts();
    },
    makeChangeSet(stackName) {
      const stack = stacks.named(identity, stackName) ?? newStack(identity, stackName, {});
      if (stack.status.endsWith('_IN_PROGRESS') && stack.status !== 'REVIEW_IN_PROGRESS') {
        throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
      }
      lifeCycle.newOperation(stack, 'CREATE_CHANGESET', stack.token);
    },
    stop() {
      lifeCycle.stop();
      stackSets.stop();
    },
  };
}

function nestedName(parent: Stack, logicalId: string): string {
  return `${parent.name}-${logicalId}`;
}

function isOperation(operations: Operations, action: string): action is OperationName {
  return Object.hasOwn(operations, action);
}
