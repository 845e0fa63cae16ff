import fc from 'fast-check';
import type { World } from '../../../src/simulation/index.ts';
import { people, type RequestDelivery, request, requestDelivery, slowness, type Trouble, trouble } from './common.ts';

/** What people do about the bot itself: holds, overrides, the kill switch, and answers to what rules ask. */
export type SteeringStep = (
  | {
      readonly type: 'hold';
      /** A name, or a pattern. */
      readonly target: string;
      readonly words: string;
      /** How long after they asked for it they ask for its release; and whether they put something else on hold before that. */
      readonly releaseAfterMs: number | undefined;
      readonly andThen: string | undefined;
      readonly delivery: RequestDelivery;
    }
  /** Releases one of the holds that were asked for, whether it stands or not. */
  | { readonly type: 'release'; readonly which: number; readonly delivery: RequestDelivery }
  /** Cancels what may be on hold, for a reason. */
  | {
      readonly type: 'override';
      readonly target: string;
      /** Whether it is on hold by then, and how long after the override it is put on hold once more. */
      readonly isHeldBefore: boolean;
      readonly heldAgainAfterMs: number | undefined;
      readonly delivery: RequestDelivery;
    }
  | { readonly type: 'rules'; readonly command: 'stop-rules' | 'resume-rules'; readonly delivery: RequestDelivery }
  /** Answers a card: one of those that were shown, old ones too. */
  | {
      readonly type: 'reply';
      readonly which: number;
      readonly answer: 'approve' | 'decline';
      readonly userIds: readonly string[];
      /** How long before the question expires; absent: as soon as there is a card. */
      readonly beforeExpiryMs: number | undefined;
      readonly delivery: RequestDelivery;
    }
) & { readonly trouble: Trouble | undefined };

const steeringTypes: ReadonlySet<string> = new Set(['hold', 'release', 'override', 'rules', 'reply']);

export function isSteering(step: { readonly type: string }): step is SteeringStep {
  return steeringTypes.has(step.type);
}

/** Around the moment from which on one clock or another says that it is over. */
const lastMomentsMs = [-1, 0, 1, 500, 999, 1_000, 1_001, 1_500, 2_000, 9_000] as const;

const common = { delivery: requestDelivery, trouble };

/** @param targets - names, and patterns */
export function holdSteps(targets: readonly string[]): fc.Arbitrary<SteeringStep> {
  const target = fc.constantFrom(...targets);
  return fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        type: fc.constant('hold' as const),
        target,
        words: fc.constantFrom('', 'a release is under way', 'for 3m a release is under way'),
        releaseAfterMs: fc.constantFrom(undefined, 1_000, 30_000, 60_000, 150_000),
        andThen: fc.option(target, { freq: 2, nil: undefined }),
        ...common,
      }),
    },
    fc.record({ type: fc.constant('release' as const), which: fc.nat(2), ...common }),
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('override' as const),
        target: fc.oneof(target, fc.constant(targets[0] ?? '')),
        isHeldBefore: fc.boolean(),
        heldAgainAfterMs: fc.constantFrom(undefined, 0, 500),
        delivery: requestDelivery,
        trouble: fc.oneof(trouble, slowness),
      }),
    },
  );
}

export const replySteps: fc.Arbitrary<SteeringStep> = fc.record({
  type: fc.constant('reply' as const),
  which: fc.nat(2),
  answer: fc.constantFrom('approve' as const, 'approve' as const, 'approve' as const, 'decline' as const),
  userIds: fc.constantFrom<readonly string[]>(
    [people[0]],
    [people[0], people[1]],
    [people[1], people[0]],
    [people[0], people[0]],
  ),
  beforeExpiryMs: fc.oneof(fc.constant(undefined), fc.constantFrom(...lastMomentsMs)),
  ...common,
});

/** @param targets - names, and patterns */
export function steeringSteps(targets: readonly string[]): fc.Arbitrary<SteeringStep> {
  return fc.oneof({ weight: 2, arbitrary: holdSteps(targets) }, { weight: 2, arbitrary: replySteps }, killSwitchSteps);
}

const killSwitchSteps: fc.Arbitrary<SteeringStep> = fc.record({
  type: fc.constant('rules' as const),
  command: fc.constantFrom('stop-rules' as const, 'stop-rules' as const, 'resume-rules' as const),
  ...common,
});

/** What may be done in the moment of a call: it names no target, which would be looked at first, and acted on. */
export function momentousSteps(pattern: string): fc.Arbitrary<SteeringStep> {
  const once = { delivery: fc.constant('once' as const), trouble: fc.constant(undefined) };
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('hold' as const),
        target: fc.constant(pattern),
        words: fc.constantFrom('', 'for 1m a release is under way'),
        releaseAfterMs: fc.constantFrom(undefined, 1_000, 30_000),
        andThen: fc.constant(undefined),
        ...once,
      }),
    },
    fc.record({ type: fc.constant('rules' as const), command: fc.constant('stop-rules' as const), ...once }),
  );
}

export function steer(world: World, step: SteeringStep): void {
  switch (step.type) {
    case 'hold':
      return hold(world, step);
    case 'release': {
      const holds = [...world.requests.values()].filter(
        ({ request: { interaction } }) => interaction.type === 'command' && interaction.command.name === 'hold',
      );
      const id = holds[step.which % Math.max(1, holds.length)]?.request.id;
      if (id) command(world, { name: 'release', id }, step);
      return;
    }
    case 'override':
      return override(world, step);
    case 'rules':
      command(world, { name: step.command }, step);
      return;
    case 'reply': {
      return waitForCard(world, step, mostLooks);
    }
  }
}

function command(
  world: World,
  values: { readonly name: string } & Readonly<Record<string, string>>,
  { delivery, trouble: own }: Pick<SteeringStep, 'delivery' | 'trouble'>,
): string {
  return request(world, { type: 'command', command: values }, delivery, people[0], own);
}

/** Before the override is sent: by then the hold is told. */
const heldBeforeMs = 5_000;

function override(world: World, step: Extract<SteeringStep, { type: 'override' }>): void {
  const { target, isHeldBefore, heldAgainAfterMs } = step;
  const { clock } = world;
  const plain = { delivery: 'once', trouble: undefined } as const;
  const hold = () => {
    command(world, { name: 'hold', target }, plain);
  };
  if (isHeldBefore) hold();
  const atMs = clock.now() + (isHeldBefore ? heldBeforeMs : 0);
  clock.schedule(atMs, () => {
    command(world, { name: 'override', target, reason: 'it breaks the shop' }, step);
  });
  if (heldAgainAfterMs !== undefined) clock.schedule(atMs + heldAgainAfterMs, hold);
}

/** Puts something on hold, perhaps something else as well, and releases the first of them: the trouble is the first one's. */
function hold(world: World, step: Extract<SteeringStep, { type: 'hold' }>): void {
  const { target, words, andThen, releaseAfterMs } = step;
  const id = command(world, { name: 'hold', target, ...(words === '' ? {} : { words }) }, step);
  const plain = { delivery: 'once', trouble: undefined } as const;
  if (andThen !== undefined) command(world, { name: 'hold', target: andThen }, plain);
  if (releaseAfterMs === undefined) return;
  world.clock.schedule(world.clock.now() + releaseAfterMs, () => {
    command(world, { name: 'release', id }, plain);
  });
}

/** Whoever waits for a card answers it when it is there. */
function waitForCard(world: World, step: Extract<SteeringStep, { type: 'reply' }>, looksLeft: number): void {
  if (reply(world, step) || looksLeft === 0) return;
  world.clock.schedule(world.clock.now() + lookEveryMs, () => waitForCard(world, step, looksLeft - 1));
}

/** @returns whether there was a card to answer */
function reply(world: World, step: Extract<SteeringStep, { type: 'reply' }>): boolean {
  const cards = world.published.flatMap(({ event, target, attempt }) =>
    event.what === 'approvalAsked' && attempt !== undefined
      ? [{ questionId: event.questionId, expiresAtMs: event.expiresAtMs, key: { target, attempt } }]
      : [],
  );
  const card = cards[step.which % Math.max(1, cards.length)];
  if (card === undefined) return false;
  const { expiresAtMs, ...asked } = card;
  const answer = () => {
    for (const userId of step.userIds) {
      request(world, { type: 'reply', answer: step.answer, ...asked }, step.delivery, userId, step.trouble);
    }
  };
  const { beforeExpiryMs } = step;
  if (beforeExpiryMs === undefined) answer();
  else world.clock.schedule(Math.max(world.clock.now(), expiresAtMs - beforeExpiryMs), answer);
  return true;
}

const lookEveryMs = 30_000;
const mostLooks = 8;
