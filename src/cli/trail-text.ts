import type { Actor } from '../lib/model/claim.ts';
import type { TrailEntry, TrailEvent } from '../lib/model/trail.ts';
import { explain } from '../lib/rules/index.ts';

/** One trail entry for people: when, who, what, and for a decision every clause with the values it saw. */
export function describeTrailEntry(entry: TrailEntry): string {
  return `${new Date(entry.atMs).toISOString()}  ${describeActor(entry.actor)}  ${describeEvent(entry.event)}`;
}

/** Who did it. */
export function describeActor(actor: Actor): string {
  switch (actor.type) {
    case 'rule':
      return `rule ${actor.rule}`;
    case 'person':
      return `person ${actor.userId}`;
    case 'bot':
      return 'bot';
  }
}

/** What happened, without who and when. */
export function describeEvent(event: TrailEvent): string {
  switch (event.what) {
    case 'observed': {
      const was = event.previousStatus === undefined ? '' : `, was ${event.previousStatus}`;
      return `saw ${event.status}${was} (by ${event.cause})`;
    }
    case 'decided':
      return `decided: ${explain(event)}`;
    case 'claimed':
      return `claimed ${event.action}, attempt ${event.attempt}: ${event.reason}`;
    case 'settled':
      return `${event.action}: ${event.outcome}${event.error === undefined ? '' : ` (${event.error})`}`;
    case 'withdrawn':
      return `${event.action} withdrawn: ${event.reason}`;
    case 'approvalAsked':
      return `asks people to approve: ${event.action} (${event.reason}), question ${event.questionId}`;
    case 'approvalAnswered':
      return `${event.answer} ${event.action}, question ${event.questionId}`;
    case 'overrode':
      return `${event.action} in spite of ${event.holds.length} holds: ${event.reason}`;
    case 'onHold':
      return event.holds.length === 0 ? 'is on hold no longer' : `is on hold: ${event.holds.join(', ')}`;
    case 'controlsChanged':
      return `${event.change}${event.reason === '' ? '' : `: ${event.reason}`}`;
    case 'requested':
      return `asked to ${event.request}`;
    case 'refused':
      return `was refused "${event.request}": ${event.reason}`;
  }
}
