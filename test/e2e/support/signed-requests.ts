import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Session } from '../../../src/local/index.ts';

const parameterName = '/proton-bot/slack/signing-secret';

/** Names and values in turn, as they go over the wire: so a name can be there twice, and in any case. */
export type RawHeaders = readonly (readonly [name: string, value: string])[];

/** What Slack and the bot share, as the bot itself gets it. */
export async function readSigningSecret(session: Session): Promise<string> {
  const client = new SSMClient({
    endpoint: session.awsUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  try {
    const { Parameters } = await client.send(
      new GetParametersCommand({ Names: [parameterName], WithDecryption: true }),
    );
    const secret = Parameters?.[0]?.Value;
    if (secret === undefined || secret === '') throw new Error(`there is no parameter ${parameterName}`);
    return secret;
  } finally {
    client.destroy();
  }
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function signed(secret: string, body: Buffer, atSeconds: number): RawHeaders {
  const digest = createHmac('sha256', secret).update(`v0:${atSeconds}:`).update(body).digest('hex');
  return [
    ['x-slack-request-timestamp', String(atSeconds)],
    ['x-slack-signature', `v0=${digest}`],
  ];
}

/** What the request URL answers, the network included. */
export function postToIngress(
  session: Session,
  headers: RawHeaders,
  body: Buffer,
): Promise<{ readonly statusCode: number; readonly text: string }> {
  const { hostname, port, pathname } = new URL(`${session.cloud.httpApiUrl}/slack/events`);
  // Node adds nothing to headers that are given as they go over the wire.
  const own = ['host', `${hostname}:${port}`, 'content-length', String(body.length)];
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { hostname, port, path: pathname, method: 'POST', agent: false, headers: [...headers.flat(), ...own] },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ statusCode: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
        response.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
