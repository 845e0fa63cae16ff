import { manifest as cloudFormation } from './cloudformation/manifest.ts';
import { manifest as codeDeploy } from './code-deploy/manifest.ts';
import { manifest as codePipeline } from './code-pipeline/manifest.ts';
import { manifest as ecs } from './ecs/manifest.ts';
import { manifest as gitSync } from './git-sync/manifest.ts';
import type { ProviderManifest } from './module.ts';
import { manifest as proton } from './proton/manifest.ts';
import { manifest as supplyChain } from './supply-chain/manifest.ts';

/**
 * Every back end that the bot knows, whether it is enabled or not: the one list. Checks of configuration files, bundles, rights,
 * event rules and the command line follow from it.
 */
export const providerRegistry: readonly ProviderManifest[] = [
  proton,
  supplyChain,
  cloudFormation,
  ecs,
  codePipeline,
  codeDeploy,
  gitSync,
];
