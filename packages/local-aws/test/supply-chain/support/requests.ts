import { Agent, request } from 'node:http';

/** An answer of the endpoint, as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The text, parsed; the test fails where it is no JSON. */
  readonly json: unknown;
}

interface RequestOptions {
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The header of a request that looks signed: the local cloud reads from it who calls, and does not check it. */
export function signedFor({ accessKeyId = 'test', region = 'eu-central-1', service = 'scn' } = {}) {
  const scope = `${accessKeyId}/20261121/${region}/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` };
}

/** Makes what sends requests by hand, paths as they are, over connections that stay open. */
export function createRequester(endpointUrl: string) {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(endpointUrl);
  const send = (method: string, path: string, { body, headers }: RequestOptions = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const json = { 'content-type': 'application/json' };
      const length = { 'content-length': String(Buffer.byteLength(body ?? '')) };
      const all = { ...signedFor(), ...(body !== undefined && { ...json, ...length }), ...headers };
      const outgoing = request({ hostname, port, method, path, headers: all, agent }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => {
          const parsed: unknown = text === '' ? undefined : JSON.parse(text);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  return {
    send,
    post: (path: string, content: unknown, headers: Readonly<Record<string, string>> = {}) =>
      send('POST', path, { body: JSON.stringify(content), headers }),
    patch: (path: string, content: unknown) => send('PATCH', path, { body: JSON.stringify(content) }),
    close: () => agent.destroy(),
  };
}
