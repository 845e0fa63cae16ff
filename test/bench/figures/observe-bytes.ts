import { join } from 'node:path';
import { configurationPlugin } from '../../../scripts/esbuild-configuration-plugin.mjs';
import { type Bundle, bundleHandler, packageOptions, projectFolder } from '../../support/bundles.ts';
import type { Benchmark } from '../figure.ts';

/** `observe` at commit 9a010eb, the last one before the bot could serve a second back end. */
const bytesBefore = 532_265;

/** What a second back end costs whoever leaves it off, and whoever has it on. */
export const observeBytes: Benchmark = {
  figures: [
    {
      name: 'observe-bytes-off',
      title: 'Bytes of `observe` with AWS Supply Chain off ÷ before there was any',
      unit: 'ratio',
      atMost: 1.03,
    },
    { name: 'observe-bytes-on', title: 'The same with it on', unit: 'ratio' },
  ],
  async measure({ workFolder, say }) {
    say('bundling observe with the second back end off and on');
    const off = await bundleWith(workFolder, 'config/bot.yml');
    const on = await bundleWith(workFolder, 'config/local/bot.yml');
    const compared = ({ bytes }: Bundle) =>
      `${bytes.toLocaleString('en')} B against ${bytesBefore.toLocaleString('en')} B`;
    return [
      { value: off.bytes / bytesBefore, detail: `${compared(off)}; whatever else it learned since then counts, too` },
      { value: on.bytes / bytesBefore, detail: `${compared(on)}; the provider and its client` },
    ];
  },
};

/** With the same rules in both, so that only what `bot.yml` enables is different. */
function bundleWith(folder: string, bot: string): Promise<Bundle> {
  const own = configurationPlugin({ rules: join(projectFolder, 'config/rules.yml'), bot: join(projectFolder, bot) });
  const others = packageOptions().plugins?.filter(({ name }) => name !== own.name) ?? [];
  return bundleHandler(folder, 'observe', `observe-${bot.replaceAll('/', '-')}`, { plugins: [own, ...others] });
}
