import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { waitForInterrupt } from '../../src/cli/interrupt.ts';

/** What a program hears, and the code it was made to exit with. */
class FakeProgram extends EventEmitter {
  readonly exitCodes: number[] = [];
  ppid = 41;
  readonly env: Readonly<Record<string, string>>;

  constructor(env: Readonly<Record<string, string>> = {}) {
    super();
    this.env = env;
  }

  exit(code: number): void {
    this.exitCodes.push(code);
  }
}

/** Waits on a clock that the test moves. */
function wait(program: FakeProgram) {
  const state = { nowMs: 1_000, isAsked: false };
  const watch = async () => {
    await waitForInterrupt(program, () => state.nowMs);
    state.isAsked = true;
  };
  return { state, asked: watch() };
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('a interaction to stop', () => {
  test.each(['SIGINT', 'SIGTERM'])('is heard by %s', async (signal) => {
    const program = new FakeProgram();
    const { asked } = wait(program);
    program.emit(signal);
    await asked;
    expect(program.exitCodes).toEqual([]);
  });

  test('that npm tells once more is still the same one', async () => {
    const program = new FakeProgram();
    const { state, asked } = wait(program);
    program.emit('SIGINT');
    state.nowMs += 50;
    program.emit('SIGINT');
    await asked;
    expect(program.exitCodes).toEqual([]);
  });

  test('repeated by the user, by whichever signal, ends the program at once', async () => {
    const program = new FakeProgram();
    const { state, asked } = wait(program);
    program.emit('SIGINT');
    await asked;
    state.nowMs += 1_000;
    program.emit('SIGTERM');
    expect(program.exitCodes).toEqual([130]);
  });

  test('is seen when npm, which started the program, has gone', async () => {
    const program = new FakeProgram({ npm_lifecycle_event: 'start' });
    const { state, asked } = wait(program);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(state.isAsked).toBe(false);
    program.ppid = 1;
    await jest.advanceTimersByTimeAsync(1_000);
    await asked;
    expect(jest.getTimerCount()).toBe(0);
  });

  test('is not seen in a closed terminal by a program that somebody started without npm', async () => {
    const program = new FakeProgram();
    const { state } = wait(program);
    program.ppid = 1;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(state.isAsked).toBe(false);
  });
});
