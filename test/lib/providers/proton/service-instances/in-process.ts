import { type ControlPlane, type ControlPlaneState, createControlPlane } from '@proton-bot/control-plane';
import type { ProtonApi } from '../../../../../src/lib/providers/proton/index.ts';
import type {
  ServiceInstanceApi,
  ServiceInstanceOperation,
  ServiceInstanceOperations,
} from '../../../../../src/lib/providers/proton/service-instances/api.ts';
import { createServiceInstanceManager } from '../../../../../src/lib/providers/proton/service-instances/resource-manager.ts';
import { simulatedAccount, simulatedRegion, startMs } from '../../../../../src/simulation/index.ts';
import { asProtonApi, protonInProcess } from '../../../../../src/simulation/proton-in-process.ts';
import { VirtualClock } from '../../../../../src/simulation/virtual-clock.ts';

/** A call as the test lets it happen. */
type Around = (operation: string, call: () => Record<string, unknown>) => Promise<Record<string, unknown>>;

/** The spec of a service with one instance, in production. */
export function specWith(name: string, environment = 'prod-eu'): string {
  return `proton: ServiceSpec\ninstances:\n  - name: ${name}\n    environment: ${environment}\n    spec:\n      size: small\n`;
}

/** The resource manager in front of the project's control plane. */
export function createProtonInstances(state: ControlPlaneState, around: Around = async (_operation, call) => call()) {
  const clock = new VirtualClock(startMs);
  let ids = 0;
  const plane: ControlPlane = createControlPlane({
    clock,
    random: { uuid: () => `33333333-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}` },
    region: simulatedRegion,
    accountId: simulatedAccount,
    emit: () => undefined,
  });
  plane.restore(state);
  const call = protonInProcess(
    plane,
    () => clock.now(),
    () => undefined,
  );
  const api: ProtonApi = asProtonApi((operation, input, options) =>
    around(operation, () => call(operation, input, options)),
  );
  const instanceApi: ServiceInstanceApi = {
    async call(operation, input) {
      const output = await around(operation, () => ({ ...call(operation, { ...input }, {}), $metadata: {} }));
      if (isOutputOf(operation, output)) return output;
      throw new TypeError('no output');
    },
  };
  return { manager: createServiceInstanceManager(instanceApi), api, plane, clock };
}

function isOutputOf<Name extends ServiceInstanceOperation>(
  _operation: Name,
  output: object,
): output is ServiceInstanceOperations[Name]['output'] {
  return '$metadata' in output;
}
