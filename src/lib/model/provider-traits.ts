import type { ActionType } from './claim.ts';
import type { DeploymentFacts, Phase, TargetKind } from './subject.ts';

/** What the enabled back ends can do together, by their manifests. */
export interface ActionSupport {
  readonly actions: readonly ActionType[];
  /** For an action that none of them can do: what to set in `bot.yml` so that one can. Absent if no back end at all can. */
  readonly remedies: Readonly<Partial<Record<ActionType, string>>>;
  /** For such an action: why the enabled back ends do not have it, one sentence each that begins with the back end's title. */
  readonly reasons: Readonly<Partial<Record<ActionType, string>>>;
}

/** What is known of a back end without a call. It is enough to see that a rule asks for something impossible. */
export interface ProviderTraits {
  readonly name: string;
  /** The kinds of targets it has. */
  readonly kinds: readonly TargetKind[];
  /** What it does not support, and why, in a sentence for people. */
  readonly cannot: Readonly<Partial<Record<ActionType, string>>>;
  /** The default deployment in tests of rules, as far as it differs from an update of a service instance. */
  readonly usual: Readonly<Partial<DeploymentFacts>>;
  /** The meaning of its statuses. */
  readonly phaseOf: (status: string) => Phase;
}
