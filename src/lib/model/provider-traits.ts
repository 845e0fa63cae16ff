import type { ActionType } from './claim.ts';
import type { DeploymentFacts, Phase, TargetKind } from './subject.ts';

/** What is known of a back end without asking it: enough to say of a rule that it could never do what it asks for. */
export interface ProviderTraits {
  readonly name: string;
  /** The kinds of targets it has. */
  readonly kinds: readonly TargetKind[];
  /** What it has no way to do, and why, in a sentence for people. */
  readonly cannot: Readonly<Partial<Record<ActionType, string>>>;
  /** A deployment of it as tests of rules have it, where that differs from an update of a service instance. */
  readonly usual: Readonly<Partial<DeploymentFacts>>;
  /** What a status means to it. */
  readonly phaseOf: (status: string) => Phase;
}
