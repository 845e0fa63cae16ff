import type { RuleAction, RuleMode } from './decision.ts';
import type { Escalation, Item } from './item.ts';
import { withAudit } from './record.ts';

/** So often the same is said, at most. */
export const mostEscalations = 10;

/** The escalations of a rule that has just fired; the same item if it has none, or if somebody is on it already. */
export function withEscalationsBegun(
  item: Item,
  rule: string,
  mode: RuleMode,
  actions: readonly RuleAction[],
  nowMs: number,
): Item {
  if (mode === 'shadow' || item.owner !== undefined) return item;
  const begun = actions.flatMap((action): Escalation[] => {
    if (action.type !== 'notify' || action.escalate === undefined) return [];
    const { escalate, people: _first, ...rest } = action;
    const { afterMs, mention, people } = escalate;
    const next = { ...rest, mention, ...(people === undefined ? {} : { people }) };
    return [{ rule, mode, action: next, everyMs: afterMs, dueAtMs: nowMs + afterMs, count: 0 }];
  });
  if (begun.length === 0) return item;
  return { ...item, escalations: [...othersThan(item, rule), ...begun] };
}

/** A rule does not fire any more, and what it fired on goes on as it should. */
export function withEscalationsOfRuleEnded(item: Item, rule: string): Item {
  const { subject, escalations = [] } = item;
  const goesOn = subject.on === 'connection' || ['queued', 'running', 'waiting'].includes(subject.deployment.phase);
  if (!goesOn || !escalations.some((one) => one.rule === rule)) return item;
  return withEscalations(item, othersThan(item, rule));
}

/**
 * The item at this time: what is due is said again, and nothing is left once somebody is on it or it has ended well. The item is written
 * on condition of its version, so each is said once, whoever looks.
 */
export function withEscalationsDue(item: Item, nowMs: number): Item {
  const { escalations = [] } = item;
  if (escalations.length === 0) return item;
  if (isOver(item)) return withEscalations(item, []);
  let next = item;
  for (const escalation of escalations) {
    if (escalation.dueAtMs > nowMs) continue;
    const { rule, mode, action } = escalation;
    const count = escalation.count + 1;
    next = withAudit(next, nowMs, { type: 'rule', rule }, { what: 'escalated', rule, mode, count, action });
    const rest = (next.escalations ?? []).filter((one) => one !== escalation);
    const again = { ...escalation, count, dueAtMs: nowMs + escalation.everyMs };
    next = withEscalations(next, count >= mostEscalations ? rest : [...rest, again]);
  }
  return next;
}

/** When to look again because of them. */
export function escalationDueAt({ escalations = [] }: Item): readonly number[] {
  return escalations.map(({ dueAtMs }) => dueAtMs);
}

/** Whether it has ended well, or is decided. */
function isOver({ subject, owner }: Item): boolean {
  if (owner !== undefined) return true;
  if (subject.on === 'connection') return subject.connection.status !== 'PENDING';
  return subject.deployment.phase === 'succeeded' || subject.deployment.phase === 'gone';
}

function othersThan({ escalations = [] }: Item, rule: string): readonly Escalation[] {
  return escalations.filter((one) => one.rule !== rule);
}

function withEscalations(item: Item, escalations: readonly Escalation[]): Item {
  const { escalations: _before, ...rest } = item;
  return escalations.length === 0 ? rest : { ...rest, escalations };
}
