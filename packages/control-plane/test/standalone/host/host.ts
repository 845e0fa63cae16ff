import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  openKeyIssuer,
  type Standalone,
  type StandaloneOptions,
  startStandalone,
} from '../../../src/standalone/index.ts';
import { type HandMadeRequest, type Signing, signByHand } from '../../http/signatures/hand-made.ts';
import { ACCOUNT, countingRandom, REGION } from '../../support/world.ts';
import { createMachine, type Machine } from '../support/machine.ts';

/** What a call has been answered with. */
export interface Answer {
  readonly status: number;
  readonly requestId: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A control plane that is hosted for others: signatures, keys of its own, an audit. Its time passes when a test says so. */
export interface Host {
  readonly folder: string;
  readonly stateFile: string;
  readonly machine: Machine;
  readonly told: string[];
  start(options?: Partial<StandaloneOptions<number>>): Promise<Standalone>;
  issuer(): ReturnType<typeof openKeyIssuer>;
  end(): Promise<void>;
}

export async function createHost(): Promise<Host> {
  const folder = await mkdtemp(join(tmpdir(), 'proton-bot-host-'));
  const stateFile = join(folder, 'proton.journal');
  const machine = createMachine();
  const random = countingRandom();
  const told: string[] = [];
  const running: Standalone[] = [];
  let bytes = 0;
  return {
    folder,
    stateFile,
    machine,
    told,
    async start(options = {}) {
      const standalone = await startStandalone({
        port: 0,
        stateFile,
        settings: { region: REGION, accountId: ACCOUNT },
        machine: { ...machine, uuid: () => random.uuid() },
        tell: (line) => void told.push(line),
        callers: { requireSignatures: true },
        ...options,
      });
      running.push(standalone);
      return standalone;
    },
    issuer: () =>
      openKeyIssuer(stateFile, {
        now: () => machine.now(),
        randomBytes: (count) => Uint8Array.from({ length: count }, () => (bytes += 1) % 256),
      }),
    async end() {
      await Promise.all(running.map((standalone) => standalone.stop().catch(() => undefined)));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A request for an operation, to be signed. */
export function requestFor(url: string, operation: string, input: unknown = {}): HandMadeRequest {
  return {
    method: 'POST',
    path: '/',
    headers: {
      host: new URL(url).host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AwsProton20200720.${operation}`,
    },
    body: JSON.stringify(input),
  };
}

/** Calls an operation, signed. */
export async function signedCall(
  url: string,
  signing: Pick<Signing, 'accessKeyId' | 'secretAccessKey' | 'signedAtMs'> & Partial<Signing>,
  operation: string,
  input: unknown = {},
): Promise<Answer> {
  return send(url, signByHand(requestFor(url, operation, input), { region: REGION, ...signing }));
}

export async function send(url: string, { method, path, headers, body }: HandMadeRequest): Promise<Answer> {
  const { host: _set, ...sent } = headers;
  const response = await fetch(`${url}${path}`, { method, headers: sent, ...(method === 'POST' && { body }) });
  const answered: unknown = await response.json();
  return {
    status: response.status,
    requestId: response.headers.get('x-amzn-requestid'),
    body: Object.fromEntries<unknown>(Object.entries(Object(answered))),
  };
}
