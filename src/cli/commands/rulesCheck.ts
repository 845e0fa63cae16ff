import { readFile } from 'node:fs/promises';
import { checkRules, formatProblem } from '../../lib/rules/check/index.ts';
import { type Command, CommandFailed, jsonFlag } from '../command.ts';

/** Checks rules files as the build does, and runs the tests in them. */
export const rulesCheck: Command = {
  words: ['rules', 'check'],
  takes: '<file …>',
  summary: 'Check rules files and run the tests in them',
  flags: [jsonFlag],
  positionals: { least: 1, most: 100 },
  async run({ positionals, flags }, { out, err }) {
    const results = await Promise.all(positionals.map((file) => check(file)));
    if (flags['json'] === true) out(JSON.stringify(results, undefined, 2));
    for (const { file, problems, rules } of results) {
      for (const problem of problems) err(formatProblem(problem));
      if (flags['json'] === true) continue;
      if (problems.length === 0) out(`${file}: ${rules} rules, and the tests in it pass`);
      else err(`${file}: ${problems.length} problem${problems.length === 1 ? '' : 's'}; nothing of it is used`);
    }
    return results.some(({ problems }) => problems.length > 0) ? 1 : 0;
  },
};

async function check(file: string) {
  const checked = checkRules(await read(file), file);
  if (!checked.ok) return { file, problems: checked.problems, rules: 0 };
  return { file, problems: [], rules: checked.document.rules.length };
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandFailed(`cannot read ${file}`, { cause: error });
  }
}
