import type { Clock } from '../../ports.ts';
import { type CallRate, callsPerSecondUnpublished, createCallRate } from '../call-rate.ts';
import type { EcsApi, EcsOperation } from './api.ts';

/**
 * Half of what AWS allows for as long as one likes: the rest is for those who deploy
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html).
 */
const callsPerSecond = 10;

/** Operations that share a limit. For all others none is published. */
const limits: Readonly<Partial<Record<EcsOperation, 'services' | 'deployments'>>> = {
  ListServices: 'services',
  DescribeServices: 'services',
  ListServiceDeployments: 'deployments',
  DescribeServiceDeployments: 'deployments',
};

/** The API for listings: its calls are spaced out, each within the rate that AWS allows for it. */
export function pacedApi(
  api: EcsApi,
  { clock, wait }: { readonly clock: Clock; readonly wait: (durationMs: number) => Promise<void> },
): EcsApi {
  const rates: Readonly<Record<'services' | 'deployments' | 'others', CallRate>> = {
    services: createCallRate({ clock, wait, callsPerSecond }),
    deployments: createCallRate({ clock, wait, callsPerSecond }),
    others: createCallRate({ clock, wait, callsPerSecond: callsPerSecondUnpublished }),
  };
  return {
    async call(operation, input) {
      await rates[limits[operation] ?? 'others']();
      return api.call(operation, input);
    },
  };
}
