import { signByHand } from '../../../packages/control-plane/test/http/signatures/hand-made.ts';

/** Who signs in the benchmarks. */
export const signer = { accessKeyId: '123456789012', secretAccessKey: 'benchmark', region: 'eu-central-1' };

/** A signed call as it goes over the wire, made beforehand: signing is the client's work. */
export function signedRequest(
  port: number,
  {
    target,
    input,
    service = 'proton',
  }: { readonly target: string; readonly input: unknown; readonly service?: string },
): Buffer {
  const body = JSON.stringify(input);
  const request = {
    method: 'POST',
    path: '/',
    headers: {
      host: `127.0.0.1:${port}`,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      'amz-sdk-request': 'attempt=1; max=3',
      'content-length': String(Buffer.byteLength(body)),
    },
    body,
  };
  const { headers } = signByHand(request, { ...signer, service, signedAtMs: Date.now() });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}
