import {
  listOf,
  type Path,
  type Problem,
  problemsOfKinds,
  problemsOfProviderNames,
  type YamlFile,
} from '../../configuration-check/index.ts';
import { matchesAnyGlob } from '../../matching/index.ts';
import { pastParticiples } from '../../model/claim.ts';
import type { ProviderTraits } from '../../model/provider-traits.ts';
import { actionsOf } from './build-document.ts';
import type { RuleEntry } from './schema.ts';

type Patterns = string | readonly string[] | undefined;

/** Why no back end can follow a rule: names that no back end has, and actions that none of its back ends supports. */
export function problemsOfProviders(
  rule: RuleEntry,
  path: Path,
  file: YamlFile,
  providers: readonly ProviderTraits[],
): readonly Problem[] {
  if (rule.on !== 'deployment') return [];
  const { provider, kind } = rule.match ?? {};
  const names = [
    ...problemsOfProviderNames(
      provider,
      providers.map(({ name }) => name),
      [...path, 'match', 'provider'],
      file,
    ),
    ...problemsOfKinds(kind, kindsOf(providers), [...path, 'match', 'kind'], file),
  ];
  if (names.length > 0) return names;
  const named = providers.filter(({ name }) => matches(provider, name));
  const meant = named.filter(({ kinds }) => kinds.some((known) => matches(kind, known)));
  if (meant.length === 0) return [noSuchKind(named, [...path, 'match', 'kind'], file)];
  return impossibleActions(rule, path, file, meant);
}

/** Every kind of target that there is. */
export function kindsOf(providers: readonly ProviderTraits[]): readonly string[] {
  return [...new Set(providers.flatMap(({ kinds }) => kinds))];
}

function matches(patterns: Patterns, text: string): boolean {
  return patterns === undefined || matchesAnyGlob(listOf(patterns), text);
}

/** Each name is known, but they belong to different providers. */
function noSuchKind(named: readonly ProviderTraits[], path: Path, file: YamlFile): Problem {
  const has = named.map(({ name, kinds }) => `${name} has ${kinds.join(', ')}`).join('; ');
  return file.source.problemAt(file.offsetOf(path), `this rule would never match: ${has}`);
}

/** One back end that supports it is enough. If a rule asks another one for it, that is reported then. */
function impossibleActions(
  rule: RuleEntry,
  path: Path,
  file: YamlFile,
  meant: readonly ProviderTraits[],
): readonly Problem[] {
  return rule.do.flatMap((entry, index) =>
    actionsOf(entry).flatMap(({ type }) => {
      if (type === 'notify') return [];
      const reasons = meant.map(({ cannot }) => cannot[type]).filter((reason) => reason !== undefined);
      if (reasons.length < meant.length) return [];
      const message = `the targets of this rule cannot be ${pastParticiples[type]}: ${reasons.join('; ')}`;
      return [file.source.problemAt(file.offsetOf([...path, 'do', index]), message)];
    }),
  );
}
