import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './proton.ts';

/** Somebody creates an instance of AWS Supply Chain without the bot: there is no event for it, so a sweep finds it. */
export async function playSupplyChain(stage: Stage): Promise<void> {
  const { signal } = stage;
  await sleep(5_000, undefined, { signal });
  const { instance } = stage.cloud.supplyChain.call('CreateInstance', {
    instanceName: 'factory-eu',
    instanceDescription: 'Plans the factory in Europe',
    webAppDnsDomain: 'factory-eu',
  });
  await sleep(18_000, undefined, { signal });
  importData(stage, instance.instanceId, 'IN_PROGRESS');
  await sleep(4_000, undefined, { signal });
  importData(stage, instance.instanceId, 'SUCCEEDED');
}

/** Sends the status of an instance's data integration flow, as its only kind of event. */
function importData({ cloud, accountId, region }: Stage, instanceId: string, status: string): void {
  const nowIso = new Date().toISOString();
  cloud.putEvents([
    {
      source: 'aws.supplychain',
      'detail-type': 'AWS Supply Chain Data Integration Status Change',
      detail: {
        version: '1.0',
        instanceId,
        flowArn: `arn:aws:scn:${region}:${accountId}:instance/${instanceId}/data-integration-flows/orders-daily`,
        flowExecutionId: 'first-import',
        status,
        startTime: nowIso,
        endTime: status === 'IN_PROGRESS' ? '' : nowIso,
        message: '',
        sourceType: 'S3',
      },
    },
  ]);
}

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
