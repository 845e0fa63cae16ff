import type { Server } from 'node:http';
import {
  type ControlPlane,
  type ControlPlaneHttpOptions,
  type ControlPlaneRegions,
  createControlPlaneHttpHandler,
  createControlPlaneHttpServer,
} from '../../src/index.ts';

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  /** Faults of the control plane so far. */
  readonly faults: unknown[];
  close(): Promise<void>;
}

/** Serves control planes on a free port of the loopback interface, with control routes unless the options say otherwise. */
export async function serve(
  planes: ControlPlane | ControlPlaneRegions,
  options: ControlPlaneHttpOptions = {},
): Promise<HttpServer> {
  const faults: unknown[] = [];
  const handler = createControlPlaneHttpHandler(planes, {
    testRoutes: true,
    onFault: (fault) => faults.push(fault),
    ...options,
  });
  const server = createControlPlaneHttpServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    faults,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return address.port;
}

/** A control route's answer. */
export interface ControlAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Calls a control route; `undefined` as body sends none. */
export async function callControl(
  server: Pick<HttpServer, 'url'>,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<ControlAnswer> {
  const response = await fetch(`${server.url}/_proton-bot/${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  return { status: response.status, body: Object.fromEntries(Object.entries(answer ?? {})) };
}

/** Calls an operation without an SDK. */
export async function callOperation(
  server: Pick<HttpServer, 'url'>,
  operation: string,
  input: unknown = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<ControlAnswer> {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'x-amz-target': `AwsProton20200720.${operation}`, ...headers },
    body: JSON.stringify(input),
  });
  const answer: unknown = await response.json();
  return { status: response.status, body: Object.fromEntries(Object.entries(answer ?? {})) };
}

/** The `Authorization` header that says who calls, and for which region, without a signature that would hold. */
export function unverified(accessKeyId: string, region: string): { authorization: string } {
  const credential = `${accessKeyId}/20260302/${region}/proton/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=none` };
}
