import {
  checkSchema,
  inReadingOrder,
  offsetInFile,
  type Path,
  type Problem,
  readYaml,
  SourceFile,
  type YamlFile,
} from '../../configuration-check/index.ts';
import type { ProviderTraits } from '../../model/provider-traits.ts';
import { environmentFor } from '../compile/index.ts';
import type { RuleSubject, RulesDocument } from '../document.ts';
import { actionsOf, buildDocument } from './build-document.ts';
import { COST_LIMITS, costOf, fileCostMessage } from './cost.ts';
import { checkExpression } from './expression.ts';
import type { ExpressionScope } from './expression-scope.ts';
import { kindsOf, problemsOfProviders } from './provider-problems.ts';
import { runTests } from './run-tests.ts';
import { type RuleEntry, type RulesFile, rulesFileSchema } from './schema.ts';
import { problemsOfTexts } from './texts.ts';

export type RulesCheck =
  | { readonly ok: true; readonly document: RulesDocument; readonly file: YamlFile }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks a rules file: YAML, schema, names, conditions, then the tests in the file. A file with any problem is refused as a
 * whole. Never throws because of the text.
 *
 * @param fileName as it shall appear in problems
 * @param providers the back ends that rules may be for
 */
export function checkRules(
  text: string,
  fileName: string,
  { providers }: { readonly providers: readonly ProviderTraits[] },
): RulesCheck {
  const file = readYaml(new SourceFile(fileName, text));
  if (!('value' in file)) return { ok: false, problems: file };
  const checked = checkSchema(rulesFileSchema, file);
  if (!('value' in checked)) return refuse(checked);
  const problems = problemsOfRules(checked.value, file, providers);
  if (problems.length > 0) return refuse(problems);
  const document = buildDocument(checked.value);
  const failures = runTests(document, checked.value.tests ?? [], file, providers);
  return failures.length > 0 ? refuse(failures) : { ok: true, document, file };
}

function refuse(problems: readonly Problem[]): RulesCheck {
  return { ok: false, problems: inReadingOrder(problems) };
}

function problemsOfRules(content: RulesFile, file: YamlFile, providers: readonly ProviderTraits[]): readonly Problem[] {
  const lists = content.lists ?? {};
  const sizes = Object.fromEntries(Object.entries(lists).map(([name, entries]) => [name, entries.length]));
  const known = { lists: Object.keys(lists), sizes, kinds: kindsOf(providers) };
  const scopes: Record<RuleSubject, ExpressionScope> = {
    deployment: { on: 'deployment', ...known, environment: environmentFor('deployment', lists) },
    connection: { on: 'connection', ...known, environment: environmentFor('connection', lists) },
  };
  const problems = content.rules.flatMap((rule, index) => {
    const path: Path = ['rules', index];
    const earlier = content.rules.findIndex((candidate) => candidate.name === rule.name);
    const { line } = file.source.positionAt(file.offsetOf(['rules', earlier, 'name']));
    return [
      ...(earlier < index
        ? [
            file.source.problemAt(
              file.offsetOf([...path, 'name']),
              `the name "${rule.name}" is already used by the rule on line ${line}`,
            ),
          ]
        : []),
      ...problemsOfCondition(rule.when, [...path, 'when'], scopes[rule.on], file),
      ...(rule.unless === undefined
        ? []
        : problemsOfCondition(rule.unless, [...path, 'unless'], scopes[rule.on], file)),
      ...problemsOfProviders(rule, path, file, providers),
      ...problemsOfActions(rule, path, file),
      ...problemsOfTexts(rule, path, file),
      ...problemsOfApproval(rule, path, file),
    ];
  });
  return problems.length > 0 ? problems : problemsOfFileCost(content, scopes, file);
}

/** Every decision evaluates all rules. Only for conditions without other problems, so each of them can be parsed. */
function problemsOfFileCost(
  { rules }: RulesFile,
  scopes: Record<RuleSubject, ExpressionScope>,
  file: YamlFile,
): readonly Problem[] {
  let steps = 0;
  for (const [index, { on, when, unless }] of rules.entries()) {
    const { environment, sizes } = scopes[on];
    for (const source of unless === undefined ? [when] : [when, unless]) {
      steps += costOf(environment.parse(source).ast, sizes);
    }
    if (steps > COST_LIMITS.file) {
      return [file.source.problemAt(file.offsetOf(['rules', index, 'when']), fileCostMessage(steps))];
    }
  }
  return [];
}

function problemsOfCondition(source: string, path: Path, scope: ExpressionScope, file: YamlFile): readonly Problem[] {
  const scalar = file.scalarAt(path);
  return checkExpression(source, scope).map(({ offset, message }) =>
    file.source.problemAt(
      scalar === undefined ? file.offsetOf(path) : offsetInFile(file.source.text, scalar, offset),
      message,
    ),
  );
}

function problemsOfApproval(rule: RuleEntry, path: Path, file: YamlFile): readonly Problem[] {
  if (rule.approval !== undefined && rule.mode !== 'approve') {
    const offset = file.keyOffsetOf([...path, 'approval']);
    return [file.source.problemAt(offset, `"approval" is only for the mode approve; this rule's mode is ${rule.mode}`)];
  }
  const asksForNothing = rule.do.flatMap(actionsOf).every(({ type }) => type === 'notify');
  if (rule.mode !== 'approve' || !asksForNothing) return [];
  const offset = file.offsetOf([...path, 'mode']);
  return [file.source.problemAt(offset, 'there is nothing to approve: the rule only notifies; use the mode "enforce"')];
}

function problemsOfActions(rule: RuleEntry, path: Path, file: YamlFile): readonly Problem[] {
  const types = rule.do.flatMap(actionsOf).map((action) => action.type);
  return types.flatMap((type, index) => {
    const offset = file.offsetOf([...path, 'do', index]);
    if (type !== 'notify' && types.indexOf(type) < index) {
      return [file.source.problemAt(offset, `this rule has the action "${type}" twice`)];
    }
    if (type === 'reject' && types.includes('accept')) {
      return [file.source.problemAt(offset, 'a rule cannot both accept and reject')];
    }
    return [];
  });
}
