import { CreateEnvironmentTemplateCommand, ListServicesCommand, ProtonClient } from '@aws-sdk/client-proton';
import { expect, test } from '@jest/globals';
import { createControlPlane, createControlPlaneHttpHandler } from '@proton-bot/control-plane';
import { startCloudUnderTest } from '../../packages/local-aws/test/fixture/cloud.ts';
import { createProtonService } from '../../src/local/control-plane.ts';

test('what the control plane tells reaches the function that observes Proton', async () => {
  let ids = 0;
  const uuid = (): string => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`;
  const running = await startCloudUnderTest({
    services: [
      ({ putEvents }) => {
        const serve = createControlPlaneHttpHandler(
          createControlPlane({
            clock: { now: () => Date.parse('2026-11-21T10:00:00Z'), schedule: () => () => undefined },
            random: { uuid },
            region: 'eu-central-1',
            accountId: '123456789012',
            emit: (event) => putEvents([event]),
          }),
        );
        return createProtonService((request, response) => void serve(request, response));
      },
    ],
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new ProtonClient({
    endpoint: running.cloud.endpointUrl,
    region: 'eu-central-1',
    credentials,
    maxAttempts: 1,
  });

  await client.send(new CreateEnvironmentTemplateCommand({ name: 'network' }));
  await running.untilLogged('"detail-type":"AWS Proton Environment Template Status Change"');
  expect(await client.send(new ListServicesCommand({}))).toMatchObject({ services: [] });
  expect(running.cloud.calls()['(outside)']).toEqual({
    'proton.CreateEnvironmentTemplate': 1,
    'proton.ListServices': 1,
  });

  client.destroy();
  await running.stop();
});
