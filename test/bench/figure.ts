/** Something that is measured, and what it should at least, or at most, be. */
export interface Figure {
  /** For `--only`, and in the JSON. */
  readonly name: string;
  readonly title: string;
  readonly unit: 'bytes' | 'ratio' | 'ms' | 'µs' | 'calls' | 'events/s' | 'requests/s' | 'MB';
  /** Neither this nor the next: it has no goal and is only told. */
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** A figure with what came out. */
export interface Measured extends Figure {
  readonly value: number;
  /** How it was measured and what it was made of, in a line. */
  readonly detail: string;
}

/** Measures that belong together because they need the same preparation. */
export interface Benchmark {
  readonly figures: readonly Figure[];
  /** Gives a value for each of its figures, in their order. */
  measure(settings: Settings): Promise<readonly Omit<Measured, keyof Figure>[]>;
}

export interface Settings {
  /** How many cold processes a median is made of. */
  readonly samples: number;
  /** Empty, for whatever is built. */
  readonly workFolder: string;
  /** Says what is going on; a benchmark takes minutes. */
  readonly say: (line: string) => void;
}

export function isMet({ value, atMost, atLeast }: Measured): boolean {
  return (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast);
}
