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

/** Uses a control route. */
export async function control(url: string, route: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${url}/_proton-bot/${route}`, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  return response.json();
}
