import type { AuditEvent } from '../../../../src/lib/model/audit-event.ts';
import type { Actor, Claim } from '../../../../src/lib/model/claim.ts';
import type { Item } from '../../../../src/lib/model/item.ts';
import { type AttemptDetails, noDetails } from '../../../../src/lib/model/observation.ts';
import type { Resource } from '../../../../src/lib/model/resource-operation.ts';
import type { StoryView } from '../../../../src/lib/model/story-message.ts';
import type { ConnectionFacts, DeploymentFacts, Subject } from '../../../../src/lib/model/subject.ts';
import { detailsFor, phaseFor } from '../../model/subjects.ts';

export const startedAtMs = Date.UTC(2026, 10, 20, 9, 30, 0);

const deployment: DeploymentFacts = {
  provider: 'proton',
  kind: 'serviceInstance',
  target: 'arn:aws:proton:eu-west-1:111122223333:service/orders/service-instance/api',
  name: 'orders/api',
  account: '111122223333',
  region: 'eu-west-1',
  environment: 'prod-eu',
  service: 'orders',
  status: 'IN_PROGRESS',
  operation: 'update',
  id: 'a1b2c3',
  startedAtMs,
  template: 'fargate-service',
  templateVersion: '2.1',
  phase: 'running',
  endedAtMs: 0,
  lastProgressAtMs: startedAtMs,
  expectedByMs: 0,
  initiator: '',
  cause: '',
  needsHuman: false,
  labels: {},
};

const connection: ConnectionFacts = {
  provider: 'proton',
  id: '8ad03ff3-0cc8-4d16-93de-d5e1bbf4ef3c',
  target: 'arn:aws:proton:eu-west-1:444455556666:environment-account-connection/8ad03ff3-0cc8-4d16-93de-d5e1bbf4ef3c',
  status: 'PENDING',
  environment: 'prod-eu',
  environmentAccountId: '444455556666',
  managementAccountId: '111122223333',
  requestedAtMs: startedAtMs,
  roleArn: 'arn:aws:iam::444455556666:role/proton',
};

/** An item as the bot would keep it; history entries one minute apart. */
export function item(subject: Subject, changes: Partial<Item> = {}): Item {
  const isDeployment = subject.on === 'deployment';
  return {
    key: isDeployment
      ? { target: subject.deployment.target, attempt: '2026-11-20T09:30:00.000Z#01#a1b2c3' }
      : { target: subject.connection.target, attempt: 'connection' },
    version: 1,
    subject,
    details: detailsFor(subject),
    firstSeenAtMs: startedAtMs,
    lastShownAtMs: startedAtMs,
    statusSinceMs: startedAtMs,
    stateVersion: 1,
    history: history({
      what: 'observed',
      status: isDeployment ? subject.deployment.status : subject.connection.status,
    }),
    rulesHash: 'hash',
    verdicts: {},
    claims: {},
    extraChannels: [],
    outbox: [],
    outboxDueAtMs: 0,
    outboxAttempts: 0,
    trailCount: 0,
    recheckAtMs: 0,
    ...changes,
  };
}

export function deploymentItem(facts: Partial<DeploymentFacts> = {}, changes: Partial<Item> = {}): Item {
  const phase = phaseFor(facts.status ?? deployment.status);
  return item({ on: 'deployment', deployment: { ...deployment, phase, ...facts } }, changes);
}

export function connectionItem(facts: Partial<ConnectionFacts> = {}, changes: Partial<Item> = {}): Item {
  return item({ on: 'connection', connection: { ...connection, ...facts } }, changes);
}

/** What is shown of an attempt that is part of nothing, and has no parts. */
export function alone(root: Item): StoryView {
  return { kind: 'story', root, parts: [] };
}

/** An event with what stands beside it in a history; by the bot where nobody else is named. */
export type Told = AuditEvent & { readonly actor?: Actor; readonly statusMessage?: string };

export function history(...told: readonly Told[]): Item['history'] {
  return told.map(({ actor = { type: 'bot' }, statusMessage, ...event }, index) => ({
    stateVersion: index + 1,
    atMs: startedAtMs + index * 60_000,
    actor,
    event,
    ...(statusMessage === undefined ? {} : { statusMessage }),
  }));
}

export function claim(changes: Partial<Claim> = {}): Claim {
  return {
    action: 'cancel',
    actor: { type: 'rule', rule: 'cancel-stuck-production' },
    reason: 'stuck for more than 45 minutes',
    state: 'leased',
    leaseId: 'lease',
    claimedAtMs: startedAtMs + 46 * 60_000,
    dueAtMs: startedAtMs + 47 * 60_000,
    attempts: 1,
    throttles: 0,
    ...changes,
  };
}

/** A resource of a provider that has neither environments nor templates, and cannot cancel. */
export const depotFacts = {
  provider: 'warehouse',
  kind: 'instance',
  target: 'arn:aws:warehouse:eu-west-1:111122223333:depot/1',
  name: 'north',
  environment: '',
  service: '',
  operation: 'create',
  id: '',
  template: '',
  templateVersion: '',
} as const satisfies Partial<DeploymentFacts>;

/** A depot cannot be cancelled. */
export const depotDetails: AttemptDetails = {
  ...noDetails,
  actions: { cancel: { available: false, reason: 'nobody stops a building site' } },
};

export const depot: Resource = {
  name: 'north',
  id: '9e193580-7cc5-45f7-9609-c43ba0ada793',
  target: 'arn:aws:warehouse:eu-west-1:111122223333:depot/9e193580-7cc5-45f7-9609-c43ba0ada793',
  account: '111122223333',
  region: 'eu-west-1',
  state: 'Open',
  description: 'Everything *north* of the river',
  statusMessage: '',
  createdAtMs: startedAtMs,
  link: 'https://north.warehouse.example',
};
