import fc from 'fast-check';

/** How a simulated back end is: what several real ones are, and each alone is not. */
export interface GenericSettings {
  /** A target has one attempt at a time, a newer one takes the place of an older; or several side by side. */
  readonly oneAtATime: boolean;
  /** Whether every answer carries the attempt's id. */
  readonly identifiedBy: 'id' | 'start';
  /** Whether what has ended can go on under the same id. */
  readonly resumes: boolean;
  /** How old the state in an answer may be. */
  readonly lagMs: number;
  /** Whether lists show what has ended, too; else they become empty. */
  readonly showsEnded: boolean;
  /** Lists that are cut show so many. */
  readonly cutAt: number;
  /** Whether lists miss an attempt now and then that they should show: whoever can be asked by id is, before that counts as its end. */
  readonly listsMiss: boolean;
  /** Whether an attempt can be read by its id. */
  readonly readsById: boolean;
  /** Whether answers say when things began, changed and ended, by the provider's clock. */
  readonly tellsTimes: boolean;
  /** Starts are told in steps of so many milliseconds: several attempts have the same. */
  readonly startStepMs: number;
  /** How long after the beginning of an attempt at the first target a part of it begins, at the last one; absent: it has none. */
  readonly partAfterMs: number | undefined;
  /** How long no event tells of a part, and no list of what is under way shows it: until then only what it is part of does. */
  readonly partHiddenForMs: number;
  /** How long after it was accepted a cancel takes effect. */
  readonly cancelTakesEffectMs: number;
  /** How long what is cancelled takes to stop. */
  readonly cancellationMs: number;
  readonly cancels: 'accepted' | 'acceptedTwice' | 'refused';
  /** Who says what a part is a part of: its whole, or itself; then only the whole can be cancelled, or only the whole is to be. */
  readonly partsToldBy: 'whole' | 'part' | 'partThatCanStop';
  /** How those are who may know why an attempt fails or hangs; none by default. */
  readonly investigators: readonly InvestigatorKind[];
  /** What each answer is like, over and over: how old, whether cut, whether without an id. */
  readonly draws: readonly number[];
}

/**
 * How an investigator is: it answers, after three seconds or after six, when nobody waits any more; it never does; it throws, at once
 * or later; it may not ask.
 */
export const investigatorKinds = ['finds', 'isSlow', 'isLate', 'hangs', 'throws', 'throwsAtOnce', 'isDenied'] as const;
export type InvestigatorKind = (typeof investigatorKinds)[number];

/** The bot's own time limit leaves room for pauses of three times this. */
const greatestLagMs = 8_000;

/** A call names an attempt. */
const namedById = { identifiedBy: 'id', resumes: false, cancels: 'accepted' } as const;
/** How old what has begun is when it is acted on. */
const deadlineMs = 300_000;

/** What some protections are for is too rare in what just any settings make. */
export const genericKinds = ['any', 'parts', 'driven', 'endsUnseen', 'goesOn'] as const;
export type GenericKind = (typeof genericKinds)[number];

/** Of which kinds histories are, as a rule. */
const usualKinds: readonly GenericKind[] = ['any', 'any', 'any', 'parts', 'driven', 'endsUnseen', 'goesOn', 'goesOn'];

const settingsOf: Readonly<Record<GenericKind, Partial<GenericSettings>>> = {
  any: {},
  parts: {},
  driven: { partsToldBy: 'partThatCanStop', partHiddenForMs: 0 },
  // A part stops, and is over, before its whole is due; nobody can read how it ended.
  endsUnseen: {
    partAfterMs: 1_000,
    partHiddenForMs: 0,
    showsEnded: false,
    readsById: false,
    listsMiss: false,
    cancellationMs: 20_000,
  },
  goesOn: { resumes: true },
};

/** @param kinds - each as often as it is in the list */
export const genericSettings = (kinds: readonly GenericKind[] = usualKinds): fc.Arbitrary<GenericSettings> =>
  fc
    .record({
      kind: fc.constantFrom(...kinds),
      oneAtATime: fc.boolean(),
      identifiedBy: fc.constantFrom<'id' | 'start'>('id', 'start'),
      resumes: fc.boolean(),
      lagMs: fc.constantFrom(0, 2_000, greatestLagMs),
      showsEnded: fc.boolean(),
      cutAt: fc.constantFrom(1, 1, 2),
      listsMiss: fc.boolean(),
      readsById: fc.boolean(),
      tellsTimes: fc.boolean(),
      startStepMs: fc.constantFrom(1, 60_000),
      // At once, and around the deadline of the whole.
      partAfterMs: fc.oneof(
        fc.constant(undefined),
        fc.constantFrom(0, 1_000, 8_000, 60_000, 290_000, 295_000, 299_000, 300_000, 301_000, 305_000, 360_000),
      ),
      partHiddenForMs: fc.constantFrom(0, 70_000, 320_000),
      cancelTakesEffectMs: fc.constantFrom(0, 0, 5_000),
      cancellationMs: fc.constantFrom(20_000, 150_000),
      cancels: fc.oneof(
        { weight: 4, arbitrary: fc.constant('accepted' as const) },
        fc.constantFrom('acceptedTwice' as const, 'refused' as const),
      ),
      partsToldBy: fc.constantFrom('whole', 'whole', 'part', 'partThatCanStop'),
      investigators: fc.oneof(fc.constant([]), fc.array(fc.constantFrom(...investigatorKinds), { maxLength: 4 })),
      draws: fc.array(fc.nat(11), { maxLength: 40 }),
    })
    .map(({ kind, ...drawn }): GenericSettings => {
      const partAfterMs = drawn.partAfterMs ?? deadlineMs;
      const settings = { ...drawn, ...(kind === 'any' ? {} : namedById), ...settingsOf[kind] };
      // What is known by its start alone cannot be told from another of the same start, nor from itself when it goes on.
      const byStart = settings.identifiedBy === 'start';
      return {
        ...settings,
        oneAtATime: byStart || settings.oneAtATime,
        resumes: !byStart && settings.resumes,
        // Parts are told by the ids of attempts.
        partAfterMs:
          byStart || settings.resumes
            ? undefined
            : kind === 'parts' || kind === 'driven'
              ? partAfterMs
              : settings.partAfterMs,
        // What begins then is seen by some answers, and by others not.
        ...(kind === 'parts' && partAfterMs > deadlineMs - greatestLagMs
          ? { partHiddenForMs: 0, lagMs: Math.max(settings.lagMs, 2_000) }
          : {}),
        // What only its whole shows cannot say so itself; and one that ends unseen must have been stopped.
        ...(settings.partHiddenForMs > 0 || kind === 'endsUnseen' || kind === 'parts'
          ? { partsToldBy: 'whole' as const }
          : {}),
        listsMiss: !byStart && settings.readsById && settings.listsMiss,
        startStepMs: byStart ? 1 : settings.startStepMs,
        // What goes on within one step of the starts, and tells no other time, looks like a state that turns back.
        tellsTimes: settings.tellsTimes || (!byStart && settings.resumes && settings.startStepMs > 1),
      };
    });
