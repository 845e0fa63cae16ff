import { prepareLandscape } from '../../../../src/simulation/index.ts';
import { describeProvider } from './contract.ts';
import { createProtonWorld } from './proton-world.ts';
import { createSupplyChainWorld } from './supply-chain-world.ts';

const noRules = { hash: 'none', document: { version: 1, hash: 'none', lists: {}, rules: [] }, compiled: [] } as const;
const landscape = prepareLandscape(noRules);

describeProvider('AWS Proton', async () => createProtonWorld(await landscape));
describeProvider('AWS Supply Chain', async () => createSupplyChainWorld());
