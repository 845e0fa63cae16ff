import {
  createProviders,
  createResourceManagers,
  createScopes,
  providerNames,
  referenceReaders,
  scopes,
} from 'proton-bot:providers';
import type { ClientSite } from '../../lib/aws/index.ts';
import { createProtonClients } from '../../lib/aws/index.ts';
import type { DiscoverySource } from '../../lib/flow/index.ts';
import { ownScope } from '../../lib/model/discovery.ts';
import { BotError } from '../../lib/model/errors.ts';
import type { SubjectReference } from '../../lib/model/reference.ts';
import type { Provider, ResourceManager } from '../../lib/ports.ts';
import { managerInScopes, type ScopedManager } from '../../lib/providers/managers-in-scopes.ts';
import {
  createProtonApi,
  createProtonProvider,
  providerName as proton,
  referenceOf as protonReferenceOf,
} from '../../lib/providers/proton/index.ts';
import { type Place, providerInScopes, type ScopedProvider, scopeOfTarget } from '../../lib/providers/scopes.ts';
import { ProviderNotEnabled, severalProviders } from '../../lib/providers/several.ts';
import { atFirstUse } from './at-first-use.ts';

/** How a back end's provider is made: for a scope, or for the bot's own account and Region. */
type CreateProvider = (site?: ClientSite) => Provider;

const createProton: CreateProvider = (site) => createProtonProvider(createProtonApi(createProtonClients(site)));

/** Proton, and every back end that `bot.yml` enables beside it, in every scope that it names, as one. */
export function createProvider(): Provider {
  const sites = createScopes?.();
  const inScopes = (create: CreateProvider): Provider => {
    if (sites === undefined) return create();
    const members = sites.map(
      ({ site, ...place }): ScopedProvider => ({ ...place, provider: atFirstUse(() => create(site)) }),
    );
    return providerInScopes(members);
  };
  return severalProviders(inScopes(createProton), ...createProviders.map(inScopes));
}

/** What one provider has in one scope. @throws ProviderNotEnabled, ScopeUnknown */
export function createProviderIn(provider: string, scope: string): Provider {
  const create = provider === proton ? createProton : createProviders[providerNames.indexOf(provider)];
  if (create === undefined) throw new ProviderNotEnabled(provider);
  const site = createScopes?.().find(({ scope: name }) => name === scope)?.site;
  if (site === undefined && scope !== ownScope) throw new ScopeUnknown(scope);
  return create(site);
}

/** What creates, changes and deletes resources, of each back end that has such operations, in every scope. */
export function createManagers(): readonly ResourceManager[] {
  const [own, ...others] = createScopes?.() ?? [];
  return createResourceManagers.map((create) => {
    if (own === undefined) return create();
    const memberAt = ({ site, ...place }: typeof own): ScopedManager => ({
      ...place,
      manager: atFirstUse(() => create(site)),
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

/** Every provider in every scope. */
export function discoverySources(intervalMs: number): readonly DiscoverySource[] {
  const names = [ownScope, ...scopes.map(({ name }) => name)];
  return [proton, ...providerNames].flatMap((provider) => names.map((scope) => ({ provider, scope, intervalMs })));
}

/** The scope that a target is in. Where only the bot's own is served, everything is in it. */
export function scopeOf(target: string): string | undefined {
  if (createScopes === undefined) return ownScope;
  return scopeOfTarget(createScopes() satisfies readonly Place[], target);
}

/** What a target's ARN refers to; `undefined` where no enabled back end knows such a thing. */
export function referenceOf(target: string): SubjectReference | undefined {
  for (const read of [protonReferenceOf, ...referenceReaders]) {
    const reference = read(target);
    if (reference !== undefined) return reference;
  }
  return undefined;
}
