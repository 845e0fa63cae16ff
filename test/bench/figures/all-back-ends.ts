import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isScalar, parseDocument } from 'yaml';
import { configurationPlugin } from '../../../scripts/esbuild-configuration-plugin.mjs';
import { type Bundle, bundleHandler, packageOptions, projectFolder } from '../../support/bundles.ts';
import { coldImports } from '../cold-import.ts';
import type { Benchmark } from '../figure.ts';
import { median } from '../statistics.ts';

/** What observe weighs, and how long it takes to load, for whoever has everything on, beside whoever has Proton only. */
export const allBackEnds: Benchmark = {
  figures: [
    {
      name: 'all-back-ends-bytes',
      title: 'Bytes of `observe` with every back end on ÷ with Proton only',
      unit: 'ratio',
      atMost: 1.6,
    },
    { name: 'all-back-ends-import', title: 'Cold import, likewise', unit: 'ratio', atMost: 1.5 },
  ],
  async measure({ samples, workFolder, say }) {
    say(`bundling observe with every back end on, and loading it in ${samples} cold processes`);
    const usual = join(projectFolder, 'config/bot.yml');
    const everything = join(workFolder, 'everything.yml');
    await writeFile(everything, withAllOn(await readFile(usual, 'utf8')));
    const one = await bundleWith(workFolder, 'proton-only', usual);
    const all = await bundleWith(workFolder, 'everything', everything);
    const times = await coldImports([all.path, one.path], samples);
    const [allMs = 0, oneMs = 0] = times.map(median);
    return [
      {
        value: all.bytes / one.bytes,
        detail: `${all.bytes.toLocaleString('en')} B against ${one.bytes.toLocaleString('en')} B, every switch on`,
      },
      { value: allMs / oneMs, detail: `${allMs.toFixed(1)} ms against ${oneMs.toFixed(1)} ms` },
    ];
  },
};

/** A `bot.yml` in which every switch below `providers` is on. */
function withAllOn(text: string): string {
  const document = parseDocument(text);
  const providers = document.get('providers');
  if (!isMap(providers)) throw new Error('config/bot.yml has no providers');
  for (const { value: switches } of providers.items) {
    if (!isMap(switches)) throw new Error('a back end of config/bot.yml has no switches');
    for (const { key, value } of switches.items) {
      if (isScalar(value) && typeof value.value === 'boolean') switches.set(key, true);
    }
  }
  return String(document);
}

function bundleWith(folder: string, name: string, bot: string): Promise<Bundle> {
  const own = configurationPlugin({ rules: join(projectFolder, 'config/rules.yml'), bot });
  const others = packageOptions().plugins?.filter((plugin) => plugin.name !== own.name) ?? [];
  return bundleHandler(folder, 'observe', `observe-${name}`, { plugins: [own, ...others] });
}
