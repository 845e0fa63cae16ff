import type { ProviderManifest } from '../../src/lib/providers/module.ts';
import { providerRegistry as own } from '../../src/lib/providers/registry.ts';
import { manifest as kiln } from './manifest.ts';

/** The list with one line more. */
export const providerRegistry: readonly ProviderManifest[] = [...own, kiln];
