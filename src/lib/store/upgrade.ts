import { withStatesOfToday } from '../model/claim.ts';
import type { Item } from '../model/item.ts';
import { type AttemptDetails, type Availability, noDetails } from '../model/observation.ts';
import { isResourceOperationKind } from '../model/resource-operation.ts';
import type { ConnectionFacts, DeploymentFacts, Phase, Subject } from '../model/subject.ts';
import { upgradedHistory } from './earlier-history.ts';

/**
 * An item as stored by any version. Until 2026-11 there were no phases, and the available actions were part of the facts. Such
 * items are still read. Each is written in today's form at its next change.
 */
export type StoredBody = Omit<Item, 'key' | 'version' | 'lastShownAtMs' | 'details' | 'subject'> &
  Partial<Pick<Item, 'lastShownAtMs' | 'details'>> & { readonly subject: StoredSubject };

type StoredSubject =
  | { readonly on: 'deployment'; readonly deployment: StoredFacts }
  | { readonly on: 'connection'; readonly connection: ConnectionFacts };

type MembersOfToday =
  | 'phase'
  | 'endedAtMs'
  | 'lastProgressAtMs'
  | 'expectedByMs'
  | 'initiator'
  | 'cause'
  | 'needsHuman'
  | 'labels';

type StoredFacts = Omit<DeploymentFacts, MembersOfToday> &
  Partial<Pick<DeploymentFacts, MembersOfToday>> & {
    /** Holds belong to the bot; they are no fact of the provider. */
    readonly held?: boolean;
    readonly cannotCancel?: string;
    readonly advice?: string;
    readonly offers?: string;
  };

/** The statuses that items had when there were no phases. Any other word counted as in progress. */
const phasesOfStatuses: Readonly<Record<string, Phase>> = {
  CANCELLING: 'stopping',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  DELETE_COMPLETE: 'succeeded',
  DELETE_FAILED: 'failed',
  DELETED: 'gone',
  ENDED_UNSEEN: 'gone',
};

/** The item's content in today's form. */
export function upgraded(body: StoredBody): Omit<Item, 'key' | 'version'> {
  const { subject, details = detailsOf(subject), lastShownAtMs = body.statusSinceMs, ...rest } = body;
  const claims = withStatesOfToday(body.claims);
  const history = upgradedHistory(body.history);
  return { ...rest, claims, history, subject: subjectOfToday(subject, body), details, lastShownAtMs };
}

function subjectOfToday(subject: StoredSubject, { statusSinceMs }: StoredBody): Subject {
  if (subject.on === 'connection') return subject;
  const { held: _held, cannotCancel: _cannot, advice: _advice, offers: _offers, ...facts } = subject.deployment;
  const members = {
    phase: phasesOfStatuses[facts.status] ?? ('running' as const),
    endedAtMs: 0,
    lastProgressAtMs: Math.max(facts.startedAtMs, statusSinceMs),
    expectedByMs: 0,
    initiator: '',
    cause: '' as const,
    needsHuman: false,
    labels: {},
  };
  return { on: 'deployment', deployment: { ...members, ...facts } };
}

function detailsOf(subject: StoredSubject): AttemptDetails {
  if (subject.on === 'connection') {
    const isPending = subject.connection.status === 'PENDING';
    const actions = { accept: { available: true }, reject: { available: true } } as const;
    return { ...noDetails, actions: isPending ? actions : {} };
  }
  const { status, cannotCancel = '', advice = '', offers = '' } = subject.deployment;
  return {
    ...noDetails,
    actions: status === 'IN_PROGRESS' ? { cancel: cancelFor(cannotCancel) } : {},
    hint: advice,
    operations: offers.split(',').filter((kind) => isResourceOperationKind(kind)),
  };
}

function cancelFor(cannotCancel: string): Availability {
  return cannotCancel === '' ? { available: true } : { available: false, reason: cannotCancel };
}
