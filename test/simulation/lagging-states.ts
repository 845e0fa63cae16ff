import type { VirtualClock } from '../../src/simulation/index.ts';

export interface LagOptions<State> {
  readonly clock: VirtualClock;
  /** How old the state may be that an answer shows. */
  readonly lagMs: number;
  /** The state as it is now. */
  readonly current: () => State;
  /** Called when what answers can show has changed. */
  readonly onChange: () => void;
}

/** The states of a service, for answers that may be old: each answer is as old as it may be, or less. */
export class LaggingStates<State> {
  /** While set, answers may be old. */
  isTroubled = true;
  readonly #options: LagOptions<State>;
  /** Every state there was, with the moment from which it was so. */
  readonly #states: { readonly fromMs: number; readonly state: State }[] = [];
  /** How old answers are, one after the other. */
  readonly #agesMs: readonly number[];
  /** Those that change later than the state does. */
  readonly #lagsMs: readonly number[];
  #draws = { atMs: 0, count: 0 };

  constructor(options: LagOptions<State>) {
    this.#options = options;
    const { lagMs } = options;
    this.#lagsMs = lagMs === 0 ? [] : [lagMs, Math.round(lagMs / 3)];
    this.#agesMs = [0, ...this.#lagsMs, 0, lagMs];
  }

  /** Notes the state as it is now. */
  note(): void {
    const { clock, current, onChange } = this.#options;
    const nowMs = clock.now();
    this.#states.push({ fromMs: nowMs, state: current() });
    onChange();
    for (const lagMs of this.#lagsMs) clock.schedule(nowMs + lagMs, onChange);
  }

  /** The state that the next answer shows. */
  next(): State {
    const { clock, lagMs, current } = this.#options;
    if (!this.isTroubled || lagMs === 0) return current();
    const asOfMs = clock.now() - (this.#agesMs[this.#draw() % this.#agesMs.length] ?? 0);
    const shown = this.#states.findLast(({ fromMs }) => fromMs <= asOfMs) ?? this.#states[0];
    return shown?.state ?? current();
  }

  /** Begins anew at each moment: a list that nobody asks for changes no later answer. */
  #draw(): number {
    const nowMs = this.#options.clock.now();
    if (this.#draws.atMs !== nowMs)
      this.#draws = { atMs: nowMs, count: Math.imul(nowMs % 1_000_003, 0x9e3779b1) >>> 8 };
    this.#draws.count += 1;
    return this.#draws.count;
  }
}
