import { instanceArn, startMs } from '../model/subjects.ts';

/** What the version of 2026-11-21 wrote for an update in progress, member by member: the text of its `body`. */
export function earlierItemBody({
  deployment = {},
  messages = {},
}: {
  readonly deployment?: object;
  readonly messages?: object;
} = {}): string {
  return JSON.stringify({
    subject: {
      on: 'deployment',
      deployment: {
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
        held: false,
        cannotCancel: '',
        advice: '',
        offers: '',
        ...deployment,
      },
    },
    firstSeenAtMs: startMs + 1_000,
    statusSinceMs: startMs + 2_000,
    stateVersion: 1,
    history: [{ stateVersion: 1, atMs: startMs + 1_000, event: { what: 'status', status: 'IN_PROGRESS' } }],
    rulesHash: 'hash',
    verdicts: {},
    claims: {},
    extraChannels: [],
    messages,
    outbox: [],
    outboxDueAtMs: 0,
    outboxAttempts: 0,
    trailCount: 1,
    recheckAtMs: startMs + 60_000,
  });
}
