import { type Connection, openConnection } from './connection.ts';

/**
 * Sends every request once, spread over the connections.
 * @returns requests per second
 */
export async function requestsPerSecond(
  connections: readonly Connection[],
  requests: readonly Buffer[],
): Promise<number> {
  const queue = requests.values();
  const startedMs = performance.now();
  await Promise.all(
    connections.map(async (connection) => {
      for (const request of queue) await connection.send(request);
    }),
  );
  return requests.length / ((performance.now() - startedMs) / 1000);
}

export function openConnections(port: number, count: number): Promise<Connection[]> {
  return Promise.all(Array.from({ length: count }, () => openConnection(port)));
}
