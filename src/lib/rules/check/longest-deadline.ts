import { clauseBoundaryMs } from '../clause.ts';
import { compileRules } from '../compile/index.ts';
import type { RulesDocument } from '../document.ts';

/** Any moment works: only the distance between it and a boundary matters. */
const startedAtMs = Date.UTC(2026, 0, 1);

/**
 * The longest time from a deployment's start after which one of the rules fires, as far as the rules alone show it: `now -
 * deployment.startedAt > duration("45m")`.
 *
 * @returns `undefined` if no rule has such a condition
 */
export function longestDeadlineMs(document: RulesDocument): number | undefined {
  const facts = {
    now: new Date(startedAtMs),
    lists: document.lists,
    deployment: { startedAt: new Date(startedAtMs) },
  };
  const boundaries = compileRules(document)
    .compiled.filter((rule) => rule.document.on === 'deployment')
    .flatMap(({ when }) => when)
    .filter(({ references }) => references.includes('deployment.startedAt'))
    .flatMap((clause) => clauseBoundaryMs(clause, facts) ?? []);
  return boundaries.length === 0 ? undefined : Math.max(...boundaries) - startedAtMs;
}
