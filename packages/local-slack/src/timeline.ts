/** What an entry tells of: the app saw, decided, did, told somebody, refused somebody, or failed. */
export type TimelineKind = 'observed' | 'decided' | 'acted' | 'posted' | 'refused' | 'failed';

export interface TimelineDraft {
  readonly atMs: number;
  readonly kind: TimelineKind;
  /** What it is about, such as `service/instance`; the page filters by it. */
  readonly target?: string;
  readonly title: string;
  /** The reasons, shown when opened: several lines, spaces kept. */
  readonly detail?: string;
}

export interface TimelineEntry extends TimelineDraft {
  readonly id: number;
}

/** The page holds no more than this; the trail is the complete record. */
const KEPT_ENTRIES = 2000;

/** The account beside the messages, in the order in which it was told. */
export class Timeline {
  readonly #listeners = new Set<(entry: TimelineEntry) => void>();
  #entries: TimelineEntry[] = [];
  #lastId = 0;

  append(draft: TimelineDraft): void {
    this.#lastId += 1;
    const entry: TimelineEntry = { ...draft, id: this.#lastId };
    this.#entries = [...this.#entries.slice(-(KEPT_ENTRIES - 1)), entry];
    for (const listener of this.#listeners) listener(entry);
  }

  entries(): readonly TimelineEntry[] {
    return this.#entries;
  }

  /** Calls `listener` with every entry from now on; call what is returned to stop it. */
  onAppend(listener: (entry: TimelineEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
