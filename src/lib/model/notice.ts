import type { Subject, TargetKind } from './subject.ts';

/** Something a provider says that is no deployment: told once, as it was said, and never looked at again. */
export interface Notice {
  /** The same however often the news is delivered, and another one for other news. Of any length. */
  readonly id: string;
  readonly provider: string;
  readonly kind: TargetKind;
  /** ARN of what it is about; empty where it cannot be told. */
  readonly target: string;
  /** What people call that, as far as the news says it. */
  readonly name: string;
  /** What has news: `Data integration orders-daily`. */
  readonly title: string;
  /** In the provider's own word. */
  readonly status: string;
  readonly outlook: Outlook;
  readonly lines: readonly NoticeLine[];
  /** When it happened, as far as that is said; 0 where it is not. News may come out of order: this is what tells. */
  readonly atMs: number;
  /** What the provider says of it. Sensitive: for the channel only, never logged. */
  readonly message: string;
}

/** What a status means for those who read of it. */
export type Outlook = 'underWay' | 'well' | 'trouble' | 'unknown';

export interface NoticeLine {
  readonly label: string;
  readonly value: string;
}

/** What the envelopes of one source say. */
export interface NoticeReader {
  /** The `source` of its envelopes. */
  readonly source: string;
  /**
   * Reads an EventBridge envelope of this source. Never throws.
   *
   * @returns why there is nothing to tell, where there is not
   */
  read(envelope: Readonly<Record<string, unknown>>): Notice | { readonly ignored: string };
}

/** What a route must match to be told: the thing that the news is about, as far as the news says it. */
export function subjectOf({ provider, kind, target, name, status, atMs }: Notice): Subject {
  const unknown = { account: '', region: '', environment: '', service: '', id: '', template: '', templateVersion: '' };
  const state = { phase: 'running', cause: '', needsHuman: false, endedAtMs: 0, initiator: '' } as const;
  const said = { provider, kind, target, name, status, operation: 'unknown' as const, startedAtMs: atMs };
  return { on: 'deployment', deployment: { ...unknown, ...state, labels: {}, lastProgressAtMs: atMs, ...said } };
}
