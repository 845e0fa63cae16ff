/** A control plane with a state file, in a process of its own: `node serve.mjs <state file> [<minimum growth of the journal>]`. Prints its URL. */
import { randomUUID } from 'node:crypto';
import { startStandalone } from '@proton-bot/control-plane/standalone';

const [stateFile, minimumGrowthBytes] = process.argv.slice(2);
const { url } = await startStandalone({
  port: 0,
  settings: {
    region: 'eu-central-1',
    accountId: '123456789012',
    durations: { templateRegistrationMs: 5 },
    quotas: { templates: 1_000_000 },
  },
  stateFile,
  ...(minimumGrowthBytes !== undefined && { journal: { minimumGrowthBytes: Number(minimumGrowthBytes) } }),
  machine: {
    now: () => Date.now(),
    setTimer: (run, afterMs) => setTimeout(run, afterMs),
    clearTimer: (timer) => clearTimeout(timer),
    uuid: () => randomUUID(),
  },
  tell: (line) => console.error(line),
});
console.log(url);
