import type { CloudIdentity } from '../identity.ts';
import type { ClientTokens } from './client-tokens.ts';
import { type CreationParts, createInstance } from './create-instance.ts';
import { conflictError } from './errors.ts';
import type { InputOf, OperationName } from './model/inputs.ts';
import { type Instance, type InstanceState, type InstanceView, viewOf } from './model/instance.ts';
import { pageOf } from './pages.ts';

/** What the operations work on. */
export interface InstanceOperationsContext extends CreationParts {
  readonly clientTokens: ClientTokens;
}

interface InstanceOutput {
  readonly instance: InstanceView;
}
interface ListOutput {
  readonly instances: readonly InstanceView[];
  readonly nextToken: string | undefined;
}

/** What each operation answers. */
export interface Outputs {
  readonly CreateInstance: InstanceOutput;
  readonly GetInstance: InstanceOutput;
  readonly ListInstances: ListOutput;
  readonly UpdateInstance: InstanceOutput;
  readonly DeleteInstance: InstanceOutput;
}

/** The operations by name; each takes the calling account and region, and an input that was checked. */
export type Operations = {
  readonly [Operation in OperationName]: (owner: CloudIdentity, input: InputOf<Operation>) => Outputs[Operation];
};

/** In these states a deletion has nothing to do: the operation is idempotent (assumption A35). */
const goingOrGone: ReadonlySet<InstanceState> = new Set(['Deleting', 'Deleted']);

/** The five instance operations: https://docs.aws.amazon.com/aws-supply-chain/latest/APIReference/API_Operations.html */
export function createOperations(parts: InstanceOperationsContext): Operations {
  const { clock, instances, clientTokens, lifeCycle } = parts;
  const answer = (instance: Instance): InstanceOutput => ({ instance: viewOf(instance) });

  return {
    CreateInstance: (owner, input) =>
      answer(clientTokens.once(owner, input, () => createInstance(parts, owner, input))),

    GetInstance: (owner, { instanceId }) => answer(instances.get(owner, instanceId)),

    ListInstances(owner, input) {
      const page = pageOf(instances.of(owner), owner, input);
      return { instances: page.instances.map(viewOf), nextToken: page.nextToken };
    },

    UpdateInstance(owner, { instanceId, instanceName, instanceDescription }) {
      const instance = instances.get(owner, instanceId);
      if (instance.state !== 'Active') {
        throw conflictError(`Instance ${instanceId} is ${instance.state}. Only an Active instance can be updated.`);
      }
      if (instanceName !== undefined) instance.name = instanceName;
      if (instanceDescription !== undefined) instance.description = instanceDescription;
      instance.modifiedAtMs = clock.nowMs();
      return answer(instance);
    },

    DeleteInstance(owner, { instanceId }) {
      const instance = instances.get(owner, instanceId);
      if (instance.state === 'Initializing') {
        throw conflictError(`Instance ${instanceId} is Initializing. Wait until that has ended, then delete it.`);
      }
      if (!goingOrGone.has(instance.state)) lifeCycle.begin(instance, 'Deleting');
      return answer(instance);
    },
  };
}
