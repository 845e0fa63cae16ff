import type { Problem, YamlFile } from '../../configuration-check/index.ts';
import { suggestion } from '../../did-you-mean.ts';
import type { Decision } from '../../model/decision.ts';
import type { ProviderTraits } from '../../model/provider-traits.ts';
import type { DeploymentFacts, Subject } from '../../model/subject.ts';
import { compileRules } from '../compile/index.ts';
import type { Rules } from '../compiled.ts';
import { decide } from '../decide.ts';
import type { RulesDocument } from '../document.ts';
import { explain } from '../explain.ts';
import { durationMs } from './duration.ts';
import { type GivenDeployment, usualFacts } from './given.ts';
import type { TestEntry } from './schema.ts';

/** The default moment of a test: a Monday noon, far from any change of the clocks. */
const USUAL_NOW_MS = Date.UTC(2026, 1, 2, 12);

/** Runs the tests in a rules file. Each failed test is a problem at the line of its expectation. */
export function runTests(
  document: RulesDocument,
  tests: readonly TestEntry[],
  file: YamlFile,
  providers: readonly ProviderTraits[],
): readonly Problem[] {
  const rules = compileRules(document);
  return tests.flatMap((test, index) => {
    const nowMs = test.now === undefined ? USUAL_NOW_MS : Date.parse(test.now);
    const subject = subjectOf(test, nowMs, providers);
    const held = test.given.deployment?.held ?? false;
    const decisions = decide(rules, subject, nowMs, { held, modeOf: ({ mode }) => mode });
    return Object.entries(test.expect).flatMap(([rule, expected]) => {
      const complaint = complaintAbout(rules, subject, decisions, rule, expected);
      if (complaint === undefined) return [];
      const offset = file.keyOffsetOf(['tests', index, 'expect', rule]);
      return [file.source.problemAt(offset, `test ${JSON.stringify(test.name)}: ${complaint}`)];
    });
  });
}

function complaintAbout(
  rules: Rules,
  subject: Subject,
  decisions: readonly Decision[],
  name: string,
  expected: readonly string[],
): string | undefined {
  const rule = rules.document.rules.find((candidate) => candidate.name === name);
  if (rule === undefined) {
    const names = rules.document.rules.map((candidate) => candidate.name);
    return `there is no rule "${name}"; ${suggestion(name, names)}`;
  }
  if (rule.on !== subject.on) return `"${name}" is a rule on: ${rule.on}, but the test gives a ${subject.on}`;
  const decision = decisions.find((candidate) => candidate.rule === name);
  if (decision === undefined) {
    return expected.length === 0 ? undefined : `"${name}" should ${phrase(expected)}, but its mode is off`;
  }
  if (decision.verdict === 'error') {
    return `"${name}" should ${phrase(expected)}, but could not be evaluated\n${explain(decision)}`;
  }
  const got = decision.actions.map((action) => action.type);
  const asExpected = got.length === expected.length && got.every((type, index) => type === expected[index]);
  if (asExpected) return undefined;
  return `"${name}" should ${phrase(expected)}, but would ${phrase(got)}\n${explain(decision)}`;
}

function phrase(actions: readonly string[]): string {
  return actions.length === 0 ? 'do nothing' : actions.join(', ');
}

/** The subject of a test: its members, and the defaults of the others. */
function subjectOf(test: TestEntry, nowMs: number, providers: readonly ProviderTraits[]): Subject {
  const { deployment, connection } = test.given;
  if (deployment !== undefined) {
    const { age, idle, overdue, held: _ofTheBot, ...given } = deployment;
    const startedAtMs = nowMs - ageMs(age);
    const usual = usualDeployment(given, providers);
    const times = {
      startedAtMs,
      lastProgressAtMs: idle === undefined ? startedAtMs : nowMs - ageMs(idle),
      expectedByMs: nowMs - ageMs(overdue),
    };
    const facts = { ...usual, ...withoutUndefined(given), ...times };
    return { on: 'deployment', deployment: facts };
  }
  const { age, ...given } = connection ?? {};
  const facts = { ...usualFacts('connection'), ...withoutUndefined(given), requestedAtMs: nowMs - ageMs(age) };
  return { on: 'connection', connection: facts };
}

function ageMs(age: string | undefined): number {
  return age === undefined ? 0 : (durationMs(age) ?? 0);
}

function withoutUndefined<Given extends object>(given: Given): { [Key in keyof Given]: Exclude<Given[Key], undefined> };
function withoutUndefined(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/**
 * An update of the service instance `orders/api` that has just begun, or of the target that the test names. If the test names
 * only a provider, the kind is its first one. If it names only a kind, the provider is the first one that has it.
 */
function usualDeployment(
  given: Omit<GivenDeployment, 'age' | 'idle' | 'overdue' | 'held'>,
  providers: readonly ProviderTraits[],
): Omit<DeploymentFacts, 'startedAtMs' | 'lastProgressAtMs' | 'expectedByMs'> {
  const usual = usualFacts('deployment');
  const isMeant = ({ name, kinds }: ProviderTraits) =>
    given.provider === undefined ? kinds.includes(given.kind ?? usual.kind) : name === given.provider;
  const provider = providers.find(isMeant) ?? providers[0];
  const kind =
    given.kind ?? (provider?.kinds.includes(usual.kind) === false ? provider.kinds[0] : undefined) ?? usual.kind;
  const environment = given.environment ?? usual.environment;
  const service = given.service ?? (kind === 'environment' ? '' : usual.service);
  const names: Readonly<Record<string, string>> = {
    environment,
    serviceInstance: `${service}/api`,
    servicePipeline: `${service}/pipeline`,
  };
  const status = given.status ?? usual.status;
  return {
    ...usual,
    provider: provider?.name ?? usual.provider,
    kind,
    name: names[kind] ?? kind,
    environment,
    service,
    phase: provider?.phaseOf(status) ?? usual.phase,
    endedAtMs: 0,
    ...provider?.usual,
  };
}
