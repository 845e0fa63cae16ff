import { createChecker, type HistoryChecker } from '../check-histories.ts';
import { cloudFormationScenario } from './cloudformation.ts';
import { codeDeployScenario } from './code-deploy.ts';
import { codePipelineScenario } from './code-pipeline.ts';
import { ecsScenario } from './ecs.ts';
import { genericScenario } from './generic.ts';
import { protonScenario } from './proton.ts';
import { supplyChainScenario } from './supply-chain.ts';

/** One checker a back end; each of its histories is held against every invariant. */
export const checkers: readonly HistoryChecker[] = [
  createChecker(protonScenario),
  createChecker(supplyChainScenario),
  createChecker(genericScenario),
  createChecker(cloudFormationScenario),
  createChecker(ecsScenario),
  createChecker(codePipelineScenario),
  createChecker(codeDeployScenario),
];
