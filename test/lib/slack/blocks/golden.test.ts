import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { ExplainedRule } from '../../../../src/lib/model/request.ts';
import { answerMessage } from '../../../../src/lib/slack/answer.ts';
import {
  alertMessage,
  type Directory,
  liveMessage,
  type Message,
  threadReply,
} from '../../../../src/lib/slack/blocks/index.ts';
import {
  claim,
  connectionItem,
  deploymentItem,
  depot,
  depotDetails,
  depotFacts,
  history,
  startedAtMs,
} from '../support/examples.ts';
import { depotForms } from '../support/resource-form.ts';
import { problemsOf } from '../support/slack-limits.ts';

const directory: Directory = {
  channelId: (name) => (name === '#deploys' ? 'C0DEPLOYS' : undefined),
  mentionedPeople: (name) => (name === '@oncall' ? { users: ['U0CLEO001'], userGroups: ['S0ONCALL1'] } : undefined),
};
const minuteMs = 60_000;
const rule = 'cancel-stuck-production';
const actor = { type: 'rule', rule } as const;
const fired = {
  what: 'decided',
  verdict: 'fired',
  trace: [],
  rule,
  mode: 'enforce',
  actions: [
    { type: 'cancel', reason: 'stuck for more than 45 minutes' },
    { type: 'notify', channel: '#deploys', mention: ['@oncall', '@nobody'] },
  ],
} as const;

const waiting = deploymentItem(
  {},
  { verdicts: { [rule]: { verdict: 'waiting', mode: 'enforce', deadlineAtMs: startedAtMs + 45 * minuteMs } } },
);
const cancelled = deploymentItem(
  { status: 'CANCELLED' },
  {
    statusSinceMs: startedAtMs + 46 * minuteMs + 3000,
    claims: { own: claim({ state: 'settled', outcome: 'accepted' }) },
    history: history(
      { what: 'observed', status: 'IN_PROGRESS' },
      fired,
      { what: 'settled', action: 'cancel', outcome: 'accepted', actor },
      { what: 'observed', status: 'CANCELLING', previousStatus: 'IN_PROGRESS' },
      {
        what: 'observed',
        status: 'CANCELLED',
        previousStatus: 'CANCELLING',
        statusMessage: 'User initiated cancellation.',
      },
    ),
  },
);
const diagnosis = {
  atMs: startedAtMs + 46 * minuteMs,
  text: 'Web (AWS::ECS::Service) has been in progress since 2026-03-02 10:00:00 UTC\nTask stopped: *exit code* 1 <@U0CLEO001>',
};
const hung = deploymentItem(
  { status: 'CANCELLED' },
  {
    statusSinceMs: startedAtMs + 46 * minuteMs + 3000,
    claims: { own: claim({ state: 'settled', outcome: 'accepted' }) },
    diagnosis: { ...diagnosis, part: 'web/api' },
  },
);
const failed = deploymentItem(
  { status: 'FAILED' },
  { statusSinceMs: startedAtMs + 90_000, statusMessage: 'Resource handler returned <message> & `code`\nsecond line' },
);
const pending = connectionItem();
const building = deploymentItem(depotFacts, { details: depotDetails });
const notBuilt = deploymentItem(
  {
    ...depotFacts,
    status: 'FAILED',
  },
  {
    details: {
      ...depotDetails,
      hint: 'Mend what the message says, delete it and order it again',
      operations: ['recreate', 'delete'],
    },
    statusSinceMs: startedAtMs + 90_000,
    statusMessage: 'No <ground> & no `permit`',
  },
);

const hostile = deploymentItem(
  { status: 'FAILED', name: 'a`b/<!channel>', service: '*bold*', environment: '<@U0CLEO001>' },
  { statusMessage: '\u202E<!here> & `code`\nsecond line', history: history({ what: 'observed', status: 'FAILED' }) },
);
const asking = deploymentItem(
  {},
  {
    history: history({
      what: 'approvalAsked',
      actor,
      action: 'cancel',
      reason: 'stuck for more than 45 minutes',
      questionId: 'question',
      people: 2,
      expiresAtMs: startedAtMs + 60 * minuteMs,
    }),
  },
);
const cannotDecide = deploymentItem(
  { environment: '', service: '' },
  {
    history: history({
      what: 'decided',
      actor,
      rule,
      mode: 'enforce',
      verdict: 'error',
      actions: [],
      trace: [],
      error: 'when: int(deployment.name) > 1: "orders/api" is no number',
    }),
  },
);
const escalated = deploymentItem(
  { status: 'FAILED' },
  {
    escalations: [
      {
        rule,
        mode: 'enforce',
        action: { type: 'notify', channel: '#deploys', mention: ['@oncall'] },
        everyMs: 15 * minuteMs,
        dueAtMs: startedAtMs + 60 * minuteMs,
        count: 1,
      },
    ],
    history: history({
      what: 'escalated',
      actor,
      rule,
      mode: 'enforce',
      count: 1,
      action: { type: 'notify', channel: '#deploys', mention: ['@oncall'], text: '{deployment.name} needs *you*' },
    }),
  },
);
const owned = { ...failed, owner: { userId: 'U0CLEO001', atMs: startedAtMs + 5 * minuteMs } };
const settledCancel = {
  ...cancelled,
  claims: { [`rule:${rule}:cancel`]: claim({ state: 'settled', outcome: 'accepted' }) },
};
const question = {
  id: 'question-1',
  ruleHash: 'hash',
  expiresAtMs: startedAtMs + 60 * minuteMs,
  people: 2,
  approvedBy: ['U0CLEO001'],
};
const asked = claim({ actor, state: 'awaitingApproval', reason: 'stuck for more than 45 minutes', question });
const modeRequest = {
  id: '13345224609.738474920.8088930838d88f008e0',
  rule,
  mode: 'enforce',
  rulesHash: 'hash',
  byUserId: 'U0ADA0001',
  reason: '',
  sinceMs: startedAtMs,
  expiresAtMs: startedAtMs + 60 * minuteMs,
} as const;
const clause = {
  clause: 'when',
  source: 'deployment.status == "IN_PROGRESS"',
  outcome: true,
  values: { 'deployment.status': '"IN_PROGRESS"' },
} as const;
const late = {
  clause: 'when',
  source: 'now - deployment.startedAt > duration("45m")',
  outcome: false,
  values: { 'now - deployment.startedAt': '3m' },
} as const;
const none = { rule, mode: 'enforce', actions: [] } as const;
const does = 'cancel: stuck for more than 45 minutes; notify #deploys @oncall @nobody';
const explained: readonly ExplainedRule[] = [
  {
    decision: { ...none, verdict: 'idle', trace: [clause, { ...late, outcome: false }] },
    planned: fired.actions,
    does,
    claims: [],
  },
  {
    decision: {
      ...none,
      rule: 'other-environments',
      verdict: 'notMatched',
      trace: [{ clause: 'match.environment', source: '"dev*"', outcome: false, values: { environment: '"prod-eu"' } }],
    },
    planned: fired.actions,
    does,
    claims: [],
  },
  {
    decision: { ...none, verdict: 'waiting', deadlineAtMs: startedAtMs + 45 * minuteMs, trace: [clause, late] },
    planned: fired.actions,
    does,
    claims: [],
  },
  {
    decision: { ...none, mode: 'shadow', verdict: 'fired', actions: fired.actions, trace: [clause] },
    planned: fired.actions,
    does,
    claims: [],
  },
  {
    decision: { ...none, verdict: 'fired', actions: fired.actions, trace: [clause] },
    planned: fired.actions,
    does,
    claims: [claim({ actor, state: 'settled', outcome: 'refused', error: 'AccessDeniedException' })],
  },
  {
    decision: {
      ...none,
      rule: 'broken',
      verdict: 'error',
      error: 'when: int(deployment.name) > 1: no such overload',
      trace: [
        { clause: 'when', source: 'int(deployment.name) > 1', outcome: 'error', values: {}, error: 'no such overload' },
      ],
    },
    planned: fired.actions,
    does,
    claims: [],
  },
];
const inChannel = { channel: 'C0DEPLOYS' } as const;

const messages: Readonly<Record<string, Message>> = {
  'alert-failed': alertMessage({ item: failed, entries: failed.history, form: 'thread' }, inChannel, directory),
  'alert-failed-hostile': alertMessage(
    { item: hostile, entries: hostile.history, form: 'thread' },
    inChannel,
    directory,
  ),
  'alert-cancel-sent': alertMessage(
    { item: { ...settledCancel, subject: waiting.subject }, entries: cancelled.history.slice(1, 3), form: 'thread' },
    inChannel,
    directory,
  ),
  'alert-cancelled': alertMessage(
    { item: settledCancel, entries: cancelled.history.slice(-1), form: 'post' },
    { ...inChannel, link: 'https://acme.slack.com/archives/C0DEPLOYS/p1700000000000100' },
    directory,
  ),
  'alert-approval': alertMessage({ item: asking, entries: asking.history, form: 'thread' }, inChannel, directory),
  'alert-escalated': alertMessage(
    { item: escalated, entries: escalated.history, form: 'thread' },
    inChannel,
    directory,
  ),
  'deployment-escalated': liveMessage(escalated),
  'deployment-owned': liveMessage(owned),
  'answer-owner': answerMessage({ kind: 'owner', name: 'orders/<api>', userId: 'U0CLEO001' }),
  'alert-rule-error': alertMessage(
    { item: cannotDecide, entries: cannotDecide.history, form: 'thread' },
    inChannel,
    directory,
  ),
  'deployment-waiting': liveMessage(waiting),
  'deployment-cancelled': liveMessage(cancelled),
  'deployment-failed': liveMessage(failed),
  'deployment-that-hung': liveMessage(hung),
  'answer-diagnosis': answerMessage({ kind: 'diagnoses', diagnoses: [{ item: failed, diagnosis }] }),
  'answer-no-diagnosis': answerMessage({ kind: 'diagnoses', diagnoses: [{ item: waiting }] }),
  'answer-why': answerMessage({
    kind: 'why',
    item: {
      ...waiting,
      holds: [{ id: 'hold', byUserId: 'U0CLEO001', reason: 'a <release>', untilMs: startedAtMs + 60 * minuteMs }],
    },
    rules: explained,
    areRulesStopped: true,
    isBuildInForce: false,
  }),
  'answer-why-no-rule': answerMessage({
    kind: 'why',
    item: pending,
    rules: [],
    areRulesStopped: false,
    isBuildInForce: true,
  }),
  'answer-history': answerMessage({
    kind: 'history',
    item: cancelled,
    total: 30,
    entries: cancelled.history.map((entry, index) => ({
      ...entry,
      id: `entry~${index}`,
      target: cancelled.key.target,
      name: 'orders/api',
      environment: 'prod-eu',
    })),
  }),
  'answer-approvals': answerMessage({
    kind: 'approvals',
    total: 2,
    waits: [pending],
    questions: [{ item: { ...asking, claims: { own: asked } }, claim: asked, question }],
    modes: [modeRequest],
  }),
  'answer-approvals-none': answerMessage({ kind: 'approvals', total: 0, questions: [], waits: [], modes: [] }),
  'answer-rules': answerMessage({
    kind: 'ruleList',
    areStopped: true,
    rules: [
      {
        name: rule,
        description: 'Cancels <what> hangs',
        does,
        mode: 'enforce',
        currentMode: 'shadow',
      },
      { name: 'accept-known', does: 'accept', mode: 'shadow', currentMode: 'shadow' },
    ],
  }),
  'answer-mode-approval-needed': answerMessage({
    kind: 'mode',
    rule,
    mode: 'enforce',
    result: 'approvalNeeded',
    id: modeRequest.id,
    expiresAtMs: modeRequest.expiresAtMs,
  }),
  'answer-whoami': answerMessage({
    kind: 'whoami',
    userId: 'U0CLEO001',
    standing: {
      groups: ['platform', 'on-call'],
      permissions: ['platform may cancel, hold in prod*, from #deploys'],
      unknown: ['others'],
      isOtherWorkspace: false,
    },
  }),
  'connection-pending': liveMessage(pending),
  'thread-of-a-cancel': threadReply(cancelled.subject, cancelled.history, 'C0DEPLOYS', directory),
  'answer-help': answerMessage({ kind: 'help', problem: 'There is no command "statsu"; did you mean "status"?' }),
  'answer-status': answerMessage({ kind: 'status', items: [waiting, pending], total: 17 }),
  'answer-connections': answerMessage({
    kind: 'connections',
    connections: pending.subject.on === 'connection' ? [pending.subject.connection] : [],
  }),
  'operation-under-way': liveMessage(building, depotForms),
  'operation-failed': liveMessage(notBuilt, depotForms),
  'operation-failed-without-form': liveMessage(notBuilt),
  'answer-help-with-forms': answerMessage({ kind: 'help' }, depotForms),
  'answer-resources': answerMessage(
    { kind: 'resources', provider: 'warehouse', resources: [depot, { ...depot, name: '', state: 'Shut' }] },
    depotForms,
  ),
  'answer-resource': answerMessage(
    { kind: 'resource', provider: 'warehouse', resource: { ...depot, statusMessage: 'The <gate> is stuck' } },
    depotForms,
  ),
  'answer-confirm-delete': answerMessage(
    { kind: 'deleteConfirmation', provider: 'warehouse', resource: depot },
    depotForms,
  ),
  'answer-operation-accepted': answerMessage(
    { kind: 'operationAccepted', operation: 'recreate', name: 'north', note: 'Set its tags again.' },
    depotForms,
  ),
  'answer-operation-refused': answerMessage(
    {
      kind: 'operationRefused',
      operation: 'create',
      name: 'north',
      error: 'QuotaExceeded',
      message: 'There are 10 <depots> & no more are allowed',
      problems: [
        { member: 'depotName', problem: 'is taken' },
        { member: 'price', problem: 'must be *paid*' },
      ],
    },
    depotForms,
  ),
  'answer-operation-refused-after-a-call': answerMessage(
    {
      kind: 'operationRefused',
      operation: 'create',
      name: 'north',
      error: 'ConflictException',
      problems: [],
      wasCalledBefore: true,
    },
    depotForms,
  ),
  'answer-operation-uncertain': answerMessage(
    { kind: 'operationUncertain', operation: 'delete', name: 'north' },
    depotForms,
  ),
  'answer-too-old': answerMessage({ kind: 'tooOld', request: 'cancel orders/api', limitMs: 15 * 60_000 }),
  'answer-ambiguous': answerMessage({
    kind: 'ambiguous',
    action: 'cancel',
    name: 'orders',
    choices: [
      ...['111122223333', '444455556666'].map((account) => ({
        provider: 'proton',
        name: 'orders',
        target: `arn:aws:proton:eu-west-1:${account}:environment/orders`,
        place: { account, region: 'eu-west-1' },
      })),
      { provider: 'warehouse', name: 'orders', target: 'arn:aws:warehouse:eu-west-1:111122223333:depot/orders' },
    ],
  }),
  'answer-ambiguous-resource': answerMessage(
    {
      kind: 'ambiguous',
      action: 'delete',
      provider: 'warehouse',
      name: 'north',
      choices: ['111122223333', '444455556666'].map((account) => ({
        provider: 'warehouse',
        name: 'north',
        target: `arn:aws:warehouse:eu-west-1:${account}:depot/north`,
        place: { account, region: 'eu-west-1' },
      })),
    },
    depotForms,
  ),
  'answer-unreachable': answerMessage({
    kind: 'failed',
    error: 'ProtonUnavailable',
    unasked: [{ provider: 'proton', error: 'ProtonUnavailable' }],
  }),
  'answer-scopes-unreachable': answerMessage({
    kind: 'failed',
    error: 'ScopesUnavailable',
    unasked: [
      {
        provider: 'proton',
        error: 'ScopesUnavailable',
        scopes: [
          { account: '111122223333', region: 'eu-west-1', reason: 'throttled' },
          { account: '444455556666', region: 'eu-west-1', reason: 'roleNotAssumed' },
        ],
      },
    ],
  }),
  'answer-connections-in-part': answerMessage({
    kind: 'connections',
    connections: pending.subject.on === 'connection' ? [pending.subject.connection] : [],
    unasked: [{ provider: 'warehouse', error: 'WarehouseUnavailable' }],
  }),
  'answer-connections-of-some-scopes': answerMessage({
    kind: 'connections',
    connections: pending.subject.on === 'connection' ? [pending.subject.connection] : [],
    unasked: [
      {
        provider: 'proton',
        error: 'ScopesUnavailable',
        scopes: [{ account: '444455556666', region: 'eu-west-1', reason: 'roleNotAssumed' }],
      },
    ],
  }),
  'answer-impossible': answerMessage({
    kind: 'impossible',
    action: 'cancel',
    name: 'north',
    because: 'nobody stops a building site',
  }),
};

/** After a wanted change: `UPDATE_GOLDEN=1 npm test -- golden`, then read the difference. */
test.each(Object.keys(messages))('%s is what its golden file says', (name) => {
  const file = new URL(`golden/${name}.json`, import.meta.url);
  const rendered = `${JSON.stringify(messages[name], null, 2)}\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, rendered);
  expect(rendered).toBe(readFileSync(file, 'utf8'));
});

test.each(Object.entries(messages))('Slack takes %s', (_name, message) => {
  expect(problemsOf(message)).toEqual([]);
});
