import type { Decision, RuleAction } from '../model/decision.ts';
import type { Item, RememberedVerdict } from '../model/item.ts';
import { withAudit } from '../model/record.ts';

/**
 * The item after the decisions of the rules. A decision is recorded only if its verdict is new, so repeated looks leave no
 * entries.
 */
export function withDecisions(item: Item, decisions: readonly Decision[], rulesHash: string, nowMs: number): Item {
  let next = item;
  for (const decision of decisions) next = withDecision(next, decision, nowMs);
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
  return withAudit(
    { ...item, verdicts, extraChannels: extraChannelsOf(item, decision) },
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

/** The channels that a rule names get the messages from the moment it fires. */
function extraChannelsOf(item: Item, { verdict, mode, actions }: Decision): readonly string[] {
  if (verdict !== 'fired' || mode === 'shadow') return item.extraChannels;
  return [...new Set([...item.extraChannels, ...actions.flatMap((action) => channelOf(action))])];
}

function channelOf(action: RuleAction): string[] {
  return action.type === 'notify' ? [action.channel] : [];
}

/** A rule that does not match this item, or says no, is not stored. These are most rules, most of the time. */
function remembered(decision: Decision): RememberedVerdict | undefined {
  const { verdict, mode, deadlineAtMs, error } = decision;
  if (verdict === 'idle' || verdict === 'notMatched') return undefined;
  return {
    verdict,
    mode,
    ...(deadlineAtMs === undefined ? {} : { deadlineAtMs }),
    ...(error === undefined ? {} : { error }),
  };
}

function same(left: RememberedVerdict | undefined, right: RememberedVerdict | undefined): boolean {
  return (
    left?.verdict === right?.verdict &&
    left?.mode === right?.mode &&
    left?.deadlineAtMs === right?.deadlineAtMs &&
    left?.error === right?.error
  );
}
