import * as fc from 'fast-check';
import type { AuditEvent } from '../../../src/lib/model/audit-event.ts';
import type { Actor, Claim } from '../../../src/lib/model/claim.ts';
import type { HistoryEntry, Item } from '../../../src/lib/model/item.ts';
import type { ConnectionFacts, DeploymentFacts, Subject } from '../../../src/lib/model/subject.ts';
import type { TrailEntry } from '../../../src/lib/model/trail.ts';
import { phaseFor } from './subjects.ts';

const moment = fc.integer({ min: 0, max: 4_102_444_800_000 });
const text = fc.string({ unit: 'grapheme', maxLength: 30 });
/** Every character a resource name may hold, at its full length too. */
const letters = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');
export const resourceName = fc
  .tuple(fc.constantFrom(...letters), fc.string({ unit: fc.constantFrom(...letters, '-', '_'), maxLength: 99 }))
  .map(([first, rest]) => first + rest);
const statuses = [
  'IN_PROGRESS',
  'CANCELLING',
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
  'DELETE_IN_PROGRESS',
  'DELETE_FAILED',
  'DELETED',
  'ENDED_UNSEEN',
  'A_WORD_OF_TOMORROW',
] as const;
export const deploymentStatus = fc.constantFrom<string>(...statuses);
export const connectionStatus = fc.constantFrom('PENDING', 'CONNECTED', 'REJECTED', 'DELETED', 'SOMETHING_NEW');

const deploymentFacts: fc.Arbitrary<DeploymentFacts> = fc
  .record({
    provider: fc.constant('proton'),
    kind: fc.constantFrom('environment', 'serviceInstance', 'servicePipeline', 'component'),
    target: resourceName.map((name) => `arn:aws:proton:us-east-1:123456789012:environment/${name}`),
    name: text,
    account: text,
    region: text,
    environment: fc.oneof(resourceName, fc.constant('')),
    service: fc.oneof(resourceName, fc.constant('')),
    status: deploymentStatus,
    operation: fc.constantFrom('create', 'update', 'delete', 'unknown'),
    id: fc.oneof(fc.uuid(), fc.constant('')),
    startedAtMs: moment,
    template: text,
    templateVersion: text,
    endedAtMs: moment,
    lastProgressAtMs: moment,
    expectedByMs: moment,
    initiator: text,
    cause: fc.constantFrom('', 'asked', 'breaker', 'alarm', 'unknown'),
    needsHuman: fc.boolean(),
    labels: fc.dictionary(resourceName, text, { maxKeys: 2 }),
  })
  .map((facts) => ({ ...facts, phase: phaseFor(facts.status) }));

const connectionFacts: fc.Arbitrary<ConnectionFacts> = fc.record({
  provider: fc.constant('proton'),
  id: fc.uuid(),
  target: fc.uuid().map((id) => `arn:aws:proton:us-east-1:111122223333:environment-account-connection/${id}`),
  status: connectionStatus,
  environment: text,
  environmentAccountId: text,
  managementAccountId: text,
  requestedAtMs: moment,
  roleArn: text,
});

export const subject: fc.Arbitrary<Subject> = fc.oneof(
  deploymentFacts.map((deployment) => ({ on: 'deployment' as const, deployment })),
  connectionFacts.map((connection) => ({ on: 'connection' as const, connection })),
);

const actor: fc.Arbitrary<Actor> = fc.oneof(
  fc.record({ type: fc.constant('rule' as const), rule: text }),
  fc.record({ type: fc.constant('person' as const), userId: text, requestId: text }),
  fc.constant({ type: 'bot' as const }),
);
const action = fc.constantFrom('cancel' as const, 'accept' as const, 'reject' as const);
const outcome = fc.constantFrom('accepted' as const, 'observed' as const, 'tooLate' as const, 'gaveUp' as const);

const claim: fc.Arbitrary<Claim> = fc.record(
  {
    action,
    actor,
    reason: text,
    state: fc.constantFrom('leased', 'waiting', 'withdrawn', 'settled'),
    leaseId: fc.uuid(),
    claimedAtMs: moment,
    dueAtMs: moment,
    attempts: fc.nat(3),
    throttles: fc.nat(10),
    outcome,
    error: text,
  },
  {
    requiredKeys: ['action', 'actor', 'reason', 'state', 'leaseId', 'claimedAtMs', 'dueAtMs', 'attempts', 'throttles'],
  },
);

const historyEvent: fc.Arbitrary<AuditEvent> = fc.oneof(
  fc.record(
    {
      what: fc.constant('observed' as const),
      status: deploymentStatus,
      previousStatus: deploymentStatus,
      cause: fc.constantFrom('event' as const, 'sweep' as const),
    },
    { requiredKeys: ['what', 'status'] },
  ),
  fc.record({
    what: fc.constant('decided' as const),
    rule: text,
    mode: fc.constantFrom('shadow' as const, 'enforce' as const),
    verdict: fc.constant('error' as const),
    actions: fc.constant([]),
    trace: fc.constant([]),
    error: text,
  }),
  fc.record(
    { what: fc.constant('settled' as const), action, outcome, error: text },
    { requiredKeys: ['what', 'action', 'outcome'] },
  ),
);

const historyEntry: fc.Arbitrary<HistoryEntry> = fc.record(
  { stateVersion: fc.nat(), atMs: moment, actor, event: historyEvent, statusMessage: text },
  { requiredKeys: ['stateVersion', 'atMs', 'actor', 'event'] },
);

const message: fc.Arbitrary<NonNullable<Item['messages']>[string]> = fc.record(
  {
    ts: text,
    renderedStateVersion: fc.nat(),
    threadedStateVersion: fc.nat(),
    leaseId: fc.uuid(),
    dueAtMs: moment,
    waitUntilMs: moment,
    failure: text,
  },
  { requiredKeys: ['renderedStateVersion', 'threadedStateVersion'] },
);

const trailEvent: fc.Arbitrary<AuditEvent> = fc.oneof(
  fc.record({ what: fc.constant('requested' as const), request: text }),
  fc.record({ what: fc.constant('refused' as const), request: text, reason: text }),
  fc.record(
    {
      what: fc.constant('observed' as const),
      status: text,
      previousStatus: text,
      cause: fc.constant('sweep' as const),
    },
    { requiredKeys: ['what', 'status', 'cause'] },
  ),
);

export const trailEntry: fc.Arbitrary<TrailEntry> = fc.record(
  { id: fc.uuid(), atMs: moment, target: text, attempt: text, name: text, environment: text, actor, event: trailEvent },
  { requiredKeys: ['id', 'atMs', 'target', 'name', 'environment', 'actor', 'event'] },
);

/** A key of a map in the item: a channel, a rule, a claim. DynamoDB takes no empty one, and no rule may be called __proto__. */
const mapKey = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((key) => key !== '__proto__');

/** Items of every form, also such as no history would make. */
export const item: fc.Arbitrary<Item> = fc.record(
  {
    key: fc.record({ target: fc.string({ minLength: 1 }), attempt: fc.string({ minLength: 1 }) }),
    version: fc.nat(),
    subject,
    details: fc.record({
      actions: fc.constantFrom({}, { cancel: { available: false as const, reason: 'not here' } }),
      links: fc.constantFrom({}, { console: 'https://console.example' }),
      hint: text,
      operations: fc.constantFrom([], ['delete' as const]),
    }),
    firstSeenAtMs: moment,
    statusSinceMs: moment,
    lastShownAtMs: moment,
    providerTimeMs: moment,
    statusMessage: text,
    stateVersion: fc.nat(),
    history: fc.array(historyEntry, { maxLength: 4 }),
    rulesHash: text,
    verdicts: fc.dictionary(
      mapKey,
      fc.record(
        {
          verdict: fc.constantFrom('fired', 'waiting', 'error'),
          mode: fc.constant('enforce'),
          deadlineAtMs: moment,
          error: text,
        },
        { requiredKeys: ['verdict', 'mode'] },
      ),
      { maxKeys: 3 },
    ),
    claims: fc.dictionary(mapKey, claim, { maxKeys: 3 }),
    extraChannels: fc.array(text, { maxLength: 3 }),
    messages: fc.dictionary(mapKey, message, { maxKeys: 3 }),
    posted: fc.record({ stateVersion: fc.nat() }),
    outbox: fc.array(trailEntry, { maxLength: 3 }),
    outboxDueAtMs: moment,
    outboxAttempts: fc.nat(),
    trailCount: fc.nat(),
    deadlineAtMs: moment,
    scheduledForMs: moment,
    recheckAtMs: moment,
  },
  {
    requiredKeys: [
      'key',
      'version',
      'subject',
      'details',
      'firstSeenAtMs',
      'statusSinceMs',
      'lastShownAtMs',
      'stateVersion',
      'history',
      'rulesHash',
      'verdicts',
      'claims',
      'extraChannels',
      'outbox',
      'outboxDueAtMs',
      'outboxAttempts',
      'trailCount',
      'recheckAtMs',
    ],
  },
);
