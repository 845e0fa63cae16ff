import { type Signing, signByHand } from '../../http/signatures/hand-made.ts';

/** Calls one operation over HTTP, as some access key and for some region. */
export async function callAt(
  url: string,
  operation: string,
  input: unknown = {},
  { accessKeyId = 'local', region = 'eu-central-1' }: { readonly accessKeyId?: string; readonly region?: string } = {},
): Promise<Record<string, unknown>> {
  const scope = `${accessKeyId}/20260302/${region}/proton/aws4_request`;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AwsProton20200720.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=unchecked`,
    },
    body: JSON.stringify(input),
  });
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null) throw new Error('the answer is no object');
  return Object.fromEntries<unknown>(Object.entries(body));
}

/** Uses a control route; with `signing` the call is signed. */
export async function control(
  url: string,
  route: string,
  body?: unknown,
  signing?: Omit<Signing, 'signedHeaders'>,
): Promise<unknown> {
  const request = {
    method: body === undefined ? 'GET' : 'POST',
    path: `/_proton-bot/${route}`,
    headers: { host: new URL(url).host, 'content-type': 'application/json' },
    body: body === undefined ? '' : JSON.stringify(body),
  };
  const signedHeaders = ['content-type', 'host', 'x-amz-date'];
  const { method, path, headers } =
    signing === undefined ? request : signByHand(request, { ...signing, signedHeaders });
  const response = await fetch(`${url}${path}`, { method, headers, ...(body !== undefined && { body: request.body }) });
  return response.json();
}
