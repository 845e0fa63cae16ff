import type { ActionType } from '../model/claim.ts';
import type { DiscoveredPage } from '../model/discovery.ts';
import type { Observation, TargetState } from '../model/observation.ts';
import type { ConnectionReference, DeploymentReference, SubjectReference } from '../model/reference.ts';
import type { DeploymentFacts, Subject } from '../model/subject.ts';
import {
  type CallResult,
  type DiscoverOptions,
  type Provider,
  ProviderNotEnabled,
  type ReadPurpose,
} from '../ports.ts';

/**
 * Several back ends as one. Each call goes to the back end that it is about. A listing lists all of them.
 *
 * @param first - its name is the name of the whole
 */
export function compositeProvider(first: Provider, ...others: readonly Provider[]): Provider {
  const providers = [first, ...others];
  const named = (name: string): Provider => {
    const provider = providers.find((candidate) => candidate.name === name);
    if (provider === undefined) throw new ProviderNotEnabled(name);
    return provider;
  };
  return {
    name: first.name,
    observe: async (reference: SubjectReference, purpose?: ReadPurpose): Promise<TargetState | undefined> =>
      named(reference.provider).observe(reference, purpose),
    observeAttempt: async (facts: DeploymentFacts): Promise<Observation | undefined> =>
      named(facts.provider).observeAttempt(facts),
    perform: async (action: ActionType, subject: Subject, about?: string, reason?: string): Promise<CallResult> =>
      named(providerOf(subject)).perform(action, subject, about, reason),
    investigators: (facts) => named(facts.provider).investigators?.(facts) ?? [],
    discover: (options) => discoverAll(providers, options),
    connectionCandidates: (typedId): readonly ConnectionReference[] =>
      providers.flatMap((provider) => provider.connectionCandidates?.(typedId) ?? []),
    parts: providers,
    candidates: (typedName): readonly DeploymentReference[] =>
      providers.flatMap((provider) => provider.candidates(typedName)),
  };
}

function providerOf(subject: Subject): string {
  return subject.on === 'deployment' ? subject.deployment.provider : subject.connection.provider;
}

/** A back end that fails does not hide the others: it has a separate page with its failure. */
async function* discoverAll(providers: readonly Provider[], options?: DiscoverOptions): AsyncIterable<DiscoveredPage> {
  for (const provider of providers) yield* provider.discover(options);
}
