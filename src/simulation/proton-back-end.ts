import {
  type ControlPlane,
  type ControlPlaneDurations,
  type ControlPlaneState,
  createControlPlane,
} from '@proton-bot/control-plane';
import { createProtonProvider, parseProtonEvent, referenceOf } from '../lib/providers/proton/index.ts';
import type { ActingCall, BackEnd, BackEndContext, TrueAttempt } from './back-end.ts';
import { failure, genericFailures, type Invocation } from './invocation.ts';
import { asProtonApi, isMutating, protonInProcess, type WireCall } from './proton-in-process.ts';

export const simulatedRegion = 'us-east-1';
export const simulatedAccount = '123456789012';

export interface ProtonBackEndOptions {
  /** `false` is how AWS behaves: the expected-deployment header means nothing to it. */
  readonly honourExpectedDeployment?: boolean;
  readonly durations?: Partial<ControlPlaneDurations>;
  /** Whether the bot may roll back. */
  readonly redeploy?: boolean;
  /** A control plane prepared earlier. */
  readonly state?: ControlPlaneState;
}

/** The project's control plane with the bot's real provider in front of it. */
export interface ProtonBackEnd extends BackEnd {
  readonly controlPlane: ControlPlane;
  /** Every call of the bot that asked the control plane for a change. */
  readonly wire: readonly WireCall[];
  /** A call to the control plane as somebody else would make it, past the bot. */
  call(operation: string, input: object, accountId?: string): Record<string, unknown>;
}

const failures = { ...genericFailures, fail: () => failure('InternalServerException', 500) };

export function createProtonBackEnd(context: BackEndContext, options: ProtonBackEndOptions = {}): ProtonBackEnd {
  const { clock } = context;
  const startMs = clock.now();
  const wire: WireCall[] = [];
  let changes = 0;
  const controlPlane = createControlPlane({
    clock,
    random: { uuid: () => context.uuid() },
    region: simulatedRegion,
    accountId: simulatedAccount,
    emit: (event) => context.emit(event),
    onChange: () => {
      changes += 1;
    },
    ...(options.durations ? { durations: options.durations } : {}),
    ...(options.honourExpectedDeployment === undefined
      ? {}
      : { honourExpectedDeployment: options.honourExpectedDeployment }),
  });
  if (options.state) controlPlane.restore(options.state);
  const ask = protonInProcess(
    controlPlane,
    () => clock.now(),
    (call) => {
      if (isMutating(call)) wire.push(call);
    },
  );
  /** What was read since anything last changed: it would be the same again. */
  const reads = { changes: 0, answers: new Map<string, Record<string, unknown>>() };
  const send: typeof ask = (operation, input, callOptions) => {
    if (!/^(?:List|Get)/.test(operation)) return ask(operation, input, callOptions);
    if (reads.changes !== changes) Object.assign(reads, { changes, answers: new Map() });
    const key = `${operation} ${JSON.stringify(input)}`;
    const answer = reads.answers.get(key) ?? ask(operation, input, callOptions);
    reads.answers.set(key, answer);
    return answer;
  };

  return {
    name: 'proton',
    controlPlane,
    wire,
    call: (operation, input, accountId) => controlPlane.call(operation, input, accountId ? { accountId } : {}),
    provider: (invocation: Invocation) =>
      createProtonProvider(
        asProtonApi((operation, input, callOptions) =>
          invocation.call(`Proton ${operation}`, failures, () => send(operation, input, callOptions)),
        ),
        { redeploy: options.redeploy ?? false },
      ),
    resourceManagers: () => [],
    referenceOf,
    parseEvent: parseProtonEvent,
    isActing: (label) => /^Proton (?:Cancel|Update|Accept|Reject)/.test(label),
    attempts: () => attemptsOf(controlPlane).filter(({ startedAtMs }) => startedAtMs >= startMs),
    get acting() {
      return wire.map(toActingCall);
    },
    get changes() {
      return changes;
    },
  };
}

function toActingCall({ atMs, operation, input, expectedDeploymentId, error, deploymentId }: WireCall): ActingCall {
  return {
    atMs,
    operation,
    aimed: expectedDeploymentId ?? String(input['id']),
    ...(error === undefined ? {} : { error }),
    ...(deploymentId === undefined ? {} : { hit: deploymentId }),
  };
}

function attemptsOf(controlPlane: ControlPlane): readonly TrueAttempt[] {
  const { deployments } = controlPlane.call('ListDeployments', {});
  const listed: readonly Record<string, unknown>[] = Array.isArray(deployments) ? deployments : [];
  return listed.map((deployment) => ({
    id: String(deployment['id']),
    target: String(deployment['targetArn']),
    startedAtMs: millisecondsOf(deployment['createdAt']),
    endedAtMs: deployment['completedAt'] === undefined ? undefined : millisecondsOf(deployment['completedAt']),
    status: String(deployment['deploymentStatus']),
    isDeletion: String(deployment['deploymentStatus']).startsWith('DELETE'),
  }));
}

function millisecondsOf(epochSeconds: unknown): number {
  return Math.round(Number(epochSeconds) * 1000);
}
