import type { LocalClock } from '../clock.ts';
import type { CloudIdentity } from '../identity.ts';
import type { JsonObject } from '../json.ts';
import type { ChangeSets, ChangeSetView } from './change-sets.ts';
import { alreadyExistsError, enumError, tokenError, validationError } from './errors.ts';
import {
  booleanIn,
  deploymentConfigIn,
  listIn,
  newStackName,
  numberIn,
  requiredText,
  tagsIn,
  textIn,
  tokenIn,
} from './inputs.ts';
import type { CloudFormationSettings, LifeCycle } from './life-cycle.ts';
import { pageOf } from './pages.ts';
import { deletable, type Stack, type StackEvent, updatable } from './stack.ts';
import type { StackSets } from './stack-sets.ts';
import type { Stacks } from './stacks.ts';
import { resourcesOf } from './template.ts';
import { type StackSummaryView, type StackView, summaryOf, viewOf } from './views.ts';

interface WithNextToken {
  readonly NextToken?: string;
}

/** What each operation answers; nothing where the API has no output. */
export interface Outputs {
  readonly CreateStack: { readonly StackId: string; readonly OperationId: string };
  readonly UpdateStack: { readonly StackId: string; readonly OperationId: string };
  readonly DeleteStack: undefined;
  readonly CancelUpdateStack: undefined;
  readonly ContinueUpdateRollback: Readonly<Record<string, never>>;
  readonly CreateChangeSet: { readonly Id: string; readonly StackId: string };
  readonly DescribeChangeSet: ChangeSetView;
  readonly DeleteChangeSet: Readonly<Record<string, never>>;
  readonly ExecuteChangeSet: Readonly<Record<string, never>>;
  readonly ListChangeSets: { readonly Summaries: readonly ChangeSetView[] };
  readonly CreateStackSet: ReturnType<StackSets['create']>;
  readonly CreateStackInstances: ReturnType<StackSets['createInstances']>;
  readonly UpdateStackSet: ReturnType<StackSets['update']>;
  readonly ListStackSets: ReturnType<StackSets['list']>;
  readonly DescribeStackSet: ReturnType<StackSets['describe']>;
  readonly ListStackSetOperations: ReturnType<StackSets['listOperations']>;
  readonly DescribeStackSetOperation: ReturnType<StackSets['describeOperation']>;
  readonly ListStackSetOperationResults: ReturnType<StackSets['listResults']>;
  readonly StopStackSetOperation: ReturnType<StackSets['stopOperation']>;
  readonly RollbackStack: { readonly StackId: string; readonly OperationId: string };
  readonly DescribeStacks: WithNextToken & { readonly Stacks: readonly StackView[] };
  readonly DescribeStackEvents: WithNextToken & { readonly StackEvents: readonly StackEvent[] };
  readonly ListStacks: WithNextToken & { readonly StackSummaries: readonly StackSummaryView[] };
}

export type OperationName = keyof Outputs;

/** The operations by name; each takes the calling account and region, and an input that it checks. */
export type Operations = {
  readonly [Name in OperationName]: (owner: CloudIdentity, input: JsonObject) => Outputs[Name];
};

export interface StackOperationsContext {
  readonly clock: LocalClock;
  readonly stacks: Stacks;
  readonly lifeCycle: LifeCycle;
  readonly settings: CloudFormationSettings;
  readonly changeSets: ChangeSets;
  readonly stackSets: StackSets;
  readonly newStack: (owner: CloudIdentity, name: string, given: Partial<Stack>) => Stack;
}

const statuses = [
  'CREATE_IN_PROGRESS',
  'CREATE_FAILED',
  'CREATE_COMPLETE',
  'ROLLBACK_IN_PROGRESS',
  'ROLLBACK_FAILED',
  'ROLLBACK_COMPLETE',
  'DELETE_IN_PROGRESS',
  'DELETE_FAILED',
  'DELETE_COMPLETE',
  'UPDATE_IN_PROGRESS',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_COMPLETE',
  'UPDATE_FAILED',
  'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_FAILED',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE',
  'REVIEW_IN_PROGRESS',
  'IMPORT_IN_PROGRESS',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_IN_PROGRESS',
  'IMPORT_ROLLBACK_FAILED',
  'IMPORT_ROLLBACK_COMPLETE',
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html */
export function createOperations(context: StackOperationsContext): Operations {
  const { stacks, lifeCycle, settings, changeSets, stackSets, newStack } = context;
  /** By which call a token was used: it is taken once, and the same call with it again is answered as the first. */
  const tokens = new Map<string, string>();

  function existing(owner: CloudIdentity, nameOrId: string): Stack {
    const stack = stacks.find(owner, nameOrId);
    if (stack === undefined) throw validationError(`Stack [${nameOrId}] does not exist`);
    return stack;
  }

  /** @returns whether the same call was made with this token before @throws AwsError TokenAlreadyExistsException */
  function isRepeated(owner: CloudIdentity, operation: string, stack: string, token: string | undefined): boolean {
    if (token === undefined) return false;
    const key = `${owner.accountId} ${owner.region} ${token}`;
    const call = `${operation} ${stack}`;
    const known = tokens.get(key);
    if (known === undefined) tokens.set(key, call);
    else if (known !== call) throw tokenError(token);
    return known !== undefined;
  }

  function latest(stack: Stack): { readonly StackId: string; readonly OperationId: string } {
    return { StackId: stack.id, OperationId: stack.operations[0]?.OperationId ?? '' };
  }

  return {
    CreateStack(owner, input) {
      const name = newStackName(input);
      const token = tokenIn(input);
      const known = stacks.named(owner, name);
      if (known !== undefined && isRepeated(owner, 'CreateStack', known.name, token)) return latest(known);
      if (known !== undefined && known.status !== 'REVIEW_IN_PROGRESS') throw alreadyExistsError(name);
      const timeout = numberIn(input, 'TimeoutInMinutes');
      const config = deploymentConfigIn(input);
      const given: Partial<Stack> = {
        resources: resourcesOf(textIn(input, 'TemplateBody')),
        tags: tagsIn(input),
        disableRollback: booleanIn(input, 'DisableRollback') ?? textIn(input, 'OnFailure') === 'DO_NOTHING',
        isProtected: booleanIn(input, 'EnableTerminationProtection') ?? false,
        ...(timeout === undefined ? {} : { timeoutInMinutes: timeout }),
        ...(config === undefined ? {} : { deploymentConfig: config }),
      };
      const stack = known === undefined ? newStack(owner, name, given) : Object.assign(known, given);
      isRepeated(owner, 'CreateStack', name, token);
      lifeCycle.newOperation(stack, 'CREATE_STACK', token);
      lifeCycle.create(stack);
      return latest(stack);
    },

    UpdateStack(owner, input) {
      const stack = existing(owner, requiredText(input, 'StackName'));
      const token = tokenIn(input);
      if (isRepeated(owner, 'UpdateStack', stack.id, token)) return latest(stack);
      if (!updatable.has(stack.status)) {
        throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
      }
      const body = textIn(input, 'TemplateBody');
      if (body !== undefined) stack.resources = resourcesOf(body);
      const tags = tagsIn(input);
      if (tags.length > 0) stack.tags = tags;
      stack.disableRollback = booleanIn(input, 'DisableRollback') ?? false;
      const config = deploymentConfigIn(input);
      if (config === undefined) delete stack.deploymentConfig;
      else stack.deploymentConfig = config;
      lifeCycle.newOperation(stack, 'UPDATE_STACK', token);
      lifeCycle.update(stack);
      return latest(stack);
    },

    DeleteStack(owner, input) {
      const nameOrId = requiredText(input, 'StackName');
      const stack = stacks.find(owner, nameOrId);
      const token = tokenIn(input);
      // What is not there, or being deleted, needs no deletion.
      if (stack === undefined || ['DELETE_IN_PROGRESS', 'DELETE_COMPLETE'].includes(stack.status)) return undefined;
      if (stack.isProtected) {
        throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
      }
      if (!deletable.has(stack.status)) {
        throw validationError(`Stack [${stack.id}] cannot be deleted while in status ${stack.status}`);
      }
      isRepeated(owner, 'DeleteStack', `${stack.id} ${stack.operations[0]?.OperationId}`, token);
      lifeCycle.newOperation(stack, 'DELETE_STACK', token);
      lifeCycle.remove(stack);
      return undefined;
    },

    CancelUpdateStack(owner, input) {
      const stack = existing(owner, requiredText(input, 'StackName'));
      const token = tokenIn(input);
      if (stack.status !== 'UPDATE_IN_PROGRESS') {
        throw validationError('CancelUpdateStack cannot be called from current stack status');
      }
      if (isRepeated(owner, 'CancelUpdateStack', `${stack.id} ${stack.operations[0]?.OperationId}`, token))
        return undefined;
      // The events of the rollback carry the token of whoever asked for it (assumption C4).
      if (token !== undefined) stack.token = token;
      lifeCycle.cancelUpdate(stack);
      return undefined;
    },

    ContinueUpdateRollback(owner, input) {
      const stack = existing(owner, requiredText(input, 'StackName'));
      if (stack.parent !== undefined) {
        throw validationError(`RollbackUpdatedStack may not be called on a nested stack: ${stack.id}`);
      }
      if (stack.status !== 'UPDATE_ROLLBACK_FAILED') {
        throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not continue update rollback.`);
      }
      lifeCycle.newOperation(stack, 'CONTINUE_ROLLBACK', tokenIn(input));
      lifeCycle.rollBack(stack);
      return {};
    },

    CreateChangeSet: (owner, input) => changeSets.create(owner, input),

    DescribeChangeSet: (owner, input) => changeSets.describe(owner, input),

    ListChangeSets: (owner, input) => ({
      Summaries: changeSets.list(existing(owner, requiredText(input, 'StackName'))),
    }),

    DeleteChangeSet(owner, input) {
      changeSets.delete(owner, input);
      return {};
    },

    ExecuteChangeSet(owner, input) {
      const token = tokenIn(input);
      if (!isRepeated(owner, 'ExecuteChangeSet', requiredText(input, 'ChangeSetName'), token)) {
        changeSets.execute(owner, input, token);
      }
      return {};
    },

    CreateStackSet: (owner, input) => stackSets.create(owner, input),
    CreateStackInstances: (owner, input) => stackSets.createInstances(owner, input),
    UpdateStackSet: (owner, input) => stackSets.update(owner, input),
    ListStackSets: (owner, input) => stackSets.list(owner, input),
    DescribeStackSet: (owner, input) => stackSets.describe(owner, input),
    ListStackSetOperations: (owner, input) => stackSets.listOperations(owner, input),
    DescribeStackSetOperation: (owner, input) => stackSets.describeOperation(owner, input),
    ListStackSetOperationResults: (owner, input) => stackSets.listResults(owner, input),
    StopStackSetOperation: (owner, input) => stackSets.stopOperation(owner, input),

    RollbackStack(owner, input) {
      const stack = existing(owner, requiredText(input, 'StackName'));
      if (stack.status !== 'CREATE_FAILED' && stack.status !== 'UPDATE_FAILED') {
        throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
      }
      lifeCycle.newOperation(stack, 'ROLLBACK', tokenIn(input));
      lifeCycle.rollBack(stack);
      return latest(stack);
    },

    DescribeStacks(owner, input) {
      const nameOrId = textIn(input, 'StackName');
      if (nameOrId !== undefined) {
        const stack = stacks.find(owner, nameOrId);
        if (stack === undefined) throw validationError(`Stack with id ${nameOrId} does not exist`);
        return { Stacks: [viewOf(stack)] };
      }
      const there = stacks.of(owner).filter(({ status }) => status !== 'DELETE_COMPLETE');
      const { members, nextToken } = pageOf(there, textIn(input, 'NextToken'), settings.pageSize);
      return { Stacks: members.map((stack) => viewOf(stack)), ...(nextToken ? { NextToken: nextToken } : {}) };
    },

    DescribeStackEvents(owner, input) {
      const stack = existing(owner, requiredText(input, 'StackName'));
      const newestFirst = stack.events.toReversed();
      const { members, nextToken } = pageOf(newestFirst, textIn(input, 'NextToken'), settings.pageSize);
      return { StackEvents: members, ...(nextToken ? { NextToken: nextToken } : {}) };
    },

    ListStacks(owner, input) {
      const wanted = listIn(input, 'StackStatusFilter').map(String);
      if (wanted.some((status) => !statuses.includes(status))) throw enumError('stackStatusFilter', statuses);
      const { members, nextToken } = pageOf(
        stacks.of(owner),
        textIn(input, 'NextToken'),
        settings.pageSize,
        ({ status }) => wanted.length === 0 || wanted.includes(status),
      );
      return {
        StackSummaries: members.map((stack) => summaryOf(stack)),
        ...(nextToken ? { NextToken: nextToken } : {}),
      };
    },
  };
}
