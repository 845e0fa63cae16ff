import fc from 'fast-check';

/** How CloudFormation answers in one history. */
export interface StackSettings {
  /** How old an answer may be. */
  readonly lagMs: number;
  /** How old each is, over and over: 0 to 9 tenths of the lag. */
  readonly draws: readonly number[];
  /** Whether a listing's first page is empty and has a token. */
  readonly hasEmptyPages: boolean;
}

export const stackSettings: fc.Arbitrary<StackSettings> = fc.record({
  // As nothing is promised of it, the provider reckons with 30 s, the difference of two hosts' clocks included.
  lagMs: fc.constantFrom(0, 0, 2_000, 12_000, 28_000),
  draws: fc.array(fc.constantFrom(0, 0, 0, 3, 7, 9, 9), { minLength: 1, maxLength: 8 }),
  hasEmptyPages: fc.boolean(),
});
