import { accountSettingsScenes } from './account-settings.ts';
import { componentScenes } from './components.ts';
import { deploymentScenes } from './deployments.ts';
import { environmentAccountConnectionScenes } from './environment-account-connections.ts';
import { environmentScenes } from './environments.ts';
import { outputScenes, resourcesSummaryScenes } from './outputs.ts';
import { repositoryScenes } from './repositories.ts';
import type { Input, InputSource, Scene, Scenes } from './scene.ts';
import { serviceInstanceScenes } from './service-instances.ts';
import { serviceScenes } from './services.ts';
import { serviceSyncScenes, templateSyncScenes } from './syncs.ts';
import { tagScenes } from './tags.ts';
import { environmentTemplateScenes, serviceTemplateScenes } from './templates.ts';
import type { WorldIds } from './world.ts';

/** How every operation is called. */
export const SCENES: Scenes = {
  ...environmentTemplateScenes,
  ...serviceTemplateScenes,
  ...environmentScenes,
  ...environmentAccountConnectionScenes,
  ...serviceScenes,
  ...serviceInstanceScenes,
  ...componentScenes,
  ...deploymentScenes,
  ...repositoryScenes,
  ...templateSyncScenes,
  ...serviceSyncScenes,
  ...outputScenes,
  ...resourcesSummaryScenes,
  ...tagScenes,
  ...accountSettingsScenes,
};

/** The scene of an operation; fails the test when it has none. */
export function sceneOf(operation: string): Scene {
  const scene = SCENES[operation];
  if (scene === undefined)
    throw new Error(`${operation} has no scene: write one in test/conformance/proton/calls/scenes`);
  return scene;
}

/** The input itself, with the ids that it names. */
export function resolveInput(source: InputSource, ids: WorldIds): Input {
  return typeof source === 'function' ? source(ids) : source;
}
