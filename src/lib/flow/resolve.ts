import type { Item } from '../model/item.ts';
import type { SubjectReference } from '../model/reference.ts';
import type { Unasked } from '../model/request.ts';
import { ItemContended } from './change.ts';
import type { ObservePorts } from './look.ts';
import { observe } from './observe.ts';

/** Something that a name was found to mean. */
export interface Found {
  readonly reference: SubjectReference;
  readonly item: Item;
}

/** What a name was found to mean: one thing of each provider at most, and the providers that did not say. */
export interface Resolution {
  readonly found: readonly Found[];
  readonly unasked: readonly Unasked[];
}

/**
 * Looks at what a name may mean. Of one provider the best guess counts; several providers are asked each for itself, so that one
 * that cannot be reached does not hide what the others know.
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
      const best = await firstKnown(ports, own);
      if (best !== undefined) found.push(best);
    } catch (error) {
      if (error instanceof ItemContended) throw error;
      unasked.push(unaskedBecause(ports, provider, error));
    }
  }
  return { found, unasked };
}

async function firstKnown(ports: ObservePorts, references: readonly SubjectReference[]): Promise<Found | undefined> {
  for (const reference of references) {
    const { item } = await observe(ports, { cause: 'request', reference });
    if (item !== undefined) return { reference, item };
  }
  return undefined;
}

/** A provider that did not answer, for the person and for the log. */
export function unaskedBecause({ log }: Pick<ObservePorts, 'log'>, provider: string, error: unknown): Unasked {
  const name = error instanceof Error ? error.name : 'unknown error';
  log.warn('a provider could not be asked; the others are', { provider, error: name });
  return { provider, error: name };
}
