import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bundleText } from '../support/bundles.ts';

const require = createRequire(import.meta.url);

/** Refuses every call, with the name and in the form of AWS's JSON protocol. */
const server = createServer((request, response) => {
  const service = String(request.headers['x-amz-target']).split('.')[0] ?? '';
  request.resume();
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify({ __type: `${service}#NoSuchThingException`, message: 'it is not there' }));
});
let folder = '';
let endpoint = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-error-names-'));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no address');
  endpoint = `http://127.0.0.1:${address.port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

// One that its service declares, and one that no model has: the bot tells errors apart by their names only.
test.each([
  ['ssm', 'SSM', 'GetParameter', { Name: 'a' }, 'ParameterNotFound'],
  ['codedeploy', 'CodeDeploy', 'GetDeployment', { deploymentId: 'd-1' }, 'DeploymentDoesNotExistException'],
  ['codepipeline', 'CodePipeline', 'GetPipelineState', { name: 'orders' }, 'PipelineNotFoundException'],
  ['ecs', 'ECS', 'ListServices', {}, 'ClusterNotFoundException'],
])(
  'the packaged client %s has no error classes, and its errors have their names',
  async (client, Client, operation, input, declared) => {
    const text = `export { ${Client}Client as Client, ${operation}Command as Command } from '@aws-sdk/client-${client}';`;
    const { path } = await bundleText(folder, client, text);
    expect(await readFile(path, 'utf8')).not.toContain(declared);
    const bundle: {
      readonly Client: new (options: object) => Sending;
      readonly Command: new (input: object) => object;
    } = require(path);
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const sending = new bundle.Client({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
    await expect(sending.send(new bundle.Command(input))).rejects.toMatchObject({
      name: 'NoSuchThingException',
      message: 'it is not there',
      $metadata: { httpStatusCode: 400 },
    });
    sending.destroy();
  },
);

interface Sending {
  send(command: object): Promise<unknown>;
  destroy(): void;
}
