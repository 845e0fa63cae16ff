import { readFile } from 'node:fs/promises';
import { type Configuration, checkConfiguration } from '../../lib/configuration/check.ts';
import type { Controls } from '../../lib/model/controls.ts';
import { effectiveMode, noControls } from '../../lib/model/controls.ts';
import type { RulesDocument } from '../../lib/rules/index.ts';
import { type Finding, good, note, problem } from './finding.ts';

interface CheckedFiles {
  readonly findings: readonly Finding[];
  /** Absent if the files are invalid: then nothing that depends on them can be checked. */
  readonly configuration?: Configuration;
}

/** Reads and checks both files, as the build does. */
export async function checkFiles(paths: { readonly rules: string; readonly bot: string }): Promise<CheckedFiles> {
  const [rules, bot] = await Promise.all([read(paths.rules), read(paths.bot)]);
  const missing = [rules, bot].flatMap(({ path, text }) =>
    text === undefined ? [problem(path, 'the file cannot be read', 'Name it with --rules or --bot.')] : [],
  );
  if (rules.text === undefined || bot.text === undefined) return { findings: missing };
  const result = checkConfiguration({
    rules: { name: rules.path, text: rules.text },
    bot: { name: bot.path, text: bot.text },
  });
  if (result.ok) {
    const count = result.configuration.rules.rules.length;
    return {
      findings: [good(paths.bot, 'valid'), good(paths.rules, `valid, ${count} rules, all tests in it pass`)],
      configuration: result.configuration,
    };
  }
  // The first line of each says where and what; the rest shows the place in the file.
  const findings = result.report.map((text) =>
    problem('configuration', text.split('\n', 1)[0] ?? text, 'Correct the file; nothing is deployed until then.'),
  );
  return { findings };
}

async function read(path: string) {
  return { path, text: await readFile(path, 'utf8').catch(() => undefined) };
}

/** What each rule does now: its mode in the file, and what people have changed since. */
export function ruleFindings({ rules, hash }: RulesDocument, controls: Controls = noControls): readonly Finding[] {
  const stopped = controls.killSwitch;
  const killSwitch =
    stopped === undefined
      ? []
      : [note('rules', `stopped by ${stopped.byUserId} ("${stopped.reason}"): no rule acts until somebody lifts that`)];
  const modes = rules.map((rule) => {
    const mode = effectiveMode(controls, rule, hash);
    const inFile = mode === rule.mode ? '' : ` now, ${rule.mode} in the file`;
    return note(`rule ${rule.name}`, `${mode}${inFile} (${meanings[mode]})`);
  });
  return [...killSwitch, ...modes];
}

const meanings = {
  off: 'it is not used',
  shadow: 'it records what it would do, and does nothing',
  approve: 'it asks people, and acts when they approve',
  enforce: 'it acts',
} as const;
