import type { Server } from 'node:http';

/** Tells the benchmark, which started this process, where it listens. */
export function ready(server: Server): void {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
  process.on('disconnect', () => process.exit());
}
