import type { TargetKind } from './subject.ts';

/** Something a provider says that is no deployment: posted once, as it was said, and never looked at again. */
export interface ProviderNotification {
  /** The same however often it is delivered, and another one for another notification. Of any length. */
  readonly id: string;
  readonly provider: string;
  readonly kind: TargetKind;
  /** ARN of what it is about; empty where it cannot be told, as are the next two. */
  readonly target: string;
  readonly account: string;
  readonly region: string;
  /** What people call the target, as far as the notification says it. */
  readonly name: string;
  /** What has news: `Data integration orders-daily`. */
  readonly title: string;
  /** In the provider's own word. */
  readonly status: string;
  readonly severity: Severity;
  readonly lines: readonly NotificationLine[];
  /** When it happened, as far as that is said; 0 where it is not. They may come out of order: this is what tells. */
  readonly atMs: number;
  /** What the provider says of it. Sensitive: for the channel only, never logged. */
  readonly message: string;
}

/** What a status means for those who read of it. `unknown`: a status that nobody has documented. */
export type Severity = 'info' | 'success' | 'error' | 'unknown';

export interface NotificationLine {
  readonly label: string;
  readonly value: string;
}

/** What routes may match, by match key: the notification's own members, and nothing that it does not say. */
export function matchKeysOf(notification: ProviderNotification): Readonly<Record<string, string>> {
  const { provider, kind, account, region, name } = notification;
  return { provider, kind, account, region, name };
}
