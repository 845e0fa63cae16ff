import { bundleHandler, bundleText, importsOf, packageOptions } from '../../support/bundles.ts';
import { coldImports } from '../cold-import.ts';
import type { Benchmark } from '../figure.ts';
import { median } from '../statistics.ts';

/** Without what stands in for parts of Bolt: Express and its like are in the bundle too. What is not Bolt's stays as it is. */
const withoutAliases = {
  alias: Object.fromEntries(
    Object.entries(packageOptions().alias ?? {}).filter(([, standIn]) => !standIn.endsWith('bolt-stub.cjs')),
  ),
};

/** What the aliases save: the parts of Bolt that a Lambda never runs. */
export const ingress: Benchmark = {
  figures: [
    { name: 'bolt-bytes', title: "Bolt's part of the ingress bundle", unit: 'bytes', atMost: 200_000 },
    { name: 'bolt-import', title: "Cold import of Bolt's part ÷ Bolt without the aliases", unit: 'ratio', atMost: 0.2 },
    { name: 'ingress-bytes', title: 'The ingress bundle', unit: 'bytes', atMost: 500_000 },
    {
      name: 'ingress-share',
      title: 'Bytes of the ingress bundle ÷ its twin without the aliases for Bolt',
      unit: 'ratio',
      atMost: 0.4,
    },
    { name: 'ingress-import', title: 'Cold import of the ingress bundle ÷ its twin', unit: 'ratio' },
  ],
  async measure({ samples, workFolder, say }) {
    say('bundling the ingress and its twin without aliases');
    const whole = await bundleHandler(workFolder, 'slack', 'ingress');
    const wholeTwin = await bundleHandler(workFolder, 'slack', 'ingress-twin', withoutAliases);
    const text = await importsOf(whole, (name) => name === '@slack/bolt');
    const bolt = await bundleText(workFolder, 'bolt', text);
    const boltTwin = await bundleText(workFolder, 'bolt-twin', text, withoutAliases);
    say(`loading each of the four in ${samples} cold processes`);
    const bundles = [bolt, boltTwin, whole, wholeTwin];
    const times = await coldImports(
      bundles.map(({ path }) => path),
      samples,
    );
    const [boltMs = 0, boltTwinMs = 0, wholeMs = 0, wholeTwinMs = 0] = times.map(median);
    const compared = (one: number, other: number) => `${one.toFixed(1)} ms against ${other.toFixed(1)} ms`;
    return [
      { value: bolt.bytes, detail: 'a bundle of what the ingress imports from @slack/bolt, with all it pulls in' },
      { value: boltMs / boltTwinMs, detail: compared(boltMs, boltTwinMs) },
      { value: whole.bytes, detail: 'minified, with the SDK clients' },
      { value: whole.bytes / wholeTwin.bytes, detail: `the twin has ${wholeTwin.bytes.toLocaleString('en')} B` },
      { value: wholeMs / wholeTwinMs, detail: compared(wholeMs, wholeTwinMs) },
    ];
  },
};
