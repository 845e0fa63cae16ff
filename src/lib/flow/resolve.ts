import { errorName } from '../model/errors.ts';
import type { Item } from '../model/item.ts';
import type { SubjectReference } from '../model/reference.ts';
import type { Unasked } from '../model/request.ts';
import { AmbiguousScope, ScopesUnavailable } from '../ports.ts';
import { ItemContended } from './change.ts';
import type { ObservePorts } from './look.ts';
import { observe } from './observe.ts';

/** Something that a name was found to mean. */
export interface Found {
  readonly reference: SubjectReference;
  readonly item: Item;
}

/**
 * The targets that a name means, and the providers that did not answer. Each provider has one target, or several with the same
 * name in other accounts or Regions.
 */
export interface Resolution {
  readonly found: readonly Found[];
  readonly unasked: readonly Unasked[];
}

/**
 * Looks at what a name may mean. For each provider the best guess counts, in every scope that knows it. Providers are asked
 * separately, so one that does not answer does not hide the targets of the others.
 *
 * @param references - best guess first
 * @throws ItemContended: deliver the request again
 */
export async function resolve(ports: ObservePorts, references: readonly SubjectReference[]): Promise<Resolution> {
  const found: Found[] = [];
  const unasked: Unasked[] = [];
  for (const provider of new Set(references.map((reference) => reference.provider))) {
    const own = references.filter((reference) => reference.provider === provider);
    try {
      found.push(...(await firstKnown(ports, own)));
    } catch (error) {
      if (error instanceof ItemContended) throw error;
      unasked.push(unaskedBecause(ports, provider, error));
    }
  }
  return { found, unasked };
}

async function firstKnown(ports: ObservePorts, references: readonly SubjectReference[]): Promise<readonly Found[]> {
  for (const reference of references) {
    const found = await inEachScope(ports, reference);
    if (found.length > 0) return found;
  }
  return [];
}

/** The target of a reference. If several scopes know the name, its target in each of them. */
async function inEachScope(ports: ObservePorts, reference: SubjectReference): Promise<readonly Found[]> {
  try {
    return await lookAt(ports, reference);
  } catch (error) {
    if (!(error instanceof AmbiguousScope)) throw error;
    const each = await Promise.all(error.targets.map((target) => lookAt(ports, { ...reference, target })));
    return each.flat();
  }
}

async function lookAt(ports: ObservePorts, reference: SubjectReference): Promise<readonly Found[]> {
  const { item } = await observe(ports, { cause: 'request', reference });
  return item === undefined ? [] : [{ reference, item }];
}

/** A provider that did not answer: for the person, and logged. */
export function unaskedBecause({ log }: Pick<ObservePorts, 'log'>, provider: string, error: unknown): Unasked {
  const unasked = unaskedOf(provider, error);
  log.warn('a provider could not be asked; the others are', { ...unasked });
  return unasked;
}

/** A provider that did not answer. If only some of its scopes did not, it says which. */
export function unaskedOf(provider: string, error: unknown): Unasked {
  const name = errorName(error);
  return error instanceof ScopesUnavailable
    ? { provider, error: name, scopes: error.scopes }
    : { provider, error: name };
}
