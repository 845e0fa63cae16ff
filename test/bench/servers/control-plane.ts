import { randomUUID } from 'node:crypto';
import {
  createControlPlane,
  createControlPlaneHttpHandler,
  createControlPlaneHttpServer,
} from '../../../src/control-plane/index.ts';
import { createAdvanceableClock } from '../../../src/control-plane/standalone/index.ts';
import { signer } from '../load/signed-request.ts';
import { fillLandscape } from './landscape.ts';
import { ready } from './ready.ts';

/** The control plane with the largest account; told how much memory that took. Arguments: `signatures`, `empty`. */
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
  quotas: { templates: 10_000_000 },
});
const heapBefore = heapBytes();
if (!process.argv.includes('empty')) fillLandscape(plane, () => clock.advance(60_000));
process.send?.({ heapBytes: heapBytes() - heapBefore, residentBytes: process.memoryUsage.rss() });

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
