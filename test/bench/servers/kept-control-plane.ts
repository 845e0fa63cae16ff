import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { startStandalone } from '@proton-bot/control-plane/standalone';
import { signer } from '../load/signed-request.ts';

/**
 * The control plane as a program of its own, started on a state file, or without one: `kept-control-plane <state file or ""> [<state to put>]`.
 * Reports how long the start took, and its memory. Asked, it reports the processor time that it has used, and the longest time
 * since the first question for which it served nobody: by the clock, and in processor time, without what other processes take.
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
const startProcessorMs = processorMs(process.cpuUsage());
if (stateToPut !== undefined) {
  const headers = { 'content-type': 'application/json' };
  const body = await readFile(stateToPut);
  const response = await fetch(`${url}/_proton-bot/snapshot`, { method: 'PUT', headers, body });
  if (!response.ok) throw new Error(`the state was not taken: ${await response.text()}`);
}
let [pauseMs, pauseProcessorMs] = [0, 0];
let last = { clockMs: performance.now(), processorMs: processorMs(process.threadCpuUsage()) };
// Everything that waits has its turn before a timer has its own.
setInterval(() => {
  const now = { clockMs: performance.now(), processorMs: processorMs(process.threadCpuUsage()) };
  pauseMs = Math.max(pauseMs, now.clockMs - last.clockMs);
  pauseProcessorMs = Math.max(pauseProcessorMs, now.processorMs - last.processorMs);
  last = now;
}, 1);
process.once('message', () => {
  [pauseMs, pauseProcessorMs] = [0, 0];
});
process.on('message', () => {
  process.send?.({ pauseMs, pauseProcessorMs, usedProcessorMs: processorMs(process.cpuUsage()) });
});
process.once('disconnect', () => process.exit());
globalThis.gc?.();
process.send?.({
  startMs,
  startProcessorMs,
  residentBytes: process.memoryUsage.rss(),
  port: Number(new URL(url).port),
});

function processorMs({ user, system }: { readonly user: number; readonly system: number }): number {
  return (user + system) / 1000;
}
