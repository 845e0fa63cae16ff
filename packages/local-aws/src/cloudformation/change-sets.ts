import type { LocalClock } from '../clock.ts';
import { AwsError } from '../endpoint/index.ts';
import { type CloudIdentity, localArn } from '../identity.ts';
import type { JsonObject } from '../json.ts';
import { type LocalRandom, randomUuid } from '../random.ts';
import { alreadyExistsError, enumError, patternError, validationError } from './errors.ts';
import { newStackName, requiredText, tagsIn, textIn } from './inputs.ts';
import type { LifeCycle } from './life-cycle.ts';
import { type Stack, type Tag, type TemplateResource, updatable } from './stack.ts';
import type { Stacks } from './stacks.ts';
import { resourcesOf } from './template.ts';

/** What a change set does when it is executed. */
const types = ['CREATE', 'UPDATE', 'IMPORT'] as const;
type ChangeSetType = (typeof types)[number];

interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly stack: Stack;
  readonly type: ChangeSetType;
  readonly createdAtMs: number;
  /** Absent where the template stays as it is. */
  readonly resources: readonly TemplateResource[] | undefined;
  readonly tags: readonly Tag[];
}

/** What is shown of a change set. */
export interface ChangeSetView {
  readonly ChangeSetId: string;
  readonly ChangeSetName: string;
  readonly StackId: string;
  readonly StackName: string;
  readonly CreationTime: Date;
  readonly Status: 'CREATE_IN_PROGRESS' | 'CREATE_COMPLETE';
  readonly ExecutionStatus: 'UNAVAILABLE' | 'AVAILABLE';
}

export interface ChangeSetsOptions {
  readonly clock: LocalClock;
  readonly random: LocalRandom;
  readonly stacks: Stacks;
  readonly lifeCycle: LifeCycle;
  /** How long it takes to make one. */
  readonly makingMs: number;
  readonly newStack: (owner: CloudIdentity, name: string, given: Partial<Stack>) => Stack;
}

/**
 * Change sets: made, shown, executed once, and deleted. What an executed one does is a creation, an update or an import of the stack
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html). What would change is not
 * worked out.
 */
export class ChangeSets {
  readonly #options: ChangeSetsOptions;
  #all: readonly ChangeSet[] = [];

  constructor(options: ChangeSetsOptions) {
    this.#options = options;
  }

  /** @throws AwsError ValidationError, AlreadyExistsException */
  create(owner: CloudIdentity, input: JsonObject): { readonly Id: string; readonly StackId: string } {
    const { clock, random, lifeCycle } = this.#options;
    const name = requiredText(input, 'ChangeSetName');
    if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) throw patternError('changeSetName', '[a-zA-Z][-a-zA-Z0-9]*');
    const type = textIn(input, 'ChangeSetType') ?? 'UPDATE';
    if (!isType(type)) throw enumError('changeSetType', types);
    const stack = this.#stackFor(owner, input, type);
    if (this.#all.some((known) => known.stack === stack && known.name === name)) throw alreadyExistsError(name);
    const body = textIn(input, 'TemplateBody');
    const made: ChangeSet = {
      id: localArn(owner, 'cloudformation', `changeSet/${name}/${randomUuid(random)}`),
      name,
      stack,
      type,
      createdAtMs: clock.nowMs(),
      // Nothing was deployed yet that could stay as it is.
      resources: body === undefined && stack.status !== 'REVIEW_IN_PROGRESS' ? undefined : resourcesOf(body),
      tags: tagsIn(input),
    };
    this.#all = [...this.#all, made];
    lifeCycle.newOperation(stack, 'CREATE_CHANGESET', stack.token);
    return { Id: made.id, StackId: stack.id };
  }

  /** @throws AwsError ChangeSetNotFoundException */
  describe(owner: CloudIdentity, input: JsonObject): ChangeSetView {
    return this.#viewOf(this.#find(owner, input));
  }

  list(stack: Stack): readonly ChangeSetView[] {
    return this.#all.filter((one) => one.stack === stack).map((one) => this.#viewOf(one));
  }

  /** What is not there needs no deletion. */
  delete(owner: CloudIdentity, input: JsonObject): void {
    const found = this.#named(owner, input);
    this.#all = this.#all.filter((one) => one !== found);
  }

  /** @throws AwsError ChangeSetNotFoundException, InvalidChangeSetStatusException */
  execute(owner: CloudIdentity, input: JsonObject, token: string | undefined): void {
    const { clock, lifeCycle } = this.#options;
    const changeSet = this.#find(owner, input);
    const { stack, type, resources, tags, id } = changeSet;
    const isReady = this.#viewOf(changeSet).ExecutionStatus === 'AVAILABLE';
    if (!isReady || !canTake(stack, type)) {
      throw new AwsError(
        'InvalidChangeSetStatus',
        `ChangeSet [${id}] cannot be executed in its current status of [${isReady ? stack.status : 'CREATE_IN_PROGRESS'}]`,
      );
    }
    // Whatever else was made for the stack was made for another state of it.
    this.#all = this.#all.filter((one) => one.stack !== stack);
    if (resources !== undefined) stack.resources = resources;
    if (tags.length > 0) stack.tags = tags;
    stack.changeSetId = id;
    stack.disableRollback = input['DisableRollback'] === true || input['DisableRollback'] === 'true';
    delete stack.deploymentConfig;
    const isNew = stack.status === 'REVIEW_IN_PROGRESS';
    lifeCycle.newOperation(stack, isNew && type === 'CREATE' ? 'CREATE_STACK' : 'UPDATE_STACK', token);
    // A stack that a change set creates has its creation time from when that was made (assumption C3).
    stack.updatedAtMs = clock.nowMs();
    if (type === 'IMPORT') lifeCycle.takeOver(stack);
    else if (isNew) lifeCycle.create(stack);
    else lifeCycle.update(stack);
  }

  #stackFor(owner: CloudIdentity, input: JsonObject, type: ChangeSetType): Stack {
    const { stacks, newStack } = this.#options;
    const nameOrId = requiredText(input, 'StackName');
    const known = stacks.find(owner, nameOrId);
    const isThere = known !== undefined && known.status !== 'DELETE_COMPLETE';
    if (!isThere) {
      if (type === 'UPDATE') throw validationError(`Stack [${nameOrId}] does not exist`);
      return newStack(owner, newStackName(input), {});
    }
    if (type === 'CREATE' && known.status !== 'REVIEW_IN_PROGRESS') {
      throw validationError(`Stack [${known.name}] already exists and cannot be created again with the changeSet`);
    }
    if (!canTake(known, type)) {
      throw validationError(`Stack:${known.id} is in ${known.status} state and can not be updated.`);
    }
    return known;
  }

  #named(owner: CloudIdentity, input: JsonObject): ChangeSet | undefined {
    const nameOrId = requiredText(input, 'ChangeSetName');
    const stackName = textIn(input, 'StackName');
    const stack = stackName === undefined ? undefined : this.#options.stacks.find(owner, stackName);
    return this.#all.find(
      (one) => one.id === nameOrId || (stack !== undefined && one.stack === stack && one.name === nameOrId),
    );
  }

  #find(owner: CloudIdentity, input: JsonObject): ChangeSet {
    const found = this.#named(owner, input);
    if (found === undefined) {
      throw new AwsError('ChangeSetNotFound', `ChangeSet [${textIn(input, 'ChangeSetName')}] does not exist`, {
        statusCode: 404,
      });
    }
    return found;
  }

  #viewOf({ id, name, stack, createdAtMs }: ChangeSet): ChangeSetView {
    const { clock, makingMs } = this.#options;
    const isMade = clock.nowMs() >= createdAtMs + makingMs;
    return {
      ChangeSetId: id,
      ChangeSetName: name,
      StackId: stack.id,
      StackName: stack.name,
      CreationTime: new Date(createdAtMs),
      Status: isMade ? 'CREATE_COMPLETE' : 'CREATE_IN_PROGRESS',
      ExecutionStatus: isMade ? 'AVAILABLE' : 'UNAVAILABLE',
    };
  }
}

function isType(text: string): text is ChangeSetType {
  return types.some((type) => type === text);
}

/** A creation and an import may also be of a stack that nothing was deployed to yet. */
function canTake({ status }: Stack, type: ChangeSetType): boolean {
  return type === 'CREATE'
    ? status === 'REVIEW_IN_PROGRESS'
    : updatable.has(status) || (type === 'IMPORT' && status === 'REVIEW_IN_PROGRESS');
}
