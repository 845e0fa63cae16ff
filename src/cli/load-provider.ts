import type { ProviderManifest, ProviderModule } from '../lib/providers/module.ts';

/** Loads the code of a back end. The build includes every file with this name in the program. */
export async function loadProvider({ module }: ProviderManifest): Promise<ProviderModule> {
  const folder = module.split('/').at(-2) ?? '';
  const loaded: ProviderModule = await import(`../lib/providers/${folder}/module.ts`);
  return loaded;
}
