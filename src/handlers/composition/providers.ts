import {
  createProviders,
  createResourceManagers,
  createScopes,
  discoveryIntervalsMs,
  providerNames,
  referenceReaders,
  scopes,
  tagKeys,
} from 'proton-bot:providers';
import { clientSettings, requireEnvironment, systemClock, systemWait } from '../../lib/aws/index.ts';
import type { DiscoverySource } from '../../lib/flow/index.ts';
import { ownScope } from '../../lib/model/discovery.ts';
import { BotError } from '../../lib/model/errors.ts';
import type { SubjectReference } from '../../lib/model/reference.ts';
import type { Provider, ResourceManager } from '../../lib/ports.ts';
import { compositeProvider, ProviderNotEnabled } from '../../lib/providers/composite.ts';
import { managerInScopes, type ScopedManager } from '../../lib/providers/managers-in-scopes.ts';
import type { ClientContext, ProviderModule, ProviderRuntime } from '../../lib/providers/module.ts';
import { type Place, providerInScopes, type ScopedProvider, scopeOfTarget } from '../../lib/providers/scopes.ts';
import { lazy } from './lazy.ts';

type CreateProvider = ProviderModule['createProvider'];

/**
 * What a back end is made with: for a scope, or for the bot's own account and Region, which Lambda names
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime).
 *
 * @throws EnvironmentIncomplete
 */
function runtimeIn(
  clientContext: ClientContext = { region: requireEnvironment(['AWS_REGION']).AWS_REGION },
): ProviderRuntime {
  return { ...clientContext, clientSettings, clock: systemClock, wait: systemWait, tagKeys };
}

/** Every back end that `bot.yml` enables, in every scope that it names, as one. */
export function createProvider(): Provider {
  const scopeContexts = createScopes?.();
  const inScopes = (create: CreateProvider): Provider => {
    if (scopeContexts === undefined) return create(runtimeIn());
    const members = scopeContexts.map(
      ({ clientContext, ...place }): ScopedProvider => ({
        ...place,
        provider: lazy(() => create(runtimeIn(clientContext))),
      }),
    );
    return providerInScopes(members);
  };
  const [first, ...others] = createProviders.map(inScopes);
  if (first === undefined) throw new Error('no back end is enabled, which the check of bot.yml refuses');
  return compositeProvider(first, ...others);
}

/** What one provider has in one scope. @throws ProviderNotEnabled, ScopeUnknown */
export function createProviderIn(provider: string, scope: string): Provider {
  const create = createProviders[providerNames.indexOf(provider)];
  if (create === undefined) throw new ProviderNotEnabled(provider);
  const clientContext = createScopes?.().find(({ scope: name }) => name === scope)?.clientContext;
  if (clientContext === undefined && scope !== ownScope) throw new ScopeUnknown(scope);
  return create(runtimeIn(clientContext));
}

/** What creates, changes and deletes resources, of each back end that has such operations, in every scope. */
export function createManagers(): readonly ResourceManager[] {
  const [own, ...others] = createScopes?.() ?? [];
  return createResourceManagers.map((create) => {
    if (own === undefined) return create(runtimeIn());
    const memberAt = ({ clientContext, ...place }: typeof own): ScopedManager => ({
      ...place,
      manager: lazy(() => create(runtimeIn(clientContext))),
    });
    return managerInScopes([memberAt(own), ...others.map(memberAt)]);
  });
}

/** A job is about a scope that `bot.yml` does not name any more. */
export class ScopeUnknown extends BotError {
  override readonly name = 'ScopeUnknown';
  override readonly retryable = false;
  constructor(scope: string) {
    super(`there is no scope "${scope}" in bot.yml: name it there, or leave what is queued of it to expire`);
  }
}

/**
 * Every provider in every scope, each as often as its manifest allows.
 *
 * @param shortestMs - the bot's own interval; 0, as on one machine, lists everything at every sweep
 */
export function discoverySources(shortestMs: number): readonly DiscoverySource[] {
  const names = [ownScope, ...scopes.map(({ name }) => name)];
  return providerNames.flatMap((provider, index) => {
    const intervalMs = shortestMs === 0 ? 0 : Math.max(shortestMs, discoveryIntervalsMs[index] ?? 0);
    return names.map((scope) => ({ provider, scope, intervalMs }));
  });
}

/** The scope that a target is in. Where only the bot's own is served, everything is in it. */
export function scopeOf(target: string): string | undefined {
  if (createScopes === undefined) return ownScope;
  return scopeOfTarget(createScopes() satisfies readonly Place[], target);
}

/** What a target's ARN refers to; `undefined` where no enabled back end knows such a thing. */
export function referenceOf(target: string): SubjectReference | undefined {
  for (const read of referenceReaders) {
    const reference = read(target);
    if (reference !== undefined) return reference;
  }
  return undefined;
}
