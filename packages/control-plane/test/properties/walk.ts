import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import { type ControlPlaneOptions, ProtonError, type ProtonEvent } from '../../src/index.ts';
import type { InputOf } from '../../src/model/input-types.ts';
import { readInput } from '../../src/model/validation.ts';
import { ACCOUNT, createWorld, ENVIRONMENT_ACCOUNT, type World } from '../support/world.ts';
import { type Acceptance, EFFECTS, type Mutation } from './effects/index.ts';
import { checkServices, takeEvent } from './event-effects.ts';
import { expectedFacts } from './facts.ts';
import { type Commit, commitKey, createModel, type Model, type Outcome, repositoryArn } from './model.ts';
import { createRepeats, type Repeats } from './repeats.ts';
import { ENDED_FIRST, VERDICTS } from './verdicts/index.ts';
import { visibleFacts } from './visible-facts.ts';

/** One call of an operation that changes something. */
export interface Call {
  readonly operation: Mutation;
  readonly account: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expectedDeploymentId?: string | undefined;
}

export const THIRD_ACCOUNT = '777788889999';
export const ACCOUNTS = [ACCOUNT, ENVIRONMENT_ACCOUNT, THIRD_ACCOUNT] as const;

/** What is pushed: the files, and what they say. */
export interface Push {
  readonly repository: string;
  readonly branch: string;
  readonly commit: Commit;
  readonly files: Readonly<Record<string, string>>;
}

/** A control plane with its model beside it. Every way to change it is checked against the model. */
export interface Walk {
  readonly world: World;
  readonly model: Model;
  readonly repeats: Repeats;
  /** Makes a call; both its answer and everything visible afterwards must be what the model says. */
  call(call: Call): void;
  advance(byMs: number): void;
  script(target: string, arn: string, outcome: Outcome, on: 'deployment' | 'deletion' | 'cancellation'): void;
  /** Plays a commit to a linked repository; refused when it is not linked. */
  push(push: Push): void;
  /** Takes a snapshot, as text, and goes on from it. */
  restart(): void;
  /** Lets everything that was scripted to hang succeed, and waits for it; looking on, then, changes nothing. */
  rest(): void;
  /** Every event so far, in a line each. */
  readonly story: readonly string[];
  /** Status of every resource that has one. */
  statuses(): Iterable<readonly [string, string]>;
}

/** None a multiple of another, so that what ends does not end in the same instant by chance. */
export const DURATIONS = {
  deploymentMs: 4003,
  cancellationMs: 2011,
  deletionMs: 2017,
  templateRegistrationMs: 1009,
  syncMs: 1042,
};

const ATTEMPTS = ['deployment', 'deletion', 'cancellation'] as const;

/** How often each operation was accepted and refused, over all walks. */
export type Tally = Map<string, { accepted: number; refused: number }>;

export function createWalk(tally: Tally, options: Partial<ControlPlaneOptions> = {}): Walk {
  const told: { event: ProtonEvent; nowMs: number }[] = [];
  const emit = (event: ProtonEvent): unknown => told.push({ event, nowMs: world.clock.now() });
  const world: World = createWorld({ durations: DURATIONS, ...options, emit });
  const model = createModel();
  const repeats = createRepeats(model, () => world.clock.now());
  const story: string[] = [];
  let state = stateOf(world);

  function takeEvents(byItself: boolean): void {
    for (const { event, nowMs } of told.splice(0)) {
      story.push(`${event.time} ${event['detail-type']} ${event.id} ${JSON.stringify(event.detail)}`);
      takeEvent(model, event, { nowMs, byItself });
    }
  }

  function checkVisible(): void {
    checkServices(model);
    const [visible, expected] = [visibleFacts(world, ACCOUNTS), expectedFacts(model)];
    if (!isDeepStrictEqual(visible, expected)) expect(visible).toEqual(expected);
    checkGone(world, model);
    if (told.length > 0) expect(told).toEqual([]);
    state = stateOf(world);
  }

  /** Neither the state nor what is to come has changed, and nothing was sent. */
  function checkUntouched(what: string, pending: number): void {
    if (told.length > 0 || world.clock.pending !== pending) {
      expect({ what, told, pending: world.clock.pending }).toEqual({ what, told: [], pending });
    }
    const now = stateOf(world);
    if (now !== state) expect({ what, state: parsed(now) }).toEqual({ what, state: parsed(state) });
  }

  return {
    world,
    model,
    repeats,
    call(call) {
      const { operation, account, input, expectedDeploymentId } = call;
      const what = `${operation} ${JSON.stringify(input)} by ${account}`;
      const pending = world.clock.pending;
      const repeat = repeats.verdict(call);
      const verdict = repeat?.verdict ?? verdictOf(model, operation, readInput(operation, input), call);
      const nowMs = world.clock.now();
      let output: Record<string, unknown>;
      try {
        output = world.call(operation, input, { accountId: account, expectedDeploymentId });
      } catch (error) {
        if (!(error instanceof ProtonError) || error.httpStatus !== 400) throw error;
        count(tally, operation, 'refused');
        checkVerdict(what, error.name, verdict);
        if (verdict === ENDED_FIRST) {
          takeEvents(false);
          checkVisible();
        } else checkUntouched(what, pending);
        return;
      }
      count(tally, operation, 'accepted');
      checkVerdict(what, 'accepted', verdict);
      if (repeat !== undefined) {
        checkUntouched(what, pending);
        return;
      }
      const read: Acceptance['read'] = (name, about) => world.call(name, about, { accountId: account });
      applyEffect(model, operation, readInput(operation, input), { account, nowMs, output, read });
      takeEvents(false);
      repeats.remember(call, output);
      checkVisible();
    },
    advance(byMs) {
      world.clock.advance(byMs);
      takeEvents(true);
      checkVisible();
    },
    script(target, arn, outcome, on) {
      world.plane.script(target, outcome, { on });
      model.scripts.set(`${on} ${arn}`, outcome);
      takeEvents(true);
      checkVisible();
    },
    push({ repository, branch, commit, files }) {
      const pending = world.clock.pending;
      const account = ACCOUNT;
      try {
        world.plane.push({ provider: 'GITHUB', repositoryName: repository, branch, files });
      } catch (error) {
        if (!(error instanceof ProtonError)) throw error;
        checkVerdict(
          `a push to ${repository}`,
          error.name,
          model.repositories.has(repositoryArn(account, 'GITHUB', repository)) ? 'accepted' : 'ValidationException',
        );
        checkUntouched(`a push to ${repository}`, pending);
        return;
      }
      model.commits.set(commitKey({ account, repository, branch }), commit);
      takeEvents(false);
      checkVisible();
    },
    restart() {
      const pending = world.clock.pending;
      world.plane.restore(JSON.parse(state));
      checkUntouched('a restart', pending);
    },
    rest() {
      const arns = [...model.deployables.keys(), ...[...model.scripts.keys()].map((key) => key.split(' ', 2)[1] ?? '')];
      for (const arn of new Set(arns)) for (const on of ATTEMPTS) this.script(arn, arn, 'succeed', on);
      world.clock.settle();
      takeEvents(true);
      checkVisible();
      visibleFacts(world, ACCOUNTS);
      checkUntouched('reading everything', 0);
    },
    story,
    *statuses() {
      for (const [arn, { status }] of expectedFacts(model)) if (status !== undefined) yield [arn, status] as const;
    },
  };
}

function stateOf(world: World): string {
  return JSON.stringify(world.plane.snapshot());
}
function parsed(state: string): unknown {
  return JSON.parse(state);
}

function checkVerdict(what: string, answer: string, verdict: string | undefined): void {
  if (verdict !== undefined && answer !== verdict.split(',', 1)[0])
    throw new Error(`${what}: ${answer} instead of ${verdict}`);
}

function count(tally: Tally, operation: string, way: 'accepted' | 'refused'): void {
  const counts = tally.get(operation) ?? { accepted: 0, refused: 0 };
  counts[way] += 1;
  tally.set(operation, counts);
}

function verdictOf<Name extends Mutation>(
  model: Model,
  operation: Name,
  input: InputOf<Name>,
  by: Call,
): string | undefined {
  return VERDICTS[operation]?.(model, input, by);
}
function applyEffect<Name extends Mutation>(model: Model, operation: Name, input: InputOf<Name>, by: Acceptance): void {
  EFFECTS[operation]?.(model, input, by);
}

/** What is gone is not found any more, until it is made anew. */
function checkGone(world: World, model: Model): void {
  for (const arn of model.history.gone) {
    const [, , , , accountId, ...rest] = arn.split(':');
    const suffix = rest.join(':');
    const read = READS.find(([pattern]) => pattern.test(suffix));
    if (read === undefined || accountId === undefined) continue;
    const [pattern, operation, members] = read;
    const values = pattern.exec(suffix)?.slice(1) ?? [];
    const input = Object.fromEntries(members.map((member, index) => [member, values[index]]));
    const refusal = world.refusal(operation, input, { accountId });
    if (refusal.name !== 'ResourceNotFoundException')
      throw new Error(`${arn} is gone, but ${operation}: ${refusal.name}`);
  }
}

const version = ['templateName', 'majorVersion', 'minorVersion'];
const READS: readonly [RegExp, string, readonly string[]][] = [
  [/^environment\/([^/]+)$/, 'GetEnvironment', ['name']],
  [/^service\/([^/]+)$/, 'GetService', ['name']],
  [/^service\/([^/]+)\/service-instance\/([^/]+)$/, 'GetServiceInstance', ['serviceName', 'name']],
  [/^component\/([^/]+)$/, 'GetComponent', ['name']],
  [/^environment-template\/([^/:]+)$/, 'GetEnvironmentTemplate', ['name']],
  [/^service-template\/([^/:]+)$/, 'GetServiceTemplate', ['name']],
  [/^environment-template\/([^/:]+):(\d+)\.(\d+)$/, 'GetEnvironmentTemplateVersion', version],
  [/^service-template\/([^/:]+):(\d+)\.(\d+)$/, 'GetServiceTemplateVersion', version],
  [/^environment-account-connection\/([^/]+)$/, 'GetEnvironmentAccountConnection', ['id']],
];
