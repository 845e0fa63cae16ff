import * as fc from 'fast-check';
import { anyText } from '../../../../packages/control-plane/test/support/any-text.ts';
import type { AuditEvent } from '../../../../src/lib/model/audit-event.ts';
import type { Claim } from '../../../../src/lib/model/claim.ts';
import type { ClauseTrace, Decision, NotifyAction, RuleAction } from '../../../../src/lib/model/decision.ts';
import type { Diagnosis } from '../../../../src/lib/model/diagnosis.ts';
import type { HistoryEntry, Item } from '../../../../src/lib/model/item.ts';
import type { Answer } from '../../../../src/lib/model/request.ts';
import {
  type FieldProblem,
  type Resource,
  resourceOperationKinds,
} from '../../../../src/lib/model/resource-operation.ts';
import { type ConnectionFacts, type DeploymentFacts, phases, type Subject } from '../../../../src/lib/model/subject.ts';
import type { TrailEntry } from '../../../../src/lib/model/trail.ts';
import { item as exampleItem } from './examples.ts';

const hostile = fc.constantFrom(
  '<!channel>',
  '<@U0ADA0001>',
  '<http://example.com|harmless>',
  '&lt;!here&gt;',
  '*bold* _it_ ~gone~ `code` ```block```',
  ':tada: > quote',
  '\u202Etxt.exe\u2066',
  '\u0000\u0007\u001b[31m',
  'line\nline\r\nline\u2028line',
  '\ud800 half',
  '👩‍💻👨‍👩‍👧',
  ' ',
  '`',
  '&',
  '<',
);

/** Text as it may come from outside: hostile, strange, empty, or 10,000 characters long. */
export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.oneof(hostile, fc.string()), { maxLength: 6 }).map((parts) => parts.join('')) },
  { weight: 2, arbitrary: anyText({ maxLength: 300 }) },
  { weight: 1, arbitrary: hostile.map((part) => part.repeat(Math.ceil(10_000 / part.length))) },
);

const nearlyAnyTime = fc.oneof(
  fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) }),
  fc.double({ noNaN: false }),
  fc.constantFrom(0, -1, 8.64e15, 8.65e15),
);

const status = fc.oneof(
  fc.constantFrom('IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'CANCELLING', 'CANCELLED', 'DELETED', 'DELETE_FAILED'),
  fc.constantFrom('PENDING', 'CONNECTED', 'REJECTED', 'ENDED_UNSEEN', 'SUPERSEDED'),
  text,
);

const resource: fc.Arbitrary<Resource> = fc.record({
  name: text,
  id: text,
  target: text,
  account: text,
  region: text,
  state: text,
  description: text,
  statusMessage: text,
  createdAtMs: nearlyAnyTime,
  link: fc.oneof(fc.constantFrom('https://north.example.com', 'https://a|b>', 'javascript:alert(1)'), text),
});

const operationKind = fc.constantFrom(...resourceOperationKinds);
const provider = fc.constantFrom('warehouse', 'unknown');
const problem: fc.Arbitrary<FieldProblem> = fc.record({
  member: fc.oneof(fc.constantFrom('depotName', 'price'), text),
  problem: text,
});

const action = fc.constantFrom('cancel', 'accept', 'reject');
const outcome = fc.constantFrom(
  'accepted',
  'observed',
  'alreadyDone',
  'tooLate',
  'superseded',
  'refusedCreate',
  'refused',
  'gaveUp',
);

const actor = fc.oneof(
  fc.record({ type: fc.constant('rule'), rule: text }),
  fc.record({ type: fc.constant('person'), userId: fc.oneof(fc.constant('U0ADA0001'), text), requestId: text }),
  fc.record({ type: fc.constant('bot') }),
);

const deployment: fc.Arbitrary<DeploymentFacts> = fc.record({
  provider: fc.constantFrom('proton', 'warehouse'),
  kind: fc.constantFrom('environment', 'serviceInstance', 'servicePipeline', 'component', 'instance'),
  target: text,
  name: text,
  account: text,
  region: text,
  environment: text,
  service: text,
  status,
  operation: fc.constantFrom('create', 'update', 'delete', 'unknown'),
  id: text,
  startedAtMs: nearlyAnyTime,
  template: text,
  templateVersion: text,
  phase: fc.constantFrom(...phases),
  endedAtMs: nearlyAnyTime,
  lastProgressAtMs: nearlyAnyTime,
  expectedByMs: nearlyAnyTime,
  initiator: text,
  cause: fc.constantFrom('', 'asked', 'breaker', 'alarm', 'unknown'),
  needsHuman: fc.boolean(),
  labels: fc.dictionary(text, text, { maxKeys: 2 }),
});

const connection: fc.Arbitrary<ConnectionFacts> = fc.record({
  provider: fc.constant('proton'),
  id: text,
  target: text,
  status,
  environment: text,
  environmentAccountId: text,
  managementAccountId: text,
  requestedAtMs: nearlyAnyTime,
  roleArn: text,
});

export const subject: fc.Arbitrary<Subject> = fc.oneof(
  fc.record({ on: fc.constant('deployment'), deployment }),
  fc.record({ on: fc.constant('connection'), connection }),
);

const notifyAction: fc.Arbitrary<NotifyAction> = fc.record(
  {
    type: fc.constant('notify'),
    channel: fc.constantFrom('#deploys', '#elsewhere'),
    mention: fc.array(fc.constantFrom('@oncall', '@platform', '@nobody', '<!channel>'), { maxLength: 4 }),
    people: fc.array(fc.constantFrom('@oncall', '@nobody'), { maxLength: 2 }),
    text: fc.oneof(
      text,
      fc.constantFrom('{deployment.name} {connection.id}', '{deployment.labels.team}, https://a.b/c d'),
    ),
    broadcast: fc.boolean(),
  },
  { requiredKeys: ['type', 'mention'] },
);

const ruleAction: fc.Arbitrary<RuleAction> = fc.oneof(
  fc.record({ type: fc.constant('cancel'), reason: text }),
  fc.record({ type: fc.constant('accept') }),
  fc.record({ type: fc.constant('reject'), reason: text }),
  notifyAction,
);

const historyEvent: fc.Arbitrary<AuditEvent> = fc.oneof(
  fc.record({ what: fc.constant('observed'), status, previousStatus: status }, { requiredKeys: ['what', 'status'] }),
  fc.record({ what: fc.constant('owned') }),
  fc.record({
    what: fc.constant('escalated'),
    rule: text,
    mode: fc.constant('enforce'),
    count: fc.nat(),
    action: notifyAction,
  }),
  fc.record(
    {
      what: fc.constant('decided'),
      rule: text,
      mode: fc.constantFrom('shadow', 'enforce'),
      verdict: fc.constantFrom('fired', 'error'),
      actions: fc.array(ruleAction, { maxLength: 4 }),
      trace: fc.constant([]),
      error: text,
    },
    { requiredKeys: ['what', 'rule', 'mode', 'verdict', 'actions', 'trace'] },
  ),
  fc.record(
    { what: fc.constant('settled'), action, outcome, error: text },
    { requiredKeys: ['what', 'action', 'outcome'] },
  ),
  // Not told now, but whatever is in a history must be shown.
  fc.record({ what: fc.constant('claimed'), action, reason: text, attempt: fc.nat() }),
  fc.record({ what: fc.constant('requested'), request: text }),
  fc.record({ what: fc.constant('refused'), request: text, reason: text }),
);

const told = fc.record(
  { atMs: nearlyAnyTime, actor, event: historyEvent, statusMessage: text },
  { requiredKeys: ['atMs', 'actor', 'event'] },
);

/** From one entry to many more than an item ever keeps. */
export const history: fc.Arbitrary<readonly HistoryEntry[]> = fc
  .oneof(
    { weight: 4, arbitrary: fc.array(told, { maxLength: 8 }) },
    { weight: 1, arbitrary: fc.array(told, { maxLength: 120 }) },
  )
  .map((entries) => entries.map((entry, index) => ({ stateVersion: index + 1, ...entry })));

const claim: fc.Arbitrary<Claim> = fc.record(
  {
    action,
    actor,
    reason: text,
    state: fc.constantFrom('leased', 'waiting', 'withdrawn', 'settled'),
    leaseId: fc.constant('lease'),
    claimedAtMs: fc.integer({ min: 0, max: 100 }),
    dueAtMs: fc.integer({ min: 0, max: 100 }),
    attempts: fc.nat(3),
    throttles: fc.nat(10),
    outcome,
    error: text,
  },
  {
    requiredKeys: ['action', 'actor', 'reason', 'state', 'leaseId', 'claimedAtMs', 'dueAtMs', 'attempts', 'throttles'],
  },
);

const verdict = fc.record(
  {
    verdict: fc.constantFrom('fired', 'waiting', 'idle', 'notMatched', 'error'),
    mode: fc.constantFrom('shadow', 'enforce'),
    deadlineAtMs: nearlyAnyTime,
    error: text,
  },
  { requiredKeys: ['verdict', 'mode'] },
);

const diagnosis: fc.Arbitrary<Diagnosis> = fc.record(
  {
    atMs: nearlyAnyTime,
    part: text,
    text: fc.array(text, { maxLength: 30 }).map((lines) => lines.join('\n').slice(0, 4096)),
  },
  { requiredKeys: ['atMs', 'text'] },
);

/** Items as they could only be in a table that somebody else wrote to, and all the ones that are real. */
export const item: fc.Arbitrary<Item> = fc
  .record({
    subject,
    details: fc.record({
      actions: fc.oneof(
        fc.constant({}),
        text.map((reason) => ({ cancel: { available: false as const, reason } })),
      ),
      links: fc.constant({}),
      hint: fc.oneof(fc.constant(''), text),
      operations: fc.array(operationKind, { maxLength: 4 }),
    }),
    key: fc.record({ target: text, attempt: text }),
    owner: fc.option(fc.record({ userId: fc.oneof(fc.constant('U0ADA0001'), text), atMs: nearlyAnyTime })),
    escalations: fc.array(
      fc.record({
        rule: text,
        mode: fc.constantFrom('approve' as const, 'enforce' as const),
        action: notifyAction,
        everyMs: fc.nat(),
        dueAtMs: nearlyAnyTime,
        count: fc.nat(),
      }),
      { maxLength: 3 },
    ),
    statusSinceMs: nearlyAnyTime,
    statusMessage: text,
    diagnosis,
    history,
    claims: fc.dictionary(fc.string(), claim, { maxKeys: 5 }),
    verdicts: fc.dictionary(text, verdict, { maxKeys: 5 }),
  })
  .map(({ subject: of, owner, ...changes }) => exampleItem(of, { ...changes, ...(owner === null ? {} : { owner }) }));

const ruleMode = fc.constantFrom('off' as const, 'shadow' as const, 'approve' as const, 'enforce' as const);

const clauseTrace: fc.Arbitrary<ClauseTrace> = fc.record(
  {
    clause: fc.constantFrom('when', 'unless', 'match.name'),
    source: text,
    outcome: fc.constantFrom<ClauseTrace['outcome'][]>(true, false, 'error', 'notEvaluated'),
    values: fc.dictionary(text, text, { maxKeys: 3 }),
    error: text,
  },
  { requiredKeys: ['clause', 'source', 'outcome', 'values'] },
);

const decision: fc.Arbitrary<Decision> = fc.record(
  {
    rule: text,
    mode: ruleMode,
    verdict: fc.constantFrom('fired', 'waiting', 'idle', 'notMatched', 'error'),
    actions: fc.array(ruleAction, { maxLength: 4 }),
    trace: fc.array(clauseTrace, { maxLength: 12 }),
    deadlineAtMs: nearlyAnyTime,
    error: text,
  },
  { requiredKeys: ['rule', 'mode', 'verdict', 'actions', 'trace'] },
);

const planned = fc.array(ruleAction, { maxLength: 4 });

const question = fc.record({
  id: fc.oneof(fc.uuid(), text),
  ruleHash: text,
  expiresAtMs: nearlyAnyTime,
  people: fc.nat(5),
  approvedBy: fc.array(text, { maxLength: 3 }),
});

const modeRequest = fc.record({
  id: text,
  rule: text,
  mode: ruleMode,
  rulesHash: text,
  byUserId: fc.oneof(fc.constant('U0ADA0001'), text),
  reason: text,
  sinceMs: nearlyAnyTime,
  expiresAtMs: nearlyAnyTime,
});

const trailEntry: fc.Arbitrary<TrailEntry> = fc.record({
  id: text,
  atMs: nearlyAnyTime,
  target: text,
  name: text,
  environment: text,
  actor,
  event: historyEvent,
});

export const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.record({
    kind: fc.constant('why'),
    item,
    rules: fc.array(fc.record({ decision, planned, does: text, claims: fc.array(claim, { maxLength: 2 }) }), {
      maxLength: 25,
    }),
    areRulesStopped: fc.boolean(),
    isBuildInForce: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('history'),
    item,
    entries: fc.array(trailEntry, { maxLength: 20 }),
    total: fc.integer({ min: 20, max: 5_000 }),
  }),
  fc.record({
    kind: fc.constant('approvals'),
    questions: fc.array(fc.record({ item, claim, question }), { maxLength: 15 }),
    waits: fc.array(item, { maxLength: 15 }),
    total: fc.nat(40),
    modes: fc.array(modeRequest, { maxLength: 20 }),
  }),
  fc.record({
    kind: fc.constant('ruleList'),
    rules: fc.array(
      fc.record(
        { name: text, description: text, does: text, mode: ruleMode, currentMode: ruleMode },
        { requiredKeys: ['name', 'does', 'mode', 'currentMode'] },
      ),
      { maxLength: 40 },
    ),
    areStopped: fc.boolean(),
  }),
  fc.record(
    {
      kind: fc.constant('mode'),
      rule: text,
      mode: ruleMode,
      result: fc.constantFrom('changed', 'approvalNeeded', 'sameMode', 'over', 'noSuchRule', 'offInFile'),
      id: text,
      expiresAtMs: nearlyAnyTime,
    },
    { requiredKeys: ['kind', 'rule', 'mode', 'result'] },
  ),
  fc.record({
    kind: fc.constant('modeApproval'),
    rule: text,
    mode: ruleMode,
    result: fc.constantFrom('approved', 'ownRequest', 'expired', 'outdated'),
  }),
  fc.record({
    kind: fc.constant('whoami'),
    userId: fc.oneof(fc.constant('U0ADA0001'), text),
    standing: fc.record({
      groups: fc.array(text, { maxLength: 10 }),
      permissions: fc.array(text, { maxLength: 30 }),
      unknown: fc.array(text, { maxLength: 10 }),
      isOtherWorkspace: fc.boolean(),
    }),
  }),
  fc.record({ kind: fc.constant('help'), problem: text }, { requiredKeys: ['kind'] }),
  fc.record({ kind: fc.constant('notFound'), name: text }),
  fc.record({ kind: fc.constant('status'), items: fc.array(item, { maxLength: 20 }), total: fc.nat(2000) }),
  fc.record({
    kind: fc.constant('diagnoses'),
    diagnoses: fc.array(fc.record({ item, diagnosis }, { requiredKeys: ['item'] }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('connections'), connections: fc.array(connection, { maxLength: 40 }) }),
  fc.record({ kind: fc.constant('refused'), request: text, reason: text }),
  fc.record(
    { kind: fc.constant('settled'), action, name: text, outcome, status, error: text },
    { requiredKeys: ['kind', 'action', 'name', 'outcome', 'status'] },
  ),
  fc.record({ kind: fc.constant('alreadyClaimed'), action, name: text, actor }),
  fc.record({ kind: fc.constant('notNow'), action, name: text, status }),
  fc.record({ kind: fc.constant('pending'), action, name: text }),
  fc.record({ kind: fc.constant('failed'), error: text }),
  fc.record({
    kind: fc.constant('ambiguous'),
    action: fc.oneof(action, fc.constantFrom('show' as const, 'delete' as const)),
    name: text,
    choices: fc.array(
      fc.record(
        { provider: text, name: text, target: text, place: fc.record({ account: text, region: text }) },
        { requiredKeys: ['provider', 'name', 'target'] },
      ),
      { maxLength: 4 },
    ),
  }),
  fc.record({
    kind: fc.constant('failed'),
    error: text,
    unasked: fc.array(
      fc.record(
        {
          provider: text,
          error: text,
          scopes: fc.array(
            fc.record({
              account: text,
              region: text,
              reason: fc.constantFrom(
                'roleNotAssumed' as const,
                'accessDenied' as const,
                'throttled' as const,
                'noAnswer' as const,
              ),
            }),
            { maxLength: 4 },
          ),
        },
        { requiredKeys: ['provider', 'error'] },
      ),
      { maxLength: 4 },
    ),
  }),
  fc.record({ kind: fc.constant('owner'), name: text, userId: fc.oneof(fc.constant('U0ADA0001'), text) }),
  fc.record({ kind: fc.constant('tooOld'), request: text, limitMs: fc.nat() }),
  fc.record({ kind: fc.constant('impossible'), action, name: text, because: text }),
  fc.record({ kind: fc.constant('resources'), provider, resources: fc.array(resource, { maxLength: 30 }) }),
  fc.record({ kind: fc.constantFrom('resource', 'deleteConfirmation'), provider, resource }),
  fc.record(
    { kind: fc.constant('operationAccepted'), operation: operationKind, name: text, note: text },
    { requiredKeys: ['kind', 'operation', 'name'] },
  ),
  fc.record(
    {
      kind: fc.constant('operationRefused'),
      operation: operationKind,
      name: text,
      error: text,
      message: text,
      problems: fc.array(problem, { maxLength: 30 }),
      wasCalledBefore: fc.constant(true as const),
    },
    { requiredKeys: ['kind', 'operation', 'name', 'error', 'problems'] },
  ),
  fc.record({ kind: fc.constant('operationUncertain'), operation: operationKind, name: text }),
);
