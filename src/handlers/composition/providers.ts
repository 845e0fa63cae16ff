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
import { type Provider, ProviderNotEnabled, type ResourceManager } from '../../lib/ports.ts';
import { compositeProvider } from '../../lib/providers/composite.ts';
import { managerInScopes, type ScopedManager } from '../../lib/providers/managers-in-scopes.ts';
import type { ClientContext, ProviderModule, ProviderRuntime } from '../../lib/providers/module.ts';
import { type Place, providerInScopes, type ScopedProvider, scopeOfTarget } from '../../lib/providers/scopes.ts';
import { lazy } from './lazy.ts';

type CreateProvider = ProviderModule['createProvider'];

/**
 * The options of a back end: for a scope, or for the bot's own account and Region, which Lambda names
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime).
 *
 * @throws EnvironmentIncomplete
 */
function runtimeIn(clientContext: ClientContext = ownContext()): ProviderRuntime {
  return { ...clientContext, clientSettings, clock: systemClock, wait: systemWait, tagKeys };
}

function ownContext(): ClientContext {
  return { region: requireEnvironment(['AWS_REGION']).AWS_REGION };
}

function ownPlace(account: string) {
  const clientContext = ownContext();
  return { scope: ownScope, account, region: clientContext.region, clientContext };
}

/**
 * All back ends that `bot.yml` enables, in all its scopes, as one. Without scopes, too, they are asked only about what is in the bot's
 * own account and Region. The default event bus may carry events of other accounts, and several back ends know a target by its name:
 * the answer would be about another target of the same name.
 *
 * @param ownAccount - the account of the bot
 */
export function createProvider(ownAccount: string): Provider {
  const places = createScopes?.() ?? [ownPlace(ownAccount)];
  const inScopes = (create: CreateProvider): Provider => {
    const members = places.map(
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

/** One provider in one scope. @throws ProviderNotEnabled, ScopeUnknown */
export function createProviderIn(provider: string, scope: string): Provider {
  const create = createProviders[providerNames.indexOf(provider)];
  if (create === undefined) throw new ProviderNotEnabled(provider);
  const clientContext = createScopes?.().find(({ scope: name }) => name === scope)?.clientContext;
  if (clientContext === undefined && scope !== ownScope) throw new ScopeUnknown(scope);
  return create(runtimeIn(clientContext));
}

/** The resource managers of all back ends that have one, in every scope. */
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

/** A job is for a scope that is no longer in `bot.yml`. */
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

/** The scope of a target. If there is only the bot's own scope, everything is in it. */
export function scopeOf(target: string): string | undefined {
  if (createScopes === undefined) return ownScope;
  return scopeOfTarget(createScopes() satisfies readonly Place[], target);
}

/** The reference of a target's ARN; `undefined` if no enabled back end knows it. */
export function referenceOf(target: string): SubjectReference | undefined {
  for (const read of referenceReaders) {
    const reference = read(target);
    if (reference !== undefined) return reference;
  }
  return undefined;
}
