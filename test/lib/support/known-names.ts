import { providerRegistry } from '../../../src/lib/providers/registry.ts';

/** The back ends that there are, as messages list them. */
export const knownProviders = providerRegistry.map(({ name }) => name).join(', ');
/** Every kind of target of theirs. */
export const knownKinds = [...new Set(providerRegistry.flatMap(({ kinds }) => kinds))].join(', ');
