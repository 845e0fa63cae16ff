import { checkBotConfiguration, checkTogether } from '../lib/configuration/bot/index.ts';
import { type Problem, readYaml, SourceFile } from '../lib/configuration-check/index.ts';
import { providerRegistry } from '../lib/providers/registry.ts';
import { checkRules } from '../lib/rules/check/index.ts';

export { formatProblem } from '../lib/rules/check/index.ts';

/** A file's name and its text. */
export interface FileText {
  readonly file: string;
  readonly text: string;
}

/** The result for one file. */
export interface FileResult {
  readonly file: string;
  readonly problems: readonly Problem[];
  /** The number of rules in it; 0 for a `bot.yml`. */
  readonly rules: number;
}

/** Checks each file and then, as in the build, every rules file against every given `bot.yml`. */
export function checkFiles(files: readonly FileText[]): readonly FileResult[] {
  const bots = files.filter(isBotConfiguration).map(({ file, text }) => ({
    file,
    check: checkBotConfiguration(text, file, { providers: providerRegistry }),
  }));
  return files.map(({ file, text }) => {
    const bot = bots.find((candidate) => candidate.file === file)?.check;
    if (bot) return { file, problems: bot.ok ? [] : bot.problems, rules: 0 };
    const rules = checkRules(text, file, { providers: providerRegistry });
    if (!rules.ok) return { file, problems: rules.problems, rules: 0 };
    const problems = bots.flatMap(({ check }) => (check.ok ? checkTogether(rules, check) : []));
    return { file, problems, rules: rules.document.rules.length };
  });
}

/** The content decides, so the file may have any name. If the content is unclear, it is checked as rules. */
function isBotConfiguration({ file, text }: FileText): boolean {
  const yaml = readYaml(new SourceFile(file, text));
  if (!('value' in yaml) || typeof yaml.value !== 'object' || yaml.value === null) return false;
  return 'slack' in yaml.value || 'routes' in yaml.value || 'permissions' in yaml.value;
}
