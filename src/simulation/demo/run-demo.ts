import { readFile } from 'node:fs/promises';
import { providerRegistry } from '../../lib/providers/registry.ts';
import { checkRules, formatProblem } from '../../lib/rules/check/index.ts';
import { compileRules } from '../../lib/rules/compile/index.ts';
import type { Rules } from '../../lib/rules/index.ts';
import { prepareProtonFixtures } from '../proton-fixtures.ts';
import { transcript, worldFor } from './scenario.ts';
import { scenarios } from './scenarios.ts';

/**
 * Plays the whole story on the virtual clock, with the bot's real code, and prints it.
 *
 * @param rulesFile - the rules to play it under
 * @returns whether every scenario ended as expected
 */
export async function runDemo(write: (line: string) => void, rulesFile: string): Promise<boolean> {
  const rules = await loadRules(rulesFile);
  const state = await prepareProtonFixtures(rules);
  let failures = 0;
  for (const [index, scenario] of scenarios.entries()) {
    const world = worldFor(scenario, rules, state);
    await scenario.play(world);
    write(`\n${index + 1}. ${scenario.title}`);
    for (const line of transcript(world)) write(line);
    for (const { description, isTrue } of scenario.expectations(world)) {
      write(`    ${isTrue ? '✓' : '✗ FAILED:'} ${description}`);
      if (!isTrue) failures += 1;
    }
  }
  write(
    failures === 0 ? `\nAll ${scenarios.length} scenarios ended as expected.` : `\n${failures} expectations failed.`,
  );
  return failures === 0;
}

async function loadRules(rulesFile: string): Promise<Rules> {
  const checked = checkRules(await readFile(rulesFile, 'utf8'), rulesFile, { providers: providerRegistry });
  if (!checked.ok) throw new Error(checked.problems.map((problem) => formatProblem(problem)).join('\n'));
  return compileRules(checked.document);
}
