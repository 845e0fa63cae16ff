import type { CancelTimer, LocalClock } from '../clock.ts';
import { AwsError } from '../endpoint/index.ts';
import type { EventDraft } from '../event-bridge/index.ts';
import { type CloudIdentity, localArn } from '../identity.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { type LocalRandom, randomUuid } from '../random.ts';
import { patternError, requiredError } from './errors.ts';
import { booleanIn, listIn, numberIn, requiredText, tagsIn, textIn, tokenIn } from './inputs.ts';
import { pageOf } from './pages.ts';
import type { StackScripts } from './scripts.ts';
import type { Tag } from './stack.ts';

type Action = 'CREATE' | 'UPDATE' | 'DELETE';
type OperationStatus = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'STOPPING' | 'STOPPED';

/** Where an operation deploys to, and what came of it there. */
interface InstanceResult {
  readonly account: string;
  readonly region: string;
  status: 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  reason?: string;
}

interface SetOperation {
  readonly id: string;
  readonly action: Action;
  readonly createdAtMs: number;
  readonly results: InstanceResult[];
  status: OperationStatus;
  endedAtMs?: number;
  cancel?: CancelTimer;
}

interface StackSet {
  readonly owner: CloudIdentity;
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly tags: readonly Tag[];
  /** Whether operations that conflict wait for each other. */
  readonly isManaged: boolean;
  readonly instances: { readonly account: string; readonly region: string }[];
  /** Newest first. */
  operations: SetOperation[];
}

export interface StackSetsOptions {
  readonly clock: LocalClock;
  readonly random: LocalRandom;
  readonly scripts: StackScripts;
  /** What one instance takes; they are deployed one after the other. */
  readonly instanceMs: number;
  readonly pageSize: number;
  readonly emit: (event: EventDraft) => void;
}

/** What is scripted for the operations of a StackSet: under this name. */
export const scriptName = (name: string): string => `stackset/${name}`;

/**
 * StackSets and their operations: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html. The stacks of
 * their instances are in other accounts, and not here.
 */
export class StackSets {
  readonly #options: StackSetsOptions;
  readonly #all: StackSet[] = [];

  constructor(options: StackSetsOptions) {
    this.#options = options;
  }

  create(owner: CloudIdentity, input: JsonObject): { readonly StackSetId: string } {
    const name = requiredText(input, 'StackSetName');
    if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) throw patternError('stackSetName', '[a-zA-Z][-a-zA-Z0-9]{0,127}');
    if (this.#all.some((known) => isOf(known, owner) && known.name === name)) {
      throw new AwsError('NameAlreadyExistsException', `StackSet ${name} already exists`, { statusCode: 409 });
    }
    const id = `${name}:${randomUuid(this.#options.random)}`;
    const managed = input['ManagedExecution'];
    this.#all.push({
      owner,
      name,
      id,
      arn: localArn(owner, 'cloudformation', `stackset/${id}`),
      tags: tagsIn(input),
      isManaged: isJsonObject(managed) && booleanIn(managed, 'Active') === true,
      instances: [],
      operations: [],
    });
    return { StackSetId: id };
  }

  createInstances(owner: CloudIdentity, input: JsonObject): { readonly OperationId: string } {
    const set = this.#find(owner, input);
    const [accounts, regions] = [listIn(input, 'Accounts').map(String), listIn(input, 'Regions').map(String)];
    if (accounts.length === 0 || regions.length === 0) throw requiredError('regions');
    const places = accounts.flatMap((account) => regions.map((region) => ({ account, region })));
    set.instances.push(...places);
    return this.#begin(set, 'CREATE', places, input);
  }

  update(owner: CloudIdentity, input: JsonObject): { readonly OperationId: string } {
    const set = this.#find(owner, input);
    return this.#begin(set, 'UPDATE', set.instances, input);
  }

  list(owner: CloudIdentity, input: JsonObject) {
    const own = this.#all.filter((set) => isOf(set, owner));
    const size = numberIn(input, 'MaxResults') ?? this.#options.pageSize;
    const { members, nextToken } = pageOf(own, textIn(input, 'NextToken'), size);
    const Summaries = members.map(({ name, id, isManaged }) => ({
      StackSetName: name,
      StackSetId: id,
      Status: 'ACTIVE',
      PermissionModel: 'SELF_MANAGED',
      ManagedExecution: { Active: isManaged },
    }));
    return { Summaries, ...(nextToken ? { NextToken: nextToken } : {}) };
  }

  describe(owner: CloudIdentity, input: JsonObject) {
    const { name, id, arn, tags, isManaged } = this.#find(owner, input);
    return {
      StackSet: {
        StackSetName: name,
        StackSetId: id,
        StackSetARN: arn,
        Status: 'ACTIVE',
        Tags: tags,
        ManagedExecution: { Active: isManaged },
      },
    };
  }

  listOperations(owner: CloudIdentity, input: JsonObject) {
    const set = this.#find(owner, input);
    const size = numberIn(input, 'MaxResults') ?? this.#options.pageSize;
    const { members, nextToken } = pageOf(set.operations, textIn(input, 'NextToken'), size);
    return { Summaries: members.map(operationView), ...(nextToken ? { NextToken: nextToken } : {}) };
  }

  describeOperation(owner: CloudIdentity, input: JsonObject) {
    const set = this.#find(owner, input);
    return { StackSetOperation: { ...operationView(this.#operation(set, input)), StackSetId: set.id } };
  }

  listResults(owner: CloudIdentity, input: JsonObject) {
    const operation = this.#operation(this.#find(owner, input), input);
    const size = numberIn(input, 'MaxResults') ?? this.#options.pageSize;
    const { members, nextToken } = pageOf(operation.results, textIn(input, 'NextToken'), size);
    const Summaries = members.map(({ account, region, status, reason }) => ({
      Account: account,
      Region: region,
      Status: status,
      ...(reason === undefined ? {} : { StatusReason: reason }),
    }));
    return { Summaries, ...(nextToken ? { NextToken: nextToken } : {}) };
  }

  /** What has not begun is given up; what is being deployed goes on to its end. */
  stopOperation(owner: CloudIdentity, input: JsonObject): Readonly<Record<string, never>> {
    const set = this.#find(owner, input);
    const operation = this.#operation(set, input);
    if (operation.status !== 'RUNNING' && operation.status !== 'QUEUED') {
      throw new AwsError('InvalidOperationException', `Operation ${operation.id} is in ${operation.status}`);
    }
    for (const result of operation.results) if (result.status === 'PENDING') result.status = 'CANCELLED';
    const isAtWork = operation.results.some(({ status }) => status === 'RUNNING');
    this.#move(set, operation, isAtWork ? 'STOPPING' : 'STOPPED');
    return {};
  }

  /** Applies a changed script to what hangs. */
  applyScripts(): void {
    for (const set of this.#all) {
      for (const operation of set.operations) {
        const isHanging = operation.cancel === undefined && ['RUNNING', 'STOPPING'].includes(operation.status);
        if (isHanging && this.#outcomeOf(set) !== 'hang') this.#endInstance(set, operation);
      }
    }
  }

  stop(): void {
    for (const { operations } of this.#all) for (const { cancel } of operations) cancel?.();
  }

  #outcomeOf({ name }: StackSet): string {
    return this.#options.scripts.find(scriptName(name), 'deployment').outcome;
  }

  #begin(
    set: StackSet,
    action: Action,
    places: readonly { readonly account: string; readonly region: string }[],
    input: JsonObject,
  ): { readonly OperationId: string } {
    const { clock, random } = this.#options;
    const isBusy = set.operations.some(({ status }) => ['QUEUED', 'RUNNING', 'STOPPING'].includes(status));
    if (isBusy && !set.isManaged) {
      throw new AwsError('OperationInProgressException', 'Another Operation on the StackSet is in progress', {
        statusCode: 409,
      });
    }
    const operation: SetOperation = {
      id: tokenIn({ ClientRequestToken: input['OperationId'] }) ?? randomUuid(random),
      action,
      createdAtMs: clock.nowMs(),
      results: places.map((place) => ({ ...place, status: 'PENDING' })),
      status: 'QUEUED',
    };
    set.operations = [operation, ...set.operations];
    this.#move(set, operation, isBusy ? 'QUEUED' : 'RUNNING');
    return { OperationId: operation.id };
  }

  #move(set: StackSet, operation: SetOperation, status: OperationStatus): void {
    const { clock, emit } = this.#options;
    operation.status = status;
    const isEnd = status === 'SUCCEEDED' || status === 'FAILED' || status === 'STOPPED';
    if (isEnd) operation.endedAtMs = clock.nowMs();
    emit({
      source: 'aws.cloudformation',
      'detail-type': 'CloudFormation StackSet Operation Status Change',
      account: set.owner.accountId,
      region: set.owner.region,
      resources: [set.arn],
      detail: {
        'stack-set-arn': set.arn,
        'stack-set-operation-id': operation.id,
        'status-details': { status },
      },
    });
    if (status === 'RUNNING') return this.#nextInstance(set, operation);
    const waiting = set.operations.findLast((one) => one.status === 'QUEUED');
    if (isEnd && waiting !== undefined) this.#move(set, waiting, 'RUNNING');
  }

  #nextInstance(set: StackSet, operation: SetOperation): void {
    const next = operation.results.find(({ status }) => status === 'PENDING');
    if (next === undefined) {
      if (operation.status === 'STOPPING') return this.#move(set, operation, 'STOPPED');
      const hasFailed = operation.results.some(({ status }) => status === 'FAILED');
      return this.#move(set, operation, hasFailed ? 'FAILED' : 'SUCCEEDED');
    }
    next.status = 'RUNNING';
    const isLast = operation.results.at(-1) === next;
    delete operation.cancel;
    if (isLast && this.#outcomeOf(set) === 'hang') return;
    const { clock, instanceMs } = this.#options;
    operation.cancel = clock.setTimer(instanceMs, () => this.#endInstance(set, operation));
  }

  #endInstance(set: StackSet, operation: SetOperation): void {
    const current = operation.results.find(({ status }) => status === 'RUNNING');
    if (current === undefined) return;
    const isLast = operation.results.at(-1) === current;
    const { outcome, reason = 'ResourceLogicalId:Table, ResourceStatusReason:as its outcome was scripted' } =
      this.#options.scripts.find(scriptName(set.name), 'deployment');
    current.status = outcome === 'fail' && isLast ? 'FAILED' : 'SUCCEEDED';
    if (current.status === 'FAILED') current.reason = reason;
    this.#nextInstance(set, operation);
  }

  #find(owner: CloudIdentity, input: JsonObject): StackSet {
    const nameOrId = requiredText(input, 'StackSetName');
    const set = this.#all.find((known) => isOf(known, owner) && (known.name === nameOrId || known.id === nameOrId));
    if (set === undefined) {
      throw new AwsError('StackSetNotFoundException', `StackSet ${nameOrId} not found`, { statusCode: 404 });
    }
    return set;
  }

  #operation(set: StackSet, input: JsonObject): SetOperation {
    const id = requiredText(input, 'OperationId');
    const operation = set.operations.find((known) => known.id === id);
    if (operation === undefined) {
      throw new AwsError('OperationNotFoundException', `Operation ${id} not found`, { statusCode: 404 });
    }
    return operation;
  }
}

function isOf({ owner }: StackSet, { accountId, region }: CloudIdentity): boolean {
  return owner.accountId === accountId && owner.region === region;
}

function operationView({ id, action, status, createdAtMs, endedAtMs, results }: SetOperation) {
  return {
    OperationId: id,
    Action: action,
    Status: status,
    CreationTimestamp: new Date(createdAtMs),
    ...(endedAtMs === undefined ? {} : { EndTimestamp: new Date(endedAtMs) }),
    StatusDetails: { FailedStackInstancesCount: results.filter((result) => result.status === 'FAILED').length },
  };
}
