import { formatProblem, inReadingOrder, type Problem } from '../configuration-check/index.ts';
import type { ProviderManifest } from '../providers/module.ts';
import { providerRegistry } from '../providers/registry.ts';
import { checkRules, longestDeadlineMs } from '../rules/check/index.ts';
import type { RulesDocument } from '../rules/index.ts';
import { checkBotConfiguration, checkTogether } from './bot/index.ts';
import type { BotDocument } from './bot-document.ts';

/** A configuration file as it was read. */
export interface ConfigurationFile {
  /** As it appears in problems. */
  readonly name: string;
  readonly text: string;
}

/** What the bot runs with: both files after all checks, plain JSON. */
export interface Configuration {
  readonly rules: RulesDocument;
  readonly bot: BotDocument;
  /** How far back a listing looks, if a back end can only list its whole history. */
  readonly horizonMs: number;
}

/** The default, if no rule says how long a deployment may take. */
const shortestHorizonMs = 2 * 60 * 60_000;
/** Added to the longest deadline, so that several sweeps see what is due by it. */
const horizonMarginMs = 15 * 60_000;

/**
 * Checks a rules file and a `bot.yml`, first each one, then the rules against the `bot.yml`. A problem in one of them refuses
 * both, because nobody wants a configuration that is half new.
 *
 * @param options - `providers`: the back ends that the bot knows, if not its own
 */
export function checkConfiguration(
  files: { readonly rules: ConfigurationFile; readonly bot: ConfigurationFile },
  { providers = providerRegistry }: { readonly providers?: readonly ProviderManifest[] } = {},
):
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly report: readonly string[] } {
  const rules = checkRules(files.rules.text, files.rules.name, { providers });
  const bot = checkBotConfiguration(files.bot.text, files.bot.name, { providers });
  if (!rules.ok || !bot.ok) {
    const problems = [...(rules.ok ? [] : rules.problems), ...(bot.ok ? [] : bot.problems)];
    return refusal(inReadingOrder(problems));
  }
  const problems = checkTogether(rules, bot);
  if (problems.length > 0) return refusal(problems);
  const horizonMs = Math.max((longestDeadlineMs(rules.document) ?? 0) + horizonMarginMs, shortestHorizonMs);
  return { ok: true, configuration: { rules: rules.document, bot: bot.document, horizonMs } };
}

/** The problems as data, for editors and builds, and as text, for people. */
function refusal(problems: readonly Problem[]) {
  return { ok: false as const, problems, report: problems.map(formatProblem) };
}
