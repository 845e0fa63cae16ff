/** What a run was from some moment on. */
interface RunState {
  readonly atMs: number;
  readonly status: string;
}

/** One run of an attempt: an attempt that goes on after its end is another run under the same id. */
export interface Run {
  /** The truth's own name for it, which the bot sees as the template's and never looks at. */
  readonly tag: string;
  readonly number: number;
  readonly attemptId: string;
  readonly target: string;
  readonly isDeletion: boolean;
  /** The tag of the run that has begun this one as a part of itself. */
  readonly partOf?: string;
  /** As it is told: in steps. */
  readonly startedAtMs: number;
  readonly states: RunState[];
}

/** When a target was there. */
interface Presence {
  readonly fromMs: number;
  untilMs: number;
}

/** Everything that ever was, so that an answer can show it as of any moment. */
export class Timeline {
  readonly runs: Run[] = [];
  readonly #presence = new Map<string, Presence[]>();

  begin(run: Omit<Run, 'tag' | 'number' | 'states'>, atMs: number): Run {
    const number = this.runs.length + 1;
    const status = run.isDeletion ? 'DELETE_IN_PROGRESS' : 'IN_PROGRESS';
    const begun: Run = { ...run, number, tag: `run-${number}`, states: [{ atMs, status }] };
    this.runs.push(begun);
    return begun;
  }

  move(run: Run, status: string, atMs: number): void {
    run.states.push({ atMs, status });
  }

  appear(target: string, atMs: number): void {
    this.#presence.set(target, [...(this.#presence.get(target) ?? []), { fromMs: atMs, untilMs: Infinity }]);
  }

  disappear(target: string, atMs: number): void {
    const last = this.#presence.get(target)?.at(-1);
    if (last) last.untilMs = atMs;
  }

  isThere(target: string, asOfMs: number): boolean {
    return (this.#presence.get(target) ?? []).some(({ fromMs, untilMs }) => fromMs <= asOfMs && asOfMs < untilMs);
  }

  find(tag: string): Run | undefined {
    return this.runs.find((run) => run.tag === tag);
  }

  /** The runs of a target that had begun, oldest first; of one id the last only. */
  of(target: string, asOf: (attemptId: string) => number): readonly Run[] {
    const latest = new Map<string, Run>();
    for (const run of this.runs) {
      const [first] = run.states;
      if (run.target === target && first !== undefined && first.atMs <= asOf(run.attemptId))
        latest.set(run.attemptId, run);
    }
    return [...latest.values()].sort((left, right) => left.number - right.number);
  }
}

export function stateOf(run: Run, asOfMs = Infinity): RunState {
  const state = run.states.findLast(({ atMs }) => atMs <= asOfMs) ?? run.states[0];
  if (state === undefined) throw new Error('a run has a state from its beginning');
  return state;
}

export function isEnded(run: Run, asOfMs = Infinity): boolean {
  return endedStatuses.has(stateOf(run, asOfMs).status);
}

/** The truth's own list: it must not take the bot's word for what has ended. */
const endedStatuses: ReadonlySet<string> = new Set([
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
  'DELETE_COMPLETE',
  'DELETE_FAILED',
]);

export function endOf(run: Run): number | undefined {
  return run.states.find(({ status }) => endedStatuses.has(status))?.atMs;
}
