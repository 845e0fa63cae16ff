import type { AuditEvent } from '../model/audit-event.ts';
import type { ActionOutcome, ActionType, Actor } from '../model/claim.ts';
import type { RuleAction, RuleMode } from '../model/decision.ts';
import type { HistoryEntry } from '../model/item.ts';

/** A history entry of the versions before the audit trail: other kinds of events, some with their actor in them. */
type EarlierEvent =
  | {
      readonly what: 'status';
      readonly status: string;
      readonly previousStatus?: string;
      readonly statusMessage?: string;
    }
  | {
      readonly what: 'fired';
      readonly rule: string;
      readonly mode: RuleMode;
      readonly actions: readonly RuleAction[];
    }
  | { readonly what: 'ruleFailed'; readonly rule: string; readonly error: string }
  | {
      readonly what: 'settled';
      readonly action: ActionType;
      readonly outcome: ActionOutcome;
      readonly actor: Actor;
      readonly reason: string;
      readonly error?: string;
    };

interface EarlierEntry {
  readonly stateVersion: number;
  readonly atMs: number;
  readonly event: EarlierEvent;
}

/** A history in today's form, from any version of the bot: items live longer than a version of the bot. */
export function upgradedHistory(entries: readonly (HistoryEntry | EarlierEntry)[]): readonly HistoryEntry[] {
  return entries.map((entry) => ('actor' in entry ? entry : upgraded(entry)));
}

function upgraded({ stateVersion, atMs, event }: EarlierEntry): HistoryEntry {
  const statusMessage = event.what === 'status' ? event.statusMessage : undefined;
  return {
    stateVersion,
    atMs,
    actor: actorOf(event),
    event: eventOf(event),
    ...(statusMessage === undefined ? {} : { statusMessage }),
  };
}

function actorOf(event: EarlierEvent): Actor {
  if (event.what === 'settled') return event.actor;
  return event.what === 'status' ? { type: 'bot' } : { type: 'rule', rule: event.rule };
}

function eventOf(event: EarlierEvent): AuditEvent {
  switch (event.what) {
    case 'status': {
      const { status, previousStatus } = event;
      return { what: 'observed', status, ...(previousStatus === undefined ? {} : { previousStatus }) };
    }
    case 'fired':
      return { ...event, what: 'decided', verdict: 'fired', trace: [] };
    case 'ruleFailed':
      // The mode was not stored. The rule did nothing in either mode.
      return { ...event, what: 'decided', mode: 'enforce', verdict: 'error', actions: [], trace: [] };
    case 'settled': {
      const { action, outcome, error } = event;
      return { what: 'settled', action, outcome, ...(error === undefined ? {} : { error }) };
    }
  }
}
