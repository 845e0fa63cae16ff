import type { AuditEvent } from '../model/audit-event.ts';
import type { ActionOutcome, ActionType, Actor } from '../model/claim.ts';
import type { RuleAction, RuleMode } from '../model/decision.ts';
import type { HistoryEntry } from '../model/item.ts';

/** What a history entry of the versions before the audit trail says: events of its own sort, some with their actor in them. */
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

/** A history as it is kept now, whichever version of the bot has written it: items outlive a deployment of the bot. */
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
      // In which mode was not kept; it did nothing in either.
      return { ...event, what: 'decided', mode: 'enforce', verdict: 'error', actions: [], trace: [] };
    case 'settled': {
      const { action, outcome, error } = event;
      return { what: 'settled', action, outcome, ...(error === undefined ? {} : { error }) };
    }
  }
}
