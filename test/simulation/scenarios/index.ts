import { createChecker, type HistoryChecker } from '../check-histories.ts';
import { genericKinds } from '../generic/settings.ts';
import { cloudFormationScenario } from './cloudformation.ts';
import { codeDeployScenario } from './code-deploy.ts';
import { codePipelineScenario } from './code-pipeline.ts';
import { ecsScenario } from './ecs.ts';
import { genericScenario, genericScenarioOf } from './generic.ts';
import { gitSyncScenario } from './git-sync.ts';
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
  createChecker(gitSyncScenario),
];

/** Checkers that are no part of a run of all: those of one kind of histories, for mutants that only this kind can notice. */
export const checkersByKind: readonly HistoryChecker[] = genericKinds.map((kind) =>
  createChecker(genericScenarioOf(kind)),
);
