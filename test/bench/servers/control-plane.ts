import { randomUUID } from 'node:crypto';
import {
  createControlPlane,
  createControlPlaneHttpHandler,
  createControlPlaneHttpServer,
} from '@proton-bot/control-plane';
import { createAdvanceableClock } from '@proton-bot/control-plane/standalone';
import { signer } from '../load/signed-request.ts';
import { createFixtures, instanceAt, renderedBundles } from './fixtures.ts';
import { ready } from './ready.ts';

/**
 * The control plane with the largest account; told how much memory that took. With the argument `signatures` they are checked. With
 * `rendered` the account is small, and its templates are rendered.
 */
const isRendered = process.argv.includes('rendered');
const clock = createAdvanceableClock<NodeJS.Timeout>({
  now: () => Date.now(),
  setTimer: (run, afterMs) => setTimeout(run, afterMs),
  clearTimer: (timer) => clearTimeout(timer),
});
const plane = createControlPlane({
  clock,
  random: { uuid: () => randomUUID() },
  region: signer.region,
  accountId: signer.accessKeyId,
  emit: () => undefined,
  quotas: { environments: 10_000_000 },
  // Longer than the measurements take, so that what they create does not end in the middle of them.
  durations: { deploymentMs: 50_000 },
  ...(isRendered && { bundles: renderedBundles }),
});
const heapBefore = heapBytes();
createFixtures(plane, () => clock.advance(60_000), isRendered ? { services: 20 } : {});
const answer = plane.call('GetServiceInstance', instanceAt(0, 0));
process.send?.({
  heapBytes: heapBytes() - heapBefore,
  residentBytes: process.memoryUsage.rss(),
  getAnswerBytes: JSON.stringify(answer).length,
});

const handler = createControlPlaneHttpHandler(plane, {
  requireSignatures: process.argv.includes('signatures'),
  now: () => Date.now(),
  credentials: new Map([[signer.accessKeyId, { ...signer, accountId: signer.accessKeyId }]]),
});
const server = createControlPlaneHttpServer((request, response) => void handler(request, response));
server.listen(0, '127.0.0.1', () => ready(server));

/** After a collection, which `--expose-gc` makes possible. */
function heapBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
