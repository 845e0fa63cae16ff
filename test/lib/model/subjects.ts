import { attemptKey } from '../../../src/lib/model/identity.ts';
import type { Item } from '../../../src/lib/model/item.ts';
import { newItem } from '../../../src/lib/model/item-changes.ts';
import {
  type AttemptDetails,
  type AttemptTraits,
  noDetails,
  type Observation,
  type ObservationContext,
} from '../../../src/lib/model/observation.ts';
import type { ConnectionFacts, DeploymentFacts, Phase, Subject } from '../../../src/lib/model/subject.ts';
import { phaseOf } from '../../../src/lib/providers/proton/phases.ts';

export const startMs = Date.UTC(2026, 10, 20, 9, 0, 0);
export const instanceArn = 'arn:aws:proton:us-east-1:123456789012:service/orders/service-instance/api';
export const connectionId = '3f1c9e0a-5b0e-4d3b-9b60-0d8a2f1f9a11';
export const connectionArn = `arn:aws:proton:us-east-1:111122223333:environment-account-connection/${connectionId}`;

/** What a status means to Proton, or to the bot itself. */
export function phaseFor(status: string): Phase {
  return status === 'ENDED_UNSEEN' ? 'gone' : phaseOf(status);
}

/** The facts of an update of `orders/api` that is in progress, with what a test wants different. */
export function facts(different: Partial<DeploymentFacts> = {}): DeploymentFacts {
  return {
    provider: 'proton',
    kind: 'serviceInstance',
    target: instanceArn,
    name: 'orders/api',
    account: '123456789012',
    region: 'us-east-1',
    environment: 'prod-eu',
    service: 'orders',
    status: 'IN_PROGRESS',
    operation: 'update',
    id: 'd1',
    startedAtMs: startMs,
    template: 'web',
    templateVersion: '1.0',
    phase: phaseFor(different.status ?? 'IN_PROGRESS'),
    endedAtMs: 0,
    lastProgressAtMs: different.startedAtMs ?? startMs,
    expectedByMs: 0,
    initiator: '',
    cause: '',
    needsHuman: false,
    labels: {},
    ...different,
  };
}

export function connectionFacts(different: Partial<ConnectionFacts> = {}): ConnectionFacts {
  return {
    provider: 'proton',
    id: connectionId,
    target: connectionArn,
    status: 'PENDING',
    environment: 'prod-eu',
    environmentAccountId: '111122223333',
    managementAccountId: '123456789012',
    requestedAtMs: startMs,
    roleArn: 'arn:aws:iam::111122223333:role/proton',
    ...different,
  };
}

export function deployment(different: Partial<DeploymentFacts> = {}): Subject {
  return { on: 'deployment', deployment: facts(different) };
}

export function connection(different: Partial<ConnectionFacts> = {}): Subject {
  return { on: 'connection', connection: connectionFacts(different) };
}

/** What Proton offers in a state: one that is in progress can be cancelled, a connection that waits is decided. */
export function detailsFor(subject: Subject): AttemptDetails {
  const { status } = subject.on === 'deployment' ? subject.deployment : subject.connection;
  if (status === 'IN_PROGRESS') return { ...noDetails, actions: { cancel: { available: true } } };
  if (status !== 'PENDING') return noDetails;
  return { ...noDetails, actions: { accept: { available: true }, reject: { available: true } } };
}

export function reading(subject: Subject, statusMessage?: string): Observation {
  return { subject, details: detailsFor(subject), ...(statusMessage === undefined ? {} : { statusMessage }) };
}

/** As Proton's are: one at a time, known by their start. */
export const traits: AttemptTraits = {
  oneAtATime: true,
  identifiedBy: 'start',
  idsBeginAgain: false,
  readLagMs: 2_000,
};

export function sighting(nowMs = startMs + 1_000): ObservationContext {
  return { askedAtMs: nowMs, answeredAtMs: nowMs, cause: 'event' };
}

/** An item of a deployment, as `observe` makes it at its first sighting. */
export function deploymentItem(different: Partial<DeploymentFacts> = {}, ordinal = 1): Item {
  const seen = facts(different);
  const key = { target: seen.target, attempt: attemptKey(seen, ordinal, traits) };
  return newItem(key, reading({ on: 'deployment', deployment: seen }), sighting());
}

export function connectionItem(different: Partial<ConnectionFacts> = {}): Item {
  const subject = connection(different);
  return newItem({ target: connectionArn, attempt: 'connection' }, reading(subject), sighting());
}
