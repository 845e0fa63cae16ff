import type { Decision, NotifyAction } from '../model/decision.ts';
import { withEscalationsBegun, withEscalationsOfRuleEnded } from '../model/escalation.ts';
import type { Item, RememberedVerdict } from '../model/item.ts';
import { withAudit } from '../model/record.ts';

/**
 * The item after the decisions of the rules. A decision is recorded only if its verdict is new, so repeated looks leave no
 * entries.
 */
export function withDecisions(item: Item, decisions: readonly Decision[], rulesHash: string, nowMs: number): Item {
  let next = item;
  for (const decision of decisions) {
    next = withDecision(next, decision, nowMs);
    if (decision.verdict !== 'fired') next = withEscalationsOfRuleEnded(next, decision.rule);
  }
  const deadlineAtMs = earliestDeadline(decisions);
  if (next === item && item.deadlineAtMs === deadlineAtMs && item.rulesHash === rulesHash) return item;
  const { deadlineAtMs: _replaced, ...rest } = next;
  return { ...rest, rulesHash, ...(deadlineAtMs === undefined ? {} : { deadlineAtMs }) };
}

function earliestDeadline(decisions: readonly Decision[]): number | undefined {
  const deadlines = decisions.flatMap((decision) => decision.deadlineAtMs ?? []);
  return deadlines.length === 0 ? undefined : Math.min(...deadlines);
}

function withDecision(item: Item, decision: Decision, nowMs: number): Item {
  const before = item.verdicts[decision.rule];
  const now = remembered(decision);
  if (same(before, now)) return item;
  const verdicts = { ...item.verdicts };
  if (now === undefined) delete verdicts[decision.rule];
  else verdicts[decision.rule] = now;
  const { rule, mode, verdict, actions, trace, deadlineAtMs, error } = decision;
  const named = { ...item, verdicts, ...namedBy(item, decision) };
  const hasFired = verdict === 'fired' && before?.verdict !== 'fired';
  return withAudit(
    hasFired ? withEscalationsBegun(named, rule, mode, actions, nowMs) : named,
    nowMs,
    { type: 'rule', rule },
    {
      what: 'decided',
      rule,
      mode,
      verdict,
      actions,
      trace,
      ...(deadlineAtMs === undefined ? {} : { deadlineAtMs }),
      ...(error === undefined ? {} : { error }),
    },
  );
}

/** The channels and the people that a rule names get the messages from the moment it fires. */
function namedBy(
  item: Item,
  { verdict, mode, actions }: Decision,
): Partial<Pick<Item, 'extraChannels' | 'extraPeople'>> {
  if (verdict !== 'fired' || mode === 'shadow') return {};
  const notifies = actions.filter((action) => action.type === 'notify');
  const people = [...new Set([...(item.extraPeople ?? []), ...notifies.flatMap(peopleIn)])];
  return {
    extraChannels: [...new Set([...item.extraChannels, ...notifies.flatMap((action) => action.channel ?? [])])],
    ...(people.length === 0 ? {} : { extraPeople: people }),
  };
}

/** Also those of its escalation. */
function peopleIn({ people = [], escalate }: NotifyAction): readonly string[] {
  return [...people, ...(escalate?.people ?? [])];
}

/** A rule that does not match this item, or says no, is not stored. These are most rules, most of the time. */
function remembered(decision: Decision): RememberedVerdict | undefined {
  const { verdict, mode, deadlineAtMs, planned, error } = decision;
  if (verdict === 'idle' || verdict === 'notMatched') return undefined;
  return {
    verdict,
    mode,
    ...(deadlineAtMs === undefined ? {} : { deadlineAtMs }),
    ...(planned === undefined ? {} : { planned: planned.map(({ type }) => type) }),
    ...(error === undefined ? {} : { error }),
  };
}

function same(left: RememberedVerdict | undefined, right: RememberedVerdict | undefined): boolean {
  return (
    left?.verdict === right?.verdict &&
    left?.mode === right?.mode &&
    left?.deadlineAtMs === right?.deadlineAtMs &&
    left?.planned?.join() === right?.planned?.join() &&
    left?.error === right?.error
  );
}
