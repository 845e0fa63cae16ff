import { createProviders, referenceReaders } from 'proton-bot:providers';
import { createProtonClients } from '../../lib/aws/index.ts';
import type { SubjectReference } from '../../lib/model/reference.ts';
import type { Provider } from '../../lib/ports.ts';
import {
  createProtonApi,
  createProtonProvider,
  referenceOf as protonReferenceOf,
} from '../../lib/providers/proton/index.ts';
import { severalProviders } from '../../lib/providers/several.ts';

/** Proton, and every back end that `bot.yml` enables beside it, as one. */
export function createProvider(): Provider {
  const proton = createProtonProvider(createProtonApi(createProtonClients()));
  return severalProviders(proton, ...createProviders.map((create) => create()));
}

/** What a target's ARN refers to; `undefined` where no enabled back end knows such a thing. */
export function referenceOf(target: string): SubjectReference | undefined {
  for (const read of [protonReferenceOf, ...referenceReaders]) {
    const reference = read(target);
    if (reference !== undefined) return reference;
  }
  return undefined;
}
