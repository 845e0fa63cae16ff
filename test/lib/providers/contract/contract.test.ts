import { prepareProtonFixtures } from '../../../../src/simulation/index.ts';
import { createCloudFormationWorld } from './cloudformation-world.ts';
import { createCodeDeployWorld } from './code-deploy-world.ts';
import { createCodePipelineWorld } from './code-pipeline-world.ts';
import { describeProvider } from './contract.ts';
import { createEcsWorld } from './ecs-world.ts';
import { createProtonWorld } from './proton-world.ts';
import { createSupplyChainWorld } from './supply-chain-world.ts';

const noRules = { hash: 'none', document: { version: 1, hash: 'none', lists: {}, rules: [] }, compiled: [] } as const;
const fixtures = prepareProtonFixtures(noRules);

describeProvider('AWS Proton', async () => createProtonWorld(await fixtures));
describeProvider('AWS Supply Chain', async () => createSupplyChainWorld());
describeProvider('AWS CloudFormation', async () => createCloudFormationWorld());
describeProvider('Amazon ECS', async () => createEcsWorld());
describeProvider('AWS CodePipeline', async () => createCodePipelineWorld());
describeProvider('AWS CodeDeploy', async () => createCodeDeployWorld());
