import type { ProviderManifest } from '../../src/lib/providers/module.ts';

export function memberAccountTemplate(manifests: readonly ProviderManifest[]): string;
