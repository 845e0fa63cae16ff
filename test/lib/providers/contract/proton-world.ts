import { type ControlPlaneState, createControlPlane } from '@proton-bot/control-plane';
import { createProtonProvider } from '../../../../src/lib/providers/proton/index.ts';
import { simulatedAccount, simulatedRegion, startMs } from '../../../../src/simulation/index.ts';
import { asProtonApi, protonInProcess } from '../../../../src/simulation/proton-in-process.ts';
import { VirtualClock } from '../../../../src/simulation/virtual-clock.ts';
import { type ContractWorld, type Interference, interfered } from './world.ts';

const spec = 'proton: EnvironmentSpec\nspec:\n  size: small\n';
const environment = {
  templateName: 'fargate',
  templateMajorVersion: '1',
  spec,
  protonServiceRoleArn: `arn:aws:iam::${simulatedAccount}:role/proton`,
};

/** Environments of the project's control plane. */
export function createProtonWorld(state: ControlPlaneState): ContractWorld {
  const clock = new VirtualClock(startMs);
  let ids = 0;
  const plane = createControlPlane({
    clock,
    random: { uuid: () => `22222222-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}` },
    region: simulatedRegion,
    accountId: simulatedAccount,
    emit: () => undefined,
  });
  plane.restore(state);
  const mutations: string[] = [];
  let interference: Interference | undefined;
  const call = protonInProcess(
    plane,
    () => clock.now(),
    () => undefined,
  );
  const provider = createProtonProvider(
    asProtonApi(async (operation, input, options) => {
      if (!/^(?:Get|List)/.test(operation)) mutations.push(operation);
      return interfered(interference, () => call(operation, input, options));
    }),
  );
  const script = (name: string, outcome: 'succeed' | 'fail' | 'hang', on: 'deployment' | 'deletion') =>
    plane.script(`environment/${name}`, outcome, { on });
  const pass = async (durationMs: number): Promise<void> => {
    const untilMs = clock.now() + durationMs;
    while (clock.step(untilMs));
  };
  const world: ContractWorld = {
    provider,
    mutations,
    create(name) {
      script(name, 'hang', 'deployment');
      plane.call('CreateEnvironment', { name, ...environment });
    },
    async endCreation(name, outcome) {
      script(name, outcome, 'deployment');
      await pass(600_000);
    },
    async deploy(name) {
      world.create(name);
      await world.endCreation(name, 'succeed');
      script(name, 'hang', 'deployment');
      plane.call('UpdateEnvironment', { name, deploymentType: 'CURRENT_VERSION', spec });
    },
    remove(name) {
      script(name, 'hang', 'deletion');
      plane.call('DeleteEnvironment', { name });
    },
    async endRemoval(name, outcome) {
      script(name, outcome, 'deletion');
      await pass(600_000);
    },
    pass,
    interfere(how) {
      interference = how;
    },
  };
  return world;
}
