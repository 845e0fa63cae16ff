import { createWorld } from '../../../../packages/local-aws/test/supply-chain/support/world.ts';
import { createProtonProvider } from '../../../../src/lib/providers/proton/index.ts';
import {
  createSupplyChainProvider,
  createSupplyChainResourceManager,
} from '../../../../src/lib/providers/supply-chain/index.ts';
import { prepareProtonFixtures } from '../../../../src/simulation/index.ts';
import { createProtonInstances, specWith } from '../proton/service-instances/in-process.ts';
import { callInProcess, typedApi } from '../supply-chain/in-process.ts';
import { describeResourceManager } from './manager-contract.ts';
import { type ManagerWorld, Troubles } from './manager-world.ts';

const noRules = { hash: 'none', document: { version: 1, hash: 'none', lists: {}, rules: [] }, compiled: [] } as const;
const fixtures = prepareProtonFixtures(noRules);

describeResourceManager('AWS Proton', async (): Promise<ManagerWorld> => {
  const troubles = new Troubles();
  const { manager, plane, api } = createProtonInstances(await fixtures, (operation, call) =>
    troubles.call(operation, call),
  );
  return {
    manager,
    provider: createProtonProvider(api),
    calls: troubles.calls,
    trouble: troubles.trouble,
    creationOf: (name) => ({
      kind: 'create',
      provider: 'proton',
      name: `orders/${name}`,
      fields: { serviceName: 'orders', name, templateVersion: '1.0', spec: specWith(name) },
    }),
    wrong: { member: 'name', value: 'not a name' },
    count: (name) => {
      const { serviceInstances } = Object(plane.call('ListServiceInstances', { serviceName: 'orders' }));
      return Array.from<{ readonly name: string }>(serviceInstances).filter((instance) => instance.name === name)
        .length;
    },
  };
});

describeResourceManager('AWS Supply Chain', async (): Promise<ManagerWorld> => {
  const troubles = new Troubles();
  const { supplyChain, clock, names } = createWorld();
  const region = 'eu-central-1';
  const provider = createSupplyChainProvider(
    typedApi((operation, input) => troubles.call(operation, () => callInProcess(supplyChain, operation, input))),
    { region, clock: { now: () => clock.nowMs() } },
  );
  return {
    manager: createSupplyChainResourceManager(provider, { region }),
    provider,
    calls: troubles.calls,
    trouble: troubles.trouble,
    creationOf: (name) => ({ kind: 'create', provider: 'supplyChain', name, fields: { instanceName: name } }),
    wrong: { member: 'instanceName', value: '-' },
    count: (name) => names().filter((found) => found === name).length,
  };
});
