import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  CreateEnvironmentCommand,
  CreateEnvironmentTemplateCommand,
  CreateEnvironmentTemplateVersionCommand,
  CreateServiceCommand,
  CreateServiceTemplateCommand,
  CreateServiceTemplateVersionCommand,
  GetEnvironmentCommand,
  GetServiceInstanceCommand,
  ProtonClient,
  UpdateEnvironmentTemplateVersionCommand,
  UpdateServiceInstanceCommand,
  UpdateServiceTemplateVersionCommand,
  waitUntilEnvironmentTemplateVersionRegistered,
  waitUntilServiceTemplateVersionRegistered,
} from '@aws-sdk/client-proton';
import { control } from '../../../packages/control-plane/test/standalone/support/calling.ts';
import { run } from '../../cli/support/run.ts';
import { projectDirectory, until } from './session.ts';

export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const region = 'eu-central-1';

/** A port that is free now: the bot must know the address of the host before the host runs. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('the port has no address');
  return address.port;
}

/** The control plane as a process of its own, as docs/hosting.md has it. */
export class HostProcess {
  readonly url: string;
  readonly stateFile: string;
  readonly auditFile: string;
  readonly #port: number;
  readonly #awsUrl: string;
  #child: ChildProcess | undefined;

  /** @param awsUrl - where its event bus is */
  constructor(folder: string, port: number, awsUrl: string) {
    this.#port = port;
    this.#awsUrl = awsUrl;
    this.url = `http://127.0.0.1:${String(port)}`;
    this.stateFile = join(folder, 'proton.journal');
    this.auditFile = join(folder, 'audit.jsonl');
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const program = [
      join(projectDirectory, 'bin/proton-bot.js'),
      'control-plane',
      '--port',
      String(this.#port),
      '--json',
    ];
    const keeping = ['--state', this.stateFile, '--require-signatures', '--audit', this.auditFile, '--test-routes'];
    const durations = ['--deployment-seconds', '0.2', '--registration-seconds', '0.1', '--cancellation-seconds', '0.2'];
    const child = spawn(process.execPath, [...program, ...keeping, ...durations, '--event-bus', 'default'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        AWS_ENDPOINT_URL_EVENTBRIDGE: this.#awsUrl,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: 'host',
        AWS_SECRET_ACCESS_KEY: 'host',
      },
    });
    this.#child = child;
    await Promise.race([
      once(createInterface(child.stdout), 'line'),
      once(child, 'exit').then(() => Promise.reject(new Error('the host ended'))),
    ]);
  }

  /** Ends it, and waits for that. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  /** As an operator does. */
  async issueKey(): Promise<Key> {
    const { exitCode, out, err } = await run(['keys', 'create', '--state', this.stateFile, '--json']);
    if (exitCode !== 0) throw new Error(err);
    return JSON.parse(out);
  }

  async revokeKey({ accessKeyId }: Key): Promise<void> {
    const { exitCode, err } = await run(['keys', 'revoke', accessKeyId, '--state', this.stateFile]);
    if (exitCode !== 0) throw new Error(err);
  }

  /** The calls on record that were signed with this key. */
  async recordsOf({ accessKeyId }: Key): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const lines = (await readFile(this.auditFile, 'utf8')).split('\n').filter((line) => line !== '');
    const records: Readonly<Record<string, unknown>>[] = lines.map((line) => JSON.parse(line));
    return records.filter((record) => record['accessKeyId'] === accessKeyId);
  }
}

/** Whoever deploys through the host, with a key of their own. */
export class Deployer {
  readonly #client: ProtonClient;
  readonly #url: string;
  readonly #key: Key;

  constructor(url: string, key: Key) {
    this.#url = url;
    this.#key = key;
    this.#client = new ProtonClient({ endpoint: url, region, credentials: key, maxAttempts: 1 });
  }

  /** The environment `prod-eu`, and the service `orders` with the instance `api` in it, all deployed. */
  async deployOrders(): Promise<void> {
    const client = this.#client;
    const source = { s3: { bucket: 'templates', key: 'template.tar.gz' } };
    const version = { majorVersion: '1', minorVersion: '0' };
    const publish = { ...version, status: 'PUBLISHED' as const };
    const [network, web] = ['network', 'web'];
    await client.send(new CreateEnvironmentTemplateCommand({ name: network }));
    await client.send(new CreateEnvironmentTemplateVersionCommand({ templateName: network, source }));
    await client.send(new CreateServiceTemplateCommand({ name: web, pipelineProvisioning: 'CUSTOMER_MANAGED' }));
    const compatibleEnvironmentTemplates = [{ templateName: network, majorVersion: '1' }];
    await client.send(
      new CreateServiceTemplateVersionCommand({ templateName: web, source, compatibleEnvironmentTemplates }),
    );
    const waiting = { client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 };
    await waitUntilEnvironmentTemplateVersionRegistered(waiting, { templateName: network, ...version });
    await waitUntilServiceTemplateVersionRegistered(waiting, { templateName: web, ...version });
    await client.send(new UpdateEnvironmentTemplateVersionCommand({ templateName: network, ...publish }));
    await client.send(new UpdateServiceTemplateVersionCommand({ templateName: web, ...publish }));
    const spec = 'proton: EnvironmentSpec\nspec: { size: small }\n';
    const protonServiceRoleArn = 'arn:aws:iam::123456789012:role/proton';
    const template = { templateName: network, templateMajorVersion: '1' };
    await client.send(new CreateEnvironmentCommand({ name: 'prod-eu', ...template, spec, protonServiceRoleArn }));
    const isDeployed = async () => {
      const { environment } = await client.send(new GetEnvironmentCommand({ name: 'prod-eu' }));
      return environment?.deploymentStatus === 'SUCCEEDED';
    };
    await until(isDeployed);
    const instances = 'instances:\n  - name: api\n    environment: prod-eu\n    spec: { port: 80 }\n';
    const serviceSpec = `proton: ServiceSpec\n${instances}`;
    await client.send(
      new CreateServiceCommand({ name: 'orders', templateName: web, templateMajorVersion: '1', spec: serviceSpec }),
    );
    await until(async () => (await this.instanceStatus().catch(() => undefined)) === 'SUCCEEDED');
  }

  /** Starts an update of the instance that does not end by itself. */
  async hangUpdate(): Promise<void> {
    const script = { target: 'orders/api', outcome: 'hang' };
    await control(this.#url, 'outcomes', script, { ...this.#key, signedAtMs: Date.now(), region });
    const instance = { serviceName: 'orders', name: 'api', deploymentType: 'CURRENT_VERSION' as const };
    await this.#client.send(new UpdateServiceInstanceCommand(instance));
  }

  async instanceStatus(): Promise<string | undefined> {
    const answer = await this.#client.send(new GetServiceInstanceCommand({ serviceName: 'orders', name: 'api' }));
    return answer.serviceInstance?.deploymentStatus;
  }

  close(): void {
    this.#client.destroy();
  }
}
