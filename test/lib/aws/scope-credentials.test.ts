import { createServer, type Server } from 'node:http';
import { ListEnvironmentsCommand, ProtonClient } from '@aws-sdk/client-proton';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { clientSettings, createScopeCredentials, RoleNotAssumed } from '../../../src/lib/aws/index.ts';
import { type ClientContext, clientOptions } from '../../../src/lib/providers/module.ts';

const scope = {
  name: 'staging',
  account: '222222222222',
  region: 'eu-west-1',
  roleArn: 'arn:aws:iam::222222222222:role/proton-bot',
  externalId: 'between-us',
};
const nowMs = Date.UTC(2026, 10, 29, 12);

/** Says what STS says, over HTTP, to the SDK's own client; and nothing to Proton but that it has no environments. */
let server: Server;
let url = '';
let assumed: URLSearchParams[] = [];
let signedBy: string[] = [];
let refuses = false;
/** Sessions last an hour each, from here on. */
let beginMs = nowMs;
const before = { ...process.env };

beforeEach(async () => {
  assumed = [];
  signedBy = [];
  refuses = false;
  beginMs = nowMs;
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.headers['x-amz-target'] !== undefined) {
        signedBy.push(
          /Credential=([^/]+)\/\d+\/([^/]+)/
            .exec(request.headers.authorization ?? '')
            ?.slice(1)
            .join(' ') ?? '',
        );
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{"environments":[]}');
        return;
      }
      assumed.push(new URLSearchParams(Buffer.concat(chunks).toString()));
      if (refuses) response.writeHead(403, { 'content-type': 'text/xml' }).end(refusal);
      else response.writeHead(200, { 'content-type': 'text/xml' }).end(session(assumed.length));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url = `http://127.0.0.1:${address.port}`;
  Object.assign(process.env, { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: 'AKIDBOT', AWS_SECRET_ACCESS_KEY: 'secret' });
});

afterEach(async () => {
  process.env = { ...before };
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const refusal =
  '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>';

function session(number: number): string {
  const ends = new Date(beginMs + number * 60 * 60_000).toISOString();
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIA${number}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${ends}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}

describe("a scope's credentials", () => {
  test('are of its role, with its external id, asked for once by all who need them at a time', async () => {
    const credentials = createScopeCredentials(scope, {
      create: fromTemporaryCredentials,
      clock: { now: () => nowMs },
    });
    expect(assumed).toEqual([]);
    const [one, other] = await Promise.all([credentials(), credentials()]);
    expect(one).toBe(other);
    expect(one).toMatchObject({ accessKeyId: 'ASIA1', sessionToken: 't' });
    expect(assumed.map((form) => Object.fromEntries(form))).toMatchObject([
      { Action: 'AssumeRole', RoleArn: scope.roleArn, ExternalId: 'between-us', RoleSessionName: 'proton-bot' },
    ]);
  });

  test('are renewed before they end', async () => {
    let atMs = nowMs;
    const credentials = createScopeCredentials(scope, { create: fromTemporaryCredentials, clock: { now: () => atMs } });
    await credentials();
    atMs += 54 * 60_000;
    expect(await credentials()).toMatchObject({ accessKeyId: 'ASIA1' });
    atMs += 60_000;
    expect(await credentials()).toMatchObject({ accessKeyId: 'ASIA2' });
    expect(assumed).toHaveLength(2);
  });

  test('that are refused say which role of which scope, and are not asked for again at once', async () => {
    refuses = true;
    let atMs = nowMs;
    const credentials = createScopeCredentials(scope, { create: fromTemporaryCredentials, clock: { now: () => atMs } });
    await expect(credentials()).rejects.toThrow(RoleNotAssumed);
    await expect(credentials()).rejects.toThrow(
      'the role arn:aws:iam::222222222222:role/proton-bot of the scope "staging" cannot be assumed (AccessDenied)',
    );
    expect(assumed).toHaveLength(1);
    refuses = false;
    atMs += 20_000;
    expect(await credentials()).toMatchObject({ accessKeyId: 'ASIA2' });
  });

  test("sign a client's calls, in the scope's Region; a refusal reaches whoever calls", async () => {
    // The SDK looks at the clock of the machine, too.
    beginMs = Date.now();
    const options = { create: fromTemporaryCredentials, clock: { now: () => beginMs } };
    const clientContext = { region: scope.region, credentials: createScopeCredentials(scope, options) };
    const reading = clientIn(clientContext);
    await reading.send(new ListEnvironmentsCommand({}));
    expect(signedBy).toEqual(['ASIA1 eu-west-1']);
    refuses = true;
    const refused = clientIn({ ...clientContext, credentials: createScopeCredentials(scope, options) });
    await expect(refused.send(new ListEnvironmentsCommand({}))).rejects.toMatchObject({
      name: 'RoleNotAssumed',
      remedy: expect.stringContaining('trust policy'),
    });
  });
});

function clientIn(clientContext: ClientContext): ProtonClient {
  return new ProtonClient(clientOptions({ ...clientContext, clientSettings }).reading);
}
