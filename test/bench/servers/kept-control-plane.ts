import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { startStandalone } from '@proton-bot/control-plane/standalone';
import { signer } from '../load/signed-request.ts';

/**
 * The control plane as a program of its own, started on a state file, or without one: `kept-control-plane <state file or ""> [<state to put>]`.
 * Told how long the start took, and its memory; asked for `pause`, it tells the longest time for which it did nothing else.
 */
const [stateFile = '', stateToPut] = process.argv.slice(2);
const beganMs = performance.now();
const { url } = await startStandalone<NodeJS.Timeout>({
  port: 0,
  settings: {
    region: signer.region,
    accountId: signer.accessKeyId,
    quotas: { environments: 10_000_000 },
    // Longer than the measurements take, so that what they create does not end in the middle of them.
    durations: { deploymentMs: 50_000_000 },
  },
  ...(stateFile !== '' && { stateFile }),
  testRoutes: true,
  machine: {
    now: () => Date.now(),
    setTimer: (run, afterMs) => setTimeout(run, afterMs),
    clearTimer: (timer) => clearTimeout(timer),
    uuid: () => randomUUID(),
  },
  tell: (line) => void process.stderr.write(`${line}\n`),
});
const startMs = performance.now() - beganMs;
if (stateToPut !== undefined) {
  const headers = { 'content-type': 'application/json' };
  const body = await readFile(stateToPut);
  const response = await fetch(`${url}/_proton-bot/snapshot`, { method: 'PUT', headers, body });
  if (!response.ok) throw new Error(`the state was not taken: ${await response.text()}`);
}
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
process.on('message', () => {
  process.send?.({ pauseMs: delay.max / 1e6 });
  delay.reset();
});
process.once('disconnect', () => process.exit());
globalThis.gc?.();
process.send?.({ startMs, residentBytes: process.memoryUsage.rss(), port: Number(new URL(url).port) });
