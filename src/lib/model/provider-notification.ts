import type { TargetKind } from './subject.ts';

/** A message of a provider that is not about a deployment. It is posted once, unchanged, and never looked at again. */
export interface ProviderNotification {
  /** The same for every delivery, and different for another notification. Of any length. */
  readonly id: string;
  readonly provider: string;
  readonly kind: TargetKind;
  /** ARN of its target; empty if not known, like the next two. */
  readonly target: string;
  readonly account: string;
  readonly region: string;
  /** The name of the target for people, if the notification has it. */
  readonly name: string;
  /** What it is about: `Data integration orders-daily`. */
  readonly title: string;
  /** In the provider's own word. */
  readonly status: string;
  readonly severity: Severity;
  readonly lines: readonly NotificationLine[];
  /** When it happened; 0 if not known. Notifications may come out of order; this shows their order. */
  readonly atMs: number;
  /** The provider's text. Sensitive: for the channel only, never logged. */
  readonly message: string;
}

/** What a status means to people. `unknown`: a status that is not documented. */
export type Severity = 'info' | 'success' | 'error' | 'unknown';

export interface NotificationLine {
  readonly label: string;
  readonly value: string;
}

/** What routes may match, by match key: only members of the notification. */
export function matchKeysOf(notification: ProviderNotification): Readonly<Record<string, string>> {
  const { provider, kind, account, region, name } = notification;
  return { provider, kind, account, region, name };
}
