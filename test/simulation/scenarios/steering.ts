import fc from 'fast-check';
import type { World } from '../../../src/simulation/index.ts';
import { people, type RequestDelivery, request, requestDelivery } from './common.ts';

/** What people do about the bot itself: holds, the kill switch, and answers to what rules ask. */
export type SteeringStep =
  | {
      readonly type: 'hold';
      /** A name, or a pattern. */
      readonly target: string;
      readonly words: string;
      readonly delivery: RequestDelivery;
    }
  /** Releases one of the holds that were asked for, whether it stands or not. */
  | { readonly type: 'release'; readonly which: number; readonly delivery: RequestDelivery }
  | { readonly type: 'rules'; readonly command: 'stop-rules' | 'resume-rules'; readonly delivery: RequestDelivery }
  /** Answers a card: one of those that were shown, old ones too. */
  | {
      readonly type: 'reply';
      readonly which: number;
      readonly answer: 'approve' | 'decline';
      readonly userIds: readonly string[];
      readonly delivery: RequestDelivery;
    };

const steeringTypes: ReadonlySet<string> = new Set(['hold', 'release', 'rules', 'reply']);

export function isSteering(step: { readonly type: string }): step is SteeringStep {
  return steeringTypes.has(step.type);
}

/** @param targets - names, and patterns */
export function steeringSteps(targets: readonly string[]): fc.Arbitrary<SteeringStep> {
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('hold' as const),
        target: fc.constantFrom(...targets),
        words: fc.constantFrom('', 'a release is under way', 'for 3m a release is under way'),
        delivery: requestDelivery,
      }),
    },
    fc.record({ type: fc.constant('release' as const), which: fc.nat(2), delivery: requestDelivery }),
    fc.record({
      type: fc.constant('rules' as const),
      command: fc.constantFrom('stop-rules' as const, 'stop-rules' as const, 'resume-rules' as const),
      delivery: requestDelivery,
    }),
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('reply' as const),
        which: fc.nat(2),
        answer: fc.constantFrom('approve' as const, 'approve' as const, 'approve' as const, 'decline' as const),
        userIds: fc.constantFrom<readonly string[]>(
          [people[0]],
          [people[0], people[1]],
          [people[1], people[0]],
          [people[0], people[0]],
        ),
        delivery: requestDelivery,
      }),
    },
  );
}

export function steer(world: World, step: SteeringStep): void {
  switch (step.type) {
    case 'hold': {
      const { target, words, delivery } = step;
      const values = words === '' ? { target } : { target, words };
      return request(world, { type: 'command', command: { name: 'hold', ...values } }, delivery);
    }
    case 'release': {
      const holds = [...world.requests.values()].filter(
        ({ request: { wish } }) => wish.type === 'command' && wish.command.name === 'hold',
      );
      const id = holds[step.which % Math.max(1, holds.length)]?.request.id;
      if (id) request(world, { type: 'command', command: { name: 'release', id } }, step.delivery);
      return;
    }
    case 'rules':
      return request(world, { type: 'command', command: { name: step.command } }, step.delivery);
    case 'reply': {
      if (reply(world, step)) return;
      // Whoever waits for a card answers it when it is there.
      world.clock.schedule(world.clock.now() + cardAfterMs, () => reply(world, step));
    }
  }
}

/** @returns whether there was a card to answer */
function reply(world: World, step: Extract<SteeringStep, { type: 'reply' }>): boolean {
  const cards = world.published.flatMap(({ event, target, attempt }) =>
    event.what === 'approvalAsked' && attempt !== undefined
      ? [{ questionId: event.questionId, key: { target, attempt } }]
      : [],
  );
  const card = cards[step.which % Math.max(1, cards.length)];
  if (card === undefined) return false;
  for (const userId of step.userIds) {
    request(world, { type: 'reply', answer: step.answer, ...card }, step.delivery, userId);
  }
  return true;
}

const cardAfterMs = 95_000;
