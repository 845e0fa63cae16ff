import type { ListingFailed, ScopeFailure } from '../model/discovery.ts';
import type { Item, ItemKey } from '../model/item.ts';
import { placeOfArn } from '../model/reference.ts';
import type { Answer, Choice, Unasked } from '../model/request.ts';
import { isFinal } from '../model/statuses.ts';
import type { ConnectionFacts } from '../model/subject.ts';
import { AmbiguousScope, type Provider, type ResourceManager, ScopesUnavailable, type Store } from '../ports.ts';
import type { ObservePorts } from './look.ts';
import { unreachable } from './request-action.ts';
import { resolve, unaskedBecause } from './resolve.ts';
import { managerOf } from './resource-operations.ts';

/** A longer message is too long to read. */
const maximumShown = 15;

/** What questions about resources need. */
interface QuestionPorts {
  readonly resourceManagers: readonly ResourceManager[];
}

/** The resources of one provider. */
export async function listResources({ resourceManagers }: QuestionPorts, provider: string): Promise<Answer> {
  const reader = managerOf(resourceManagers, provider)?.resources;
  if (reader === undefined) return { kind: 'failed', error: 'ProviderNotEnabled' };
  return { kind: 'resources', provider, resources: await reader.list() };
}

/**
 * One resource of a provider.
 *
 * @param kind - `deleteConfirmation` to ask the person whether to delete it
 */
export async function findResource(
  { resourceManagers }: QuestionPorts,
  kind: 'resource' | 'deleteConfirmation',
  { provider, target }: { readonly provider: string; readonly target: string },
): Promise<Answer> {
  const reader = managerOf(resourceManagers, provider)?.resources;
  if (reader === undefined) return { kind: 'failed', error: 'ProviderNotEnabled' };
  try {
    const resource = await reader.describe(target);
    return resource === undefined ? { kind: 'notFound', name: target } : { kind, provider, resource };
  } catch (error) {
    if (!(error instanceof AmbiguousScope)) throw error;
    const choices = error.targets.map((choice): Choice => {
      const place = placeOfArn(choice);
      return { provider, name: target, target: choice, ...(place === undefined ? {} : { place }) };
    });
    return { kind: 'ambiguous', action: kind === 'resource' ? 'show' : 'delete', provider, name: target, choices };
  }
}

/**
 * The status of one target, or of each target with this name, in every provider, account and Region. This also updates their
 * items.
 */
export async function statusOfOne(ports: ObservePorts, name: string): Promise<Answer> {
  const { found, unasked } = await resolve(ports, ports.provider.candidates(name));
  if (found.length === 0) return unasked.length > 0 ? unreachable(unasked) : { kind: 'notFound', name };
  const items = found.map(({ item }) => item);
  return { kind: 'status', items, total: items.length, ...unlessNone(unasked) };
}

/** Everything in progress, as far as the table knows. */
export async function statusOfAll(store: Store): Promise<Answer> {
  const keys: ItemKey[] = [];
  for await (const page of store.open()) keys.push(...page);
  const items: Item[] = [];
  let total = 0;
  for (const key of keys) {
    const item = items.length < maximumShown ? await store.get(key) : undefined;
    const isOver = item !== undefined && isFinal(item.subject);
    if (!isOver) total += 1;
    if (item && !isOver) items.push(item);
  }
  return { kind: 'status', items, total };
}

/** The connections that wait for a decision, of every provider and scope that answers. */
export async function pendingConnections(ports: ObservePorts): Promise<Answer> {
  const connections: ConnectionFacts[] = [];
  const unasked: Unasked[] = [];
  for (const provider of ports.provider.parts ?? [ports.provider]) {
    try {
      for await (const pending of pendingOf(provider)) connections.push(pending);
    } catch (error) {
      unasked.push(unaskedBecause(ports, provider.name, error));
    }
  }
  if (connections.length === 0 && unasked.length > 0) return unreachable(unasked);
  return { kind: 'connections', connections, ...unlessNone(unasked) };
}

/** @throws ScopesUnavailable after the connections of the scopes that did answer */
async function* pendingOf(provider: Provider): AsyncIterable<ConnectionFacts> {
  const failedScopes: ScopeFailure[] = [];
  let firstFailure: ListingFailed | undefined;
  for await (const { references, failure, failedScope } of provider.discover({ on: 'connection' })) {
    if (failure !== undefined && failedScope === undefined) throw failure;
    if (failedScope !== undefined) failedScopes.push(failedScope);
    firstFailure ??= failure;
    for (const reference of references) {
      const state = await provider.observe(reference);
      for (const { subject } of state?.attempts ?? []) {
        if (subject.on === 'connection' && subject.connection.status === 'PENDING') yield subject.connection;
      }
    }
  }
  if (failedScopes.length > 0) throw new ScopesUnavailable(provider.name, failedScopes, firstFailure);
}

function unlessNone(unasked: readonly Unasked[]): { readonly unasked?: readonly Unasked[] } {
  return unasked.length === 0 ? {} : { unasked };
}
