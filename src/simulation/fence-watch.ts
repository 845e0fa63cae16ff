import type { ActionType, Claim } from '../lib/model/claim.ts';
import type { Item } from '../lib/model/item.ts';
import type { Observation, TargetState } from '../lib/model/observation.ts';
import { targetOf } from '../lib/model/statuses.ts';
import type { Subject } from '../lib/model/subject.ts';
import type { CallResult, ControlsStore, Provider } from '../lib/ports.ts';

/** The bot was about to make a call that changes something. */
export interface Performed {
  readonly atMs: number;
  readonly action: ActionType;
  readonly subject: Subject;
  /** The claims under which it may be made: those that were leased for the action when its item was last written. */
  readonly claims: readonly Claim[];
  /** The item with the claim, as it was last written: that of the attempt, or of what it is a part of. */
  readonly item: Item | undefined;
  /** The build that made it. */
  readonly build: string;
  /** When the truth was asked for that the fence was judged by, by the true time. */
  readonly truthAskedAtMs: number;
  /** What that truth showed as parts of the attempt, by their ids. */
  readonly shownParts: readonly string[];
  /** Its result; absent if the caller never got it. */
  result?: CallResult['result'];
  /** When the controls were asked for that the fence was judged by, by the world's count; absent where they were not. */
  readonly controlsAskedAt?: number;
  /** Its own place in the world's count. */
  readonly order: number;
  /** Why it should not have been made: nothing is said where the truth, read after the claim, still allowed it. */
  readonly withoutFence?: string;
}

/**
 * Sees to it that every call is fenced: between the claim, which is a write, and the call there is a read of the truth that
 * shows the very attempt, and that the action can be done to it. Whatever the provider then makes of the call, this much is the
 * bot's own doing.
 */
export class FenceWatch {
  readonly #build: string;
  readonly #now: () => number;
  readonly #count: () => number;
  readonly #note: (performed: Performed) => void;
  /** What was read since the last write, by target, and when it was asked for. */
  readonly #truths = new Map<string, { readonly truth: TargetState; readonly askedAtMs: number }>();
  #controlsAskedAt: number | undefined;
  #written: Item | undefined;

  /**
   * @param build - whose calls are watched
   * @param count - the next number of the world's count, which shows the order of what happens at the same time
   * @param note - called before every call that changes something
   */
  constructor(build: string, now: () => number, count: () => number, note: (performed: Performed) => void) {
    this.#build = build;
    this.#now = now;
    this.#count = count;
    this.#note = note;
  }

  /** A record was written: what was read before is what the claim was decided by, and no fence. */
  wrote(item: Item | undefined): void {
    this.#truths.clear();
    this.#controlsAskedAt = undefined;
    this.#written = item ?? this.#written;
  }

  /** The provider, watched. */
  watch(provider: Provider): Provider {
    return {
      ...provider,
      observe: async (reference, purpose) => {
        const askedAtMs = this.#now();
        const truth = await provider.observe(reference, purpose);
        if (truth !== undefined) this.#truths.set(truth.reference.target, { truth, askedAtMs });
        return truth;
      },
      perform: async (action, subject, about, reason) => {
        const item = this.#written;
        const isPart = item !== undefined && !isSame(item.subject, subject);
        const withoutFence = this.#whyNot(action, subject) ?? (isPart ? this.#whyNotOfWhole(item.subject) : undefined);
        const performed: Performed = {
          atMs: this.#now(),
          order: this.#count(),
          item,
          build: this.#build,
          truthAskedAtMs: this.#truths.get(targetOf(subject))?.askedAtMs ?? 0,
          shownParts: this.#shown(subject)?.parts?.map(({ id }) => id) ?? [],
          action,
          subject,
          claims: Object.values(item?.claims ?? {}).filter(
            (claim) => claim.state === 'leased' && claim.action === action,
          ),
          ...(this.#controlsAskedAt === undefined ? {} : { controlsAskedAt: this.#controlsAskedAt }),
          ...(withoutFence === undefined ? {} : { withoutFence }),
        };
        this.#note(performed);
        const answer = await provider.perform(action, subject, about, reason);
        performed.result = answer.result;
        return answer;
      },
    };
  }

  /** The controls, watched. */
  watchControls(controls: ControlsStore): ControlsStore {
    return {
      ...controls,
      get: async () => {
        const askedAt = this.#count();
        const read = await controls.get();
        this.#controlsAskedAt = askedAt;
        return read;
      },
    };
  }

  #shown(subject: Subject): Observation | undefined {
    const { truth } = this.#truths.get(targetOf(subject)) ?? {};
    return truth?.attempts.find((attempt) => isSame(attempt.subject, subject));
  }

  #whyNot(action: ActionType, subject: Subject): string | undefined {
    if (!this.#truths.has(targetOf(subject))) return 'the truth was not read after the claim';
    const shown = this.#shown(subject);
    if (shown === undefined) return 'the truth, read after the claim, did not show it';
    if (shown.details.actions[action]?.available === true) return undefined;
    return 'the truth, read after the claim, did not allow it';
  }

  /** The call names a part of what was decided on. */
  #whyNotOfWhole(subject: Subject): string | undefined {
    return this.#shown(subject) === undefined ? 'the truth, read after the claim, did not show the whole' : undefined;
  }
}

/** The bot's own word for what is the same is on trial, so it is not asked. */
function isSame(left: Subject, right: Subject): boolean {
  if (left.on === 'connection') return right.on === 'connection' && left.connection.id === right.connection.id;
  if (right.on === 'connection') return false;
  const [shown, meant] = [left.deployment, right.deployment];
  if (shown.target !== meant.target) return false;
  return shown.id !== '' && meant.id !== '' ? shown.id === meant.id : shown.startedAtMs === meant.startedAtMs;
}
