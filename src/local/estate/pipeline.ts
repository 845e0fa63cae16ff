import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './stage.ts';

/** A pipeline that waits for somebody's approval before it goes to production: the message has the buttons. */
export async function playPipeline({ cloud, signal }: Stage): Promise<void> {
  cloud.codePipeline.define({
    name: 'checkout',
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', category: 'Source', provider: 'CodeStarSourceConnection' }] },
      { name: 'Staging', actions: [{ name: 'Deploy', category: 'Deploy', provider: 'ECS' }] },
      {
        name: 'Production',
        actions: [
          { name: 'Approve', category: 'Approval', provider: 'Manual' },
          { name: 'Release', category: 'Deploy', provider: 'ECS' },
        ],
      },
    ],
    tags: { environment: 'prod-eu', service: 'checkout' },
  });
  await sleep(10_000, undefined, { signal });
  cloud.codePipeline.start('checkout');
}
