import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './stage.ts';

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
