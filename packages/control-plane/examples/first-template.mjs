/** A control plane, the SDK's client, and an environment template: `node examples/first-template.mjs`. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  CreateEnvironmentTemplateCommand,
  ListEnvironmentTemplatesCommand,
  ProtonClient,
} from '@aws-sdk/client-proton';
import {
  createControlPlane,
  createControlPlaneHttpHandler,
  createControlPlaneHttpServer,
} from '@proton-bot/control-plane';
import { createAdvanceableClock } from '@proton-bot/control-plane/standalone';

const clock = createAdvanceableClock({ now: () => Date.now(), setTimer: setTimeout, clearTimer: clearTimeout });
const controlPlane = createControlPlane({
  clock,
  random: { uuid: () => randomUUID() },
  region: 'eu-central-1',
  accountId: '123456789012',
  emit: (event) => console.log(event['detail-type'], event.resources),
});
const serve = createControlPlaneHttpHandler(controlPlane);
const server = createControlPlaneHttpServer((request, response) => void serve(request, response));
server.listen(0, '127.0.0.1');
await once(server, 'listening');

const client = new ProtonClient({
  endpoint: `http://127.0.0.1:${server.address().port}`,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
});
await client.send(new CreateEnvironmentTemplateCommand({ name: 'network', displayName: 'A network' }));
const { templates } = await client.send(new ListEnvironmentTemplatesCommand({}));
console.log(templates.map(({ name, displayName }) => `${name}: ${displayName}`).join('\n'));

client.destroy();
server.close();
clock.stop();
