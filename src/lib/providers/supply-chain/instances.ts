import type { Observation } from '../../model/observation.ts';
import { classify, IncompleteAnswer, type InstanceCallResult } from './answers.ts';
import type { SupplyChainApi } from './api.ts';
import type { Instance } from './client/index.ts';
import { listInstances } from './discover.ts';
import { checkInstanceId } from './input-members.ts';
import { checkCreateInput, checkUpdateInput, type InputProblem, type InstanceFields } from './instance-input.ts';
import { readInstance, targetOfInstance } from './observations.ts';

/**
 * Instances per account and Region; AWS does not raise this quota
 * (https://docs.aws.amazon.com/aws-supply-chain/latest/adminguide/quotas.html).
 */
export const instanceQuota = 10;

/** Calls that change instances: each makes one attempt, and only with inputs that the API's model allows. */
export interface InstanceCalls {
  /**
   * Starts the creation of an instance. A second call with the same token and the same input starts no second one (assumption
   * A37). So store the token before the first call, and use it for every repetition.
   */
  create(input: Omit<InstanceFields, 'clientToken'>, clientToken: string): Promise<InstanceCallResult>;
  /** Changes name, description or both; a member that is not given stays. */
  update(
    instanceId: string,
    changes: { readonly instanceName?: unknown; readonly instanceDescription?: unknown },
  ): Promise<InstanceCallResult>;
  /** Starts the deletion of an instance and of all that it created; data in its S3 buckets stays. */
  remove(instanceId: string): Promise<InstanceCallResult>;
  /**
   * How many instances count against {@link instanceQuota}: all but deleted ones. Whether failed ones count is not documented
   * (assumption A38); they are counted, because they have to be deleted anyway.
   */
  countInstances(): Promise<number>;
}

export function createInstanceCalls(api: SupplyChainApi, region: string): InstanceCalls {
  return {
    create(fields, clientToken) {
      const { input, problems } = checkCreateInput({ ...fields, clientToken });
      if (input === undefined) return refuse(problems);
      // Without a token, the client would generate another one for every call.
      if (input.clientToken === undefined) return refuse([{ member: 'clientToken', problem: 'is missing' }]);
      const { tags, ...rest } = input;
      return outcome(region, () => api.call('CreateInstance', { ...rest, ...(tags ? { tags: { ...tags } } : {}) }));
    },
    update(instanceId, changes) {
      const { input, problems } = checkUpdateInput({ ...changes, instanceId });
      return input === undefined ? refuse(problems) : outcome(region, () => api.call('UpdateInstance', { ...input }));
    },
    remove(instanceId) {
      const checked = checkInstanceId(instanceId);
      if ('problem' in checked) return refuse([{ member: 'instanceId', problem: checked.problem }]);
      return outcome(region, () => api.call('DeleteInstance', { instanceId: checked.value }));
    },
    async countInstances() {
      const ids = new Set<string | undefined>();
      for await (const instances of listInstances(api)) {
        for (const { instanceId, state } of instances) if (state !== 'Deleted') ids.add(instanceId);
      }
      return ids.size;
    },
  };
}

async function refuse(problems: readonly InputProblem[]): Promise<InstanceCallResult> {
  return { result: 'refused', conflict: false, error: 'InvalidInput', problems };
}

async function outcome(
  region: string,
  call: () => Promise<{ readonly instance: Instance | undefined }>,
): Promise<InstanceCallResult> {
  try {
    const { instance } = await call();
    if (instance === undefined) return { result: 'accepted' };
    const target = ifComplete(() => targetOfInstance(instance, region));
    const observation: Observation | undefined = ifComplete(() => readInstance(instance, region));
    return { result: 'accepted', ...(target ? { target } : {}), ...(observation ? { observation } : {}) };
  } catch (error) {
    return classify(error);
  }
}

/** The call was accepted, even if members of the answer are missing. The next look reads the truth. */
function ifComplete<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof IncompleteAnswer) return undefined;
    throw error;
  }
}
