import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { configurationPlugin } from '../../../scripts/esbuild-configuration-plugin.mjs';
import { providerRegistry } from '../../../src/lib/providers/registry.ts';
import { type Bundle, bundleHandler, packageOptions, projectFolder } from '../../support/bundles.ts';
import type { Benchmark } from '../figure.ts';

/** What observe weighs, and what a second back end costs whoever leaves it off, and whoever has it on. */
export const observeBytes: Benchmark = {
  figures: [
    { name: 'observe-bytes', title: 'The `observe` bundle', unit: 'bytes', atMost: 500_000 },
    {
      name: 'observe-bytes-off',
      title: 'Bytes of `observe` with AWS Supply Chain off ÷ built from a list without it',
      unit: 'ratio',
      atMost: 1,
    },
    { name: 'observe-bytes-on', title: 'The same with it on', unit: 'ratio' },
  ],
  async measure({ workFolder, say }) {
    say('bundling observe with the second back end off, unknown and on');
    const others = providerRegistry.filter(({ name }) => name !== 'supplyChain');
    if (others.length === providerRegistry.length)
      throw new Error('the list of back ends has no supplyChain to leave out');
    const off = await bundleWith(workFolder, 'off', join(projectFolder, 'config/bot.yml'));
    const without = await bundleWith(workFolder, 'without', await configurationWithoutIt(workFolder), others);
    const on = await bundleWith(workFolder, 'on', join(projectFolder, 'test/e2e/support/bot.yml'));
    const compared = ({ bytes }: Bundle) =>
      `${bytes.toLocaleString('en')} B against ${without.bytes.toLocaleString('en')} B`;
    return [
      { value: off.bytes, detail: 'minified, with the SDK clients; with Proton only' },
      { value: off.bytes / without.bytes, detail: compared(off) },
      { value: on.bytes / without.bytes, detail: `${compared(on)}; the provider and its client` },
    ];
  },
};

/** With the same rules in all of them, so that only what `bot.yml` enables, and what back ends there are, is different. */
function bundleWith(folder: string, name: string, bot: string, known = providerRegistry): Promise<Bundle> {
  const own = configurationPlugin({ rules: join(projectFolder, 'config/rules.yml'), bot }, known);
  const others = packageOptions().plugins?.filter((plugin) => plugin.name !== own.name) ?? [];
  return bundleHandler(folder, 'observe', `observe-${name}`, { plugins: [own, ...others] });
}

/** The packaged configuration as somebody would write it who has never heard of the second back end. */
async function configurationWithoutIt(folder: string): Promise<string> {
  const path = join(folder, 'bot.yml');
  const document = parseDocument(await readFile(join(projectFolder, 'config/bot.yml'), 'utf8'));
  if (!document.deleteIn(['providers', 'supplyChain'])) throw new Error('config/bot.yml does not name supplyChain');
  await writeFile(path, String(document));
  return path;
}
