import { readFile } from 'node:fs/promises';
import { visibleText } from '../../lib/visible-text.ts';
import type { FileText } from '../check-files.ts';
import { type Command, CommandFailed, jsonFlag } from '../command.ts';

/** Checks rules files, and `bot.yml`, as the build does, and runs the tests in them. */
export const rulesCheck: Command = {
  words: ['rules', 'check'],
  usage: '<file …>',
  summary: 'Check rules files and run the tests in them; with a bot.yml, check them against it',
  flags: [jsonFlag],
  positionals: { minimum: 1, maximum: 100 },
  async run({ positionals, flags }, { out, err }) {
    const { checkFiles, formatProblem } = await import('../check-files.ts');
    const results = checkFiles(await Promise.all(positionals.map(read)));
    if (flags['json'] === true) out(JSON.stringify(results, undefined, 2));
    else {
      for (const { file: name, problems, rules } of results) {
        const file = visibleText(name);
        for (const problem of problems) err(formatProblem(problem));
        if (problems.length > 0) err(`${file}: ${count(problems.length, 'problem')}; the file is refused`);
        else out(rules > 0 ? `${file}: ${count(rules, 'rule')}; all tests pass` : `${file}: no problems`);
      }
    }
    return results.some(({ problems }) => problems.length > 0) ? 1 : 0;
  },
};

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

async function read(file: string): Promise<FileText> {
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (error) {
    throw new CommandFailed(`cannot read ${visibleText(file)}`, { cause: error });
  }
}
