import { bundleHandler, bundleText, importsOf } from '../../support/bundles.ts';
import { coldImports } from '../cold-import.ts';
import type { Benchmark } from '../figure.ts';
import { median } from '../statistics.ts';

/** The clients that `observe` makes when it is loaded, made as it makes them; the others it makes at first use. */
const making = `
import { ProtonClient } from '@aws-sdk/client-proton';
import { clientSettings, createDynamoDbClient } from './src/lib/aws/index.ts';
import { clientOptions } from './src/lib/providers/module.ts';
const { reading, acting } = clientOptions({ region: process.env.AWS_REGION, clientSettings });
export const made = [createDynamoDbClient(), new ProtonClient(reading), new ProtonClient(acting)];
`;

/** What a cold start of `observe` costs beyond the SDK clients that it cannot do without. */
export const observeImport: Benchmark = {
  figures: [
    {
      name: 'observe-import',
      title: 'Cold import of `observe` ÷ a bundle of just its SDK clients',
      unit: 'ratio',
      atMost: 1.25,
    },
    { name: 'observe-import-unmade', title: 'The same ÷ a bundle that makes none of these clients', unit: 'ratio' },
  ],
  async measure({ samples, workFolder, say }) {
    say(`loading observe and its bare SDK clients in ${samples} cold processes each`);
    const observe = await bundleHandler(workFolder, 'observe', 'observe');
    const imports = await importsOf(observe, (name) => name.startsWith('@aws-sdk/client-'));
    const made = await bundleText(workFolder, 'clients', imports + making);
    const unmade = await bundleText(workFolder, 'unmade-clients', imports);
    const times = await coldImports([observe.path, made.path, unmade.path], samples);
    const [observeMs = 0, madeMs = 0, unmadeMs = 0] = times.map(median);
    const compared = (otherMs: number) => `${observeMs.toFixed(1)} ms against ${otherMs.toFixed(1)} ms`;
    return [
      { value: observeMs / madeMs, detail: `${compared(madeMs)}; the same commands, and the same clients made` },
      { value: observeMs / unmadeMs, detail: `${compared(unmadeMs)}; making them is work of the SDK, too` },
    ];
  },
};
