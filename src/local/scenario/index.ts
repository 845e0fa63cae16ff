import { playPipeline, playSupplyChain } from './others.ts';
import { playProton, type Stage } from './proton.ts';
import { playStack } from './stack.ts';

export type { Stage } from './proton.ts';

/**
 * Plays the scenario of `npm start`, each back end at the same time.
 *
 * @param includes - whether a back end, by its name in `bot.yml`, takes part
 */
export async function playScenario(stage: Stage, includes: (provider: string) => boolean): Promise<void> {
  const has = { stack: includes('cloudFormation'), service: includes('ecs') };
  await Promise.all([
    includes('proton') && playProton(stage),
    includes('supplyChain') && playSupplyChain(stage),
    (has.stack || has.service) && playStack(stage, has),
    includes('codePipeline') && playPipeline(stage),
  ]);
}
