import { type FieldProblem, type ResourceOperation, resourceOperationKinds } from '../../model/resource-operation.ts';
import type { ResourceManager } from '../../ports.ts';
import { executeInstanceOperation } from './execute-operation.ts';
import { checkCreateInput, checkUpdateInput } from './instance-input.ts';
import { candidates, providerName } from './names.ts';
import { planOperation } from './plan-operation.ts';
import type { SupplyChainProvider } from './provider.ts';
import { resourceOf } from './resources.ts';

/**
 * Creates, changes and deletes instances of AWS Supply Chain.
 *
 * @param region - the provider's Region
 */
export function createSupplyChainResourceManager(
  provider: SupplyChainProvider,
  { region }: { readonly region: string },
): ResourceManager {
  return {
    provider: providerName,
    kinds: resourceOperationKinds,
    subjectOf,
    problemsWith,
    plan: (operation) => planOperation(provider, region, operation),
    execute: (operation, token) => executeInstanceOperation(provider, operation, token),
    resources: {
      async list() {
        const resources = [];
        for await (const instances of provider.list()) {
          const existing = instances.filter(({ state }) => state !== 'Deleted');
          resources.push(...existing.map((instance) => resourceOf(instance, region)));
        }
        return resources;
      },
      async describe(name) {
        const [reference] = candidates(name);
        const instance = reference && (await provider.describe(reference));
        return instance && resourceOf(instance, region);
      },
    },
  };
}

function subjectOf({ name, fields }: ResourceOperation): ReturnType<ResourceManager['subjectOf']> {
  const given = fields['instanceName'];
  const known = name === '' && typeof given === 'string' ? given : name;
  return { provider: providerName, kind: 'instance', name: known, service: '', environment: '' };
}

/** A placeholder for the id that the name will be resolved to. */
const anyInstanceId = '00000000-0000-4000-8000-000000000000';

function problemsWith(operation: ResourceOperation): readonly FieldProblem[] {
  const ofName = operation.kind !== 'create' && candidates(operation.name).length === 0 ? [nameProblem] : [];
  return [...ofName, ...problemsOfFields(operation)];
}

const nameProblem: FieldProblem = {
  member: 'name',
  problem: 'must say which instance: by its name, its id, or its ARN',
};

/** The person does not fill in the instance and the token. */
function problemsOfFields({ kind, name, fields }: ResourceOperation): readonly FieldProblem[] {
  switch (kind) {
    case 'create': {
      const named = name === '' ? {} : { instanceName: name };
      return [...unknownFields(fields, ['clientToken']), ...checkCreateInput({ ...named, ...fields }).problems];
    }
    case 'update': {
      const { problems } = checkUpdateInput({ ...fields, instanceId: anyInstanceId });
      return [...unknownFields(fields, ['instanceId']), ...problems];
    }
    case 'delete':
    case 'recreate':
      return unknownFields(fields, Object.keys(fields));
  }
}

function unknownFields(fields: ResourceOperation['fields'], unwanted: readonly string[]): readonly FieldProblem[] {
  return unwanted
    .filter((member) => Object.hasOwn(fields, member))
    .map((member) => ({ member, problem: 'cannot be given here' }));
}
