/** A repository that the account is connected with. */
export interface RepositoryLink {
  readonly id: string;
  readonly connectionArn: string;
  readonly ownerId: string;
  readonly repositoryName: string;
  readonly providerType: string;
}

/** One attempt to bring a stack to a commit. */
export interface SyncAttempt {
  readonly startedAtMs: number;
  readonly status: 'INITIATED' | 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  readonly commit: string;
  /** What the stack was at before. */
  readonly commitBefore: string;
  readonly events: readonly { readonly atMs: number; readonly type: string; readonly text: string }[];
}

/** Keeps a stack from being synced until somebody resolves it. */
export interface SyncBlocker {
  readonly id: string;
  readonly status: 'ACTIVE' | 'RESOLVED';
  readonly createdAtMs: number;
  readonly createdReason: string;
  readonly resolvedAtMs?: number;
  readonly resolvedReason?: string;
}

/** A stack that follows a branch. */
export interface SyncConfiguration {
  readonly linkId: string;
  readonly stack: string;
  readonly branch: string;
  readonly configFile: string;
  readonly roleArn: string;
  /** The newest commit of the branch; empty before the first. */
  readonly commit: string;
  /** Oldest first. */
  readonly attempts: readonly SyncAttempt[];
  readonly blockers: readonly SyncBlocker[];
}

/** Everything as it is. Never changed in place. */
export interface CodeConnectionsState {
  readonly links: readonly RepositoryLink[];
  readonly syncs: readonly SyncConfiguration[];
}

/** How long things take here: AWS publishes no times. */
export interface CodeConnectionsSettings {
  /** From a commit to the beginning of the work on it. */
  readonly initiatedMs: number;
  readonly syncMs: number;
}

export const defaultSettings: CodeConnectionsSettings = { initiatedMs: 1_000, syncMs: 6_000 };

/**
 * How the syncs of a stack end. `block`: they fail, and a blocker keeps the next commit from being synced. `refuseRetry`: the same, and
 * the blocker cannot be resolved, because the newest commit cannot be tried again.
 */
export const OUTCOMES = ['succeed', 'fail', 'hang', 'block', 'refuseRetry'] as const;
export type SyncOutcome = (typeof OUTCOMES)[number];
