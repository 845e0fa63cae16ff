import { readFile } from 'node:fs/promises';
import { type Problem, readYaml, SourceFile } from '../../lib/configuration-check/index.ts';
import { checkBotConfiguration, checkTogether } from '../../lib/people/check/index.ts';
import { checkRules, formatProblem } from '../../lib/rules/check/index.ts';
import { type Command, CommandFailed, jsonFlag } from '../command.ts';

/** What was found in one file. */
interface Result {
  readonly file: string;
  readonly problems: readonly Problem[];
  /** How many rules are in it; none in a `bot.yml`. */
  readonly rules: number;
}

/** Checks rules files, and `bot.yml`, as the build does, and runs the tests in them. */
export const rulesCheck: Command = {
  words: ['rules', 'check'],
  takes: '<file …>',
  summary: 'Check rules files and run the tests in them; with a bot.yml, check them against it',
  flags: [jsonFlag],
  positionals: { least: 1, most: 100 },
  async run({ positionals, flags }, { out, err }) {
    const results = checkAll(await Promise.all(positionals.map(read)));
    if (flags['json'] === true) out(JSON.stringify(results, undefined, 2));
    else {
      for (const { file, problems, rules } of results) {
        for (const problem of problems) err(formatProblem(problem));
        if (problems.length > 0) err(`${file}: ${count(problems.length, 'problem')}; nothing of it is used`);
        else out(rules > 0 ? `${file}: ${count(rules, 'rule')}, and the tests in it pass` : `${file}: no problems`);
      }
    }
    return results.some(({ problems }) => problems.length > 0) ? 1 : 0;
  },
};

/** Each file for itself and then, as in the build, every rules file against every `bot.yml` that came with it. */
function checkAll(files: readonly { readonly file: string; readonly text: string }[]): readonly Result[] {
  const bots = files.filter(isBotConfiguration).map(({ file, text }) => ({
    file,
    check: checkBotConfiguration(text, file),
  }));
  return files.map(({ file, text }) => {
    const bot = bots.find((candidate) => candidate.file === file)?.check;
    if (bot) return { file, problems: bot.ok ? [] : bot.problems, rules: 0 };
    const rules = checkRules(text, file);
    if (!rules.ok) return { file, problems: rules.problems, rules: 0 };
    const problems = bots.flatMap(({ check }) => (check.ok ? checkTogether(rules, check) : []));
    return { file, problems, rules: rules.document.rules.length };
  });
}

/** Told by what is in it, so that the file may have any name; whatever is unclear is checked as rules. */
function isBotConfiguration({ file, text }: { readonly file: string; readonly text: string }): boolean {
  const yaml = readYaml(new SourceFile(file, text));
  if (!('value' in yaml) || typeof yaml.value !== 'object' || yaml.value === null) return false;
  return 'slack' in yaml.value || 'routes' in yaml.value || 'permissions' in yaml.value;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

async function read(file: string): Promise<{ readonly file: string; readonly text: string }> {
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (error) {
    throw new CommandFailed(`cannot read ${file}`, { cause: error });
  }
}
