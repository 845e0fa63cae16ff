import { describe, expect, test } from '@jest/globals';
import { setHold } from '../../../../src/lib/flow/holds.ts';
import type { ParsedCommand } from '../../../../src/lib/model/command.ts';
import { noDetails } from '../../../../src/lib/model/observation.ts';
import { commands, queuedCommands, runnableCommands } from '../../../../src/lib/slack/commands/index.ts';
import { Harness, rulesFrom } from '../../flow/harness.ts';
import { connectionId } from '../../model/subjects.ts';

/** A command as it might be typed: with the examples that its help gives, or a connection that there is. */
function exampleOf({ name, arguments: described }: (typeof queuedCommands)[number]): ParsedCommand {
  const values = Object.entries(described).map(([argument, { example }]) => [argument, example]);
  const known: Readonly<Record<string, string>> =
    name === 'accept' || name === 'reject' ? { id: connectionId } : name === 'continue' ? { target: 'orders/api' } : {};
  return { name, ...Object.fromEntries(values), ...known };
}

function world(): Harness {
  const harness = new Harness();
  harness.rules = rulesFrom('');
  harness.deploys();
  harness.connects();
  return harness;
}

const rulesThatAsk = `
  - name: stuck
    on: deployment
    when: deployment.status == "IN_PROGRESS"
    do: [{ cancel: { reason: stuck } }]
    mode: approve
`;

/** What must be there before a command can do anything, and the arguments that name it. */
async function prepared(harness: Harness, name: string): Promise<Readonly<Record<string, string>>> {
  if (name === 'approve' || name === 'decline') {
    harness.rules = rulesFrom(rulesThatAsk);
    await harness.observe();
    const [claim] = Object.values((await harness.newest()).claims);
    return { id: claim?.question?.id ?? '' };
  }
  if (name === 'mode') {
    harness.rules = rulesFrom(rulesThatAsk);
    return { rule: 'stuck' };
  }
  if (name === 'retry' || name === 'rollback') {
    harness.deploys({ status: 'FAILED' });
    harness.details = { ...noDetails, actions: { retry: { available: true }, rollback: { available: true } } };
    return { target: 'orders/api' };
  }
  if (name === 'continue' || name === 'turn-down') {
    const answer = { available: true, about: 'a-pause' } as const;
    const actions = { continue: answer, turnDown: answer };
    harness.details = { ...noDetails, actions };
    return { target: 'orders/api' };
  }
  if (name === 'release' || name === 'override') {
    const hold = { match: {}, name: 'all', askedAtMs: harness.nowMs };
    await setHold(harness.ports, hold, { userId: 'U0MIA0001', requestId: 'h1', reason: 'a release' });
    return name === 'release' ? { id: 'h1' } : { target: 'orders/api' };
  }
  return {};
}

const acted = { answer: { kind: 'settled', outcome: 'accepted' }, calls: 1 };
const outcomes: Readonly<Record<string, { readonly answer: object; readonly calls: number }>> = {
  decline: { answer: { kind: 'approval', result: 'declined' }, calls: 0 },
  hold: { answer: { kind: 'held', onItsWay: [] }, calls: 0 },
  release: { answer: { kind: 'released', id: 'h1', name: 'all' }, calls: 0 },
  mode: { answer: { kind: 'mode', rule: 'stuck', mode: 'shadow', result: 'changed' }, calls: 0 },
  'stop-rules': { answer: { kind: 'rules', state: 'stopped' }, calls: 0 },
  'resume-rules': { answer: { kind: 'rules', state: 'acting' }, calls: 0 },
};

const writing = queuedCommands.filter(({ effect }) => effect === 'write');
const reading = queuedCommands.filter(({ effect }) => effect === 'read');

test('every command that may be queued can be carried out, and has a name of its own', () => {
  expect([...runnableCommands().keys()]).toEqual(queuedCommands.map(({ name }) => name));
  expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
  expect(writing.map(({ name }) => name)).toEqual([
    'cancel',
    'retry',
    'rollback',
    'continue',
    'turn-down',
    'accept',
    'reject',
    'approve',
    'decline',
    'hold',
    'release',
    'override',
    'mode',
    'stop-rules',
    'resume-rules',
  ]);
});

describe.each(writing.map((command) => [command.name, command] as const))(
  '%s, which changes something,',
  (name, command) => {
    const interaction = { type: 'command', command: exampleOf(command) } as const;

    test('is done once and answered once, however often it is delivered', async () => {
      const harness = world();
      const values = await prepared(harness, name);
      const asked = { type: 'command', command: { ...interaction.command, ...values } } as const;
      const expected = outcomes[name] ?? acted;
      const answer = await harness.request(asked);
      expect(answer).toMatchObject(expected.answer);
      expect(await harness.request(asked)).toEqual(answer);
      expect(harness.performed).toHaveLength(expected.calls);
      expect(harness.answers).toHaveLength(1);
      expect(await harness.store.getRecord('trigger-1')).toMatchObject({ answer });
    });

    test('asks for the permission that it names, and does nothing without it', async () => {
      const harness = world();
      harness.permission = { allowed: false, reason: 'You may not.' };
      expect(await harness.request(interaction)).toMatchObject({ kind: 'refused', reason: 'You may not.' });
      expect(harness.performed).toEqual([]);
      if (command.effect !== 'write') throw new Error('it changes nothing');
      expect(harness.asked.map(({ action }) => action)).toEqual([command.permission]);
    });

    test('is refused where it comes late', async () => {
      const harness = world();
      expect(await harness.request(interaction, 'late', harness.nowMs - 3_600_001)).toMatchObject({ kind: 'tooOld' });
      expect(harness.performed).toEqual([]);
    });
  },
);

test.each(reading.map((command) => [command.name, command] as const))(
  '%s, which only asks, changes nothing, needs no permission but its own, and its answer is not kept',
  async (_name, command) => {
    const harness = world();
    await harness.request({ type: 'command', command: exampleOf(command) });
    expect(harness.performed).toEqual([]);
    const { permission } = command;
    expect(harness.asked.map(({ action }) => action)).toEqual(permission === undefined ? [] : [permission]);
    expect(harness.answers).toHaveLength(1);
    expect((await harness.store.getRecord('trigger-1'))?.answer).toBeUndefined();
  },
);

test('a command that nobody carries out is written down like one that changes something', async () => {
  const harness = world();
  const answer = await harness.request({ type: 'command', command: { name: 'explode' } });
  expect(answer).toEqual({ kind: 'failed', error: 'UnknownCommand' });
  expect(await harness.store.getRecord('trigger-1')).toMatchObject({ answer });
});
