import type { FieldProblem, PlannedOperation, Resource, ResourceOperation } from '../model/resource-operation.ts';
import {
  AmbiguousScope,
  type OperationPlan,
  type OperationResult,
  type ResourceManager,
  type ResourceReader,
} from '../ports.ts';
import { askEach, membersFor, OutsideScopes, type Place } from './scopes.ts';

/** A resource manager that acts in one scope; made when it is first needed. */
export interface ScopedManager extends Place {
  readonly manager: () => ResourceManager;
}

/**
 * The resource managers of one back end in several scopes, as one. An operation on an existing resource runs in its account and
 * Region: an ARN chooses the scope; a name is looked up in all of them, and refused if several have it. New resources are created
 * in the bot's own scope, as the forms say.
 *
 * @param members - the bot's own scope first
 */
export function managerInScopes(members: readonly [ScopedManager, ...ScopedManager[]]): ResourceManager {
  const [own] = members;
  const { provider, kinds, resources } = own.manager();
  return {
    provider,
    kinds,
    createsIn: { account: own.account, region: own.region },
    subjectOf: (operation) => own.manager().subjectOf(operation),
    problemsWith: (operation): readonly FieldProblem[] => own.manager().problemsWith(operation),
    plan: (operation) => (operation.kind === 'create' ? own.manager().plan(operation) : planIn(members, operation)),
    execute: (operation, token) => executeIn(members, operation, token),
    ...(resources === undefined ? {} : { resources: readerInScopes(provider, members) }),
  };
}

async function planIn(members: readonly ScopedManager[], operation: ResourceOperation): Promise<OperationPlan> {
  const possible = membersFor(members, operation.name);
  if (possible.length === 0) return refusedOutside(operation.name);
  const plans = await askEach(operation.provider, possible, async (member) => ({
    member,
    plan: await member.manager().plan(operation),
  }));
  const known = plans.filter(({ plan }) => plan.result !== 'notFound');
  const throttled = known.find(({ plan }) => plan.result === 'throttled');
  const [first, second] = throttled === undefined ? known : [throttled];
  if (second === undefined) return first?.plan ?? { result: 'notFound' };
  const places = known.map(({ member, plan }) => describePlace(member, plan));
  const message =
    `"${operation.name}" exists in several accounts or Regions, so nothing was done. ` +
    `Use the ARN or the id:\n${places.join('\n')}`;
  return { result: 'refused', error: 'AmbiguousScope', message };
}

function describePlace({ account, region }: Place, plan: OperationPlan): string {
  const target = plan.result === 'ready' ? `: ${plan.operation.target}` : '';
  return `account ${account}, Region ${region}${target}`;
}

/** @throws whatever the manager of the target's scope throws */
async function executeIn(
  members: readonly [ScopedManager, ...ScopedManager[]],
  operation: PlannedOperation,
  token: string,
): Promise<OperationResult> {
  const { target } = operation;
  if (target === '') return members[0].manager().execute(operation, token);
  const [member] = membersFor(members, target);
  // Its scope was removed from bot.yml after the planning.
  return member === undefined ? refusedOutside(target) : member.manager().execute(operation, token);
}

/** Never done in another scope: another account may have a resource of the same name. */
function refusedOutside(target: string): Extract<OperationPlan, { result: 'refused' }> {
  const { name, message } = new OutsideScopes(target);
  return { result: 'refused', error: name, message };
}

function readerInScopes(provider: string, members: readonly ScopedManager[]): ResourceReader {
  return {
    async list() {
      const lists = await askEach(provider, members, async ({ manager }) => manager().resources?.list() ?? []);
      return lists.flat();
    },
    async describe(name) {
      const possible = membersFor(members, name);
      if (possible.length === 0) throw new OutsideScopes(name);
      const answers = await askEach(provider, possible, async ({ manager }) => manager().resources?.describe(name));
      const found = answers.filter((resource): resource is Resource => resource !== undefined);
      if (found.length > 1)
        throw new AmbiguousScope(
          name,
          found.map(({ target }) => target),
        );
      return found[0];
    },
  };
}
