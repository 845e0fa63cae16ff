import { bundleHandler, bundleText, importsOf } from '../../support/bundles.ts';
import { coldImports } from '../cold-import.ts';
import type { Benchmark } from '../figure.ts';
import { median, middleHalf } from '../statistics.ts';

/** What a cold start of `observe` costs beyond the SDK clients that it cannot do without. */
export const observeImport: Benchmark = {
  figures: [
    {
      name: 'observe-import',
      title: 'Cold import of `observe` ÷ a bundle of just its SDK clients',
      unit: 'ratio',
      atMost: 1.25,
    },
  ],
  async measure({ samples, workFolder, say }) {
    say(`loading observe and its bare SDK clients in ${samples} cold processes each`);
    const observe = await bundleHandler(workFolder, 'observe', 'observe');
    const text = await importsOf(observe, (name) => name.startsWith('@aws-sdk/client-'));
    const clients = await bundleText(workFolder, 'clients', text);
    const [observeTimes = [], clientTimes = []] = await coldImports([observe.path, clients.path], samples);
    const [observeMs, clientsMs] = [median(observeTimes), median(clientTimes)];
    const [low, high] = middleHalf(observeTimes.map((time, index) => time / (clientTimes[index] ?? Number.NaN)));
    const half = `pairs: ${low.toFixed(2)} to ${high.toFixed(2)}`;
    return [
      {
        value: observeMs / clientsMs,
        detail: `${observeMs.toFixed(1)} ms against ${clientsMs.toFixed(1)} ms, in which no client is made; ${half}`,
      },
    ];
  },
};
