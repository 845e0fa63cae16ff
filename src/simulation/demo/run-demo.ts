import { readFile } from 'node:fs/promises';
import { providerRegistry } from '../../lib/providers/registry.ts';
import { checkRules, formatProblem } from '../../lib/rules/check/index.ts';
import { compileRules } from '../../lib/rules/compile/index.ts';
import type { Rules } from '../../lib/rules/index.ts';
import { prepareLandscape } from '../proton-landscape.ts';
import { transcript, worldFor } from './scene.ts';
import { scenes } from './scenes.ts';

/**
 * Plays the whole story on the virtual clock, with the bot's real code, and prints it.
 *
 * @param rulesFile - the rules to play it under: those the project ships
 * @returns whether every scene ended as it says
 */
export async function runDemo(write: (line: string) => void, rulesFile: string): Promise<boolean> {
  const rules = await loadRules(rulesFile);
  const state = await prepareLandscape(rules);
  let failures = 0;
  for (const [index, scene] of scenes.entries()) {
    const world = worldFor(scene, rules, state);
    await scene.play(world);
    write(`\n${index + 1}. ${scene.title}`);
    for (const line of transcript(world)) write(line);
    for (const { says, isTrue } of scene.claims(world)) {
      write(`    ${isTrue ? '✓' : '✗ NOT SO:'} ${says}`);
      if (!isTrue) failures += 1;
    }
  }
  write(failures === 0 ? `\nAll ${scenes.length} scenes ended as they say.` : `\n${failures} claims do not hold.`);
  return failures === 0;
}

async function loadRules(rulesFile: string): Promise<Rules> {
  const checked = checkRules(await readFile(rulesFile, 'utf8'), rulesFile, { providers: providerRegistry });
  if (!checked.ok) throw new Error(checked.problems.map((problem) => formatProblem(problem)).join('\n'));
  return compileRules(checked.document);
}
