import type { ControlPlaneRandom } from '../engine/ports.ts';

/** Ids of requests, which clients show as `$metadata.requestId`; without chance they count up. */
export function createRequestIds(random: ControlPlaneRandom | undefined): () => string {
  if (random !== undefined) return () => random.uuid();
  let requests = 0;
  return () => {
    requests += 1;
    return `00000000-0000-4000-8000-${requests.toString(16).padStart(12, '0')}`;
  };
}
