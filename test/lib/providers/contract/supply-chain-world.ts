import { createSeededRandom, createSupplyChain, ManualClock } from '@proton-bot/local-aws';
import { createSupplyChainProvider, type SupplyChainApi } from '../../../../src/lib/providers/supply-chain/index.ts';
import { callInProcess, typedApi } from '../supply-chain/in-process.ts';
import { type ContractWorld, type Interference, interfered } from './world.ts';

const region = 'eu-central-1';

/** Instances of the local cloud's AWS Supply Chain. */
export function createSupplyChainWorld(): ContractWorld {
  const clock = new ManualClock(Date.parse('2026-11-21T09:00:00Z'));
  const identity = { accountId: '123456789012', region };
  const service = createSupplyChain({ clock, random: createSeededRandom(7), identity });
  const mutations: string[] = [];
  let interference: Interference | undefined;
  const api: SupplyChainApi = typedApi(async (operation, input) => {
    if (!/^(?:Get|List)/.test(operation)) mutations.push(operation);
    return interfered(interference, () => callInProcess(service, operation, input));
  });
  const idOf = (name: string): string => {
    const { instances } = service.call('ListInstances', { instanceNameFilter: [name] });
    const found = instances.find(({ state }) => state !== 'Deleted');
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found.instanceId;
  };
  const world: ContractWorld = {
    provider: createSupplyChainProvider(api, { region, clock: { now: () => clock.nowMs() } }),
    mutations,
    create(name) {
      service.script(`instance/${name}`, 'hang');
      service.call('CreateInstance', { instanceName: name });
    },
    async endCreation(name, outcome) {
      service.script(`instance/${name}`, outcome);
      await clock.advance(60_000);
    },
    async deploy(name) {
      world.create(name);
    },
    remove(name) {
      service.script(`instance/${name}`, 'hang', { on: 'deletion' });
      service.call('DeleteInstance', { instanceId: idOf(name) });
    },
    async endRemoval(name, outcome) {
      service.script(`instance/${name}`, outcome, { on: 'deletion' });
      await clock.advance(60_000);
    },
    pass: (durationMs) => clock.advance(durationMs),
    interfere(how) {
      interference = how;
    },
  };
  return world;
}
