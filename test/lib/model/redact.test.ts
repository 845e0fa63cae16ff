import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withoutSecrets } from '../../../src/lib/model/redact.ts';

const lower = 'abcdefghijklmnopqrstuvwxyz';
const letters = `${lower}${lower.toUpperCase()}`;
const digits = '0123456789';
const word = fc.string({ unit: fc.constantFrom(...lower.split('')), minLength: 1, maxLength: 12 });
const prose = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));

function textOf(characters: string, minLength: number, maxLength = minLength) {
  return fc.string({ unit: fc.constantFrom(...characters.split('')), minLength, maxLength });
}

/** Both cases and figures, as a random key has. */
const key40 = textOf(`${letters}${digits}/+`, 37).map((text) => `aB3${text}`);
/** Nothing that could be found by chance in the text around it. */
const secret = textOf(`${letters}${digits}`, 12, 30).map((text) => `Zq7${text}`);

/** A form in which a secret is met, and the part of it that must not be left. */
const secrets: Readonly<Record<string, fc.Arbitrary<readonly [text: string, hidden: string]>>> = {
  'an access key id': textOf(`${letters.toUpperCase()}${digits}`, 16).map((rest) => [`AKIA${rest}`, rest]),
  'a temporary access key id': textOf(`${letters.toUpperCase()}${digits}`, 16).map((rest) => [`ASIA${rest}`, rest]),
  'a secret access key': key40.map((key) => [key, key]),
  'a session token': textOf(`${letters}${digits}+/`, 60, 300).map((rest) => [`IQoJb3JpZ2luX2Vj${rest}`, rest]),
  'a JSON web token': fc
    .tuple(textOf(`${letters}${digits}_-`, 20), textOf(`${letters}${digits}_-`, 30))
    .map(([payload, signature]) => [`eyJhbGciOiJIUzI1NiJ9.${payload}.${signature}`, signature]),
  'a bearer token': secret.map((token) => [`Bearer ${token}`, token]),
  'a header': secret.map((token) => [`Authorization: Digest username=${token}, realm=x`, token]),
  'a variable': fc
    .tuple(
      fc.constantFrom('DB_PASSWORD', 'API_KEY', 'CLIENT_SECRET', 'slackToken', 'x-api-key', 'SIGNING_SECRET'),
      secret,
    )
    .map(([name, value]) => [`${name}=${value}`, value]),
  'a setting': fc
    .tuple(fc.constantFrom('password', 'apiKey', 'secret', 'token', 'private_key'), secret)
    .map(([name, value]) => [`${name}: ${value}`, value]),
  'a JSON member': fc
    .tuple(fc.constantFrom('Password', 'SecretString', 'accessToken'), secret, fc.constantFrom('', ' '))
    .map(([name, value, space]) => [`{"${name}":${space}"${value} \\"${value}"}`, value]),
  'a JSON member in a JSON text': secret.map((value) => [`"{\\"password\\":\\"${value}\\"}"`, value]),
  'a flag': secret.map((value) => [`mysql --password ${value} -h db`, value]),
  'a passphrase of several words': secret.map((value) => [`passphrase: correct horse ${value}`, value]),
  'a URL with a password': fc
    .tuple(fc.constantFrom('https', 'postgres', 'amqps', 'redis'), secret, fc.constantFrom('', '@', '/', ':'))
    .map(([scheme, value, odd]) => [`${scheme}://orders:${odd}${value}@db.internal:5432/orders`, value]),
  'a URL with a token': secret.map((value) => [`https://${value}@github.com/shop/orders.git`, value]),
  'a signed URL': secret.map((value) => [
    `https://b.s3.amazonaws.com/k?X-Amz-Security-Token=${value}&X-Amz-Signature=${value}`,
    value,
  ]),
  'a private key': textOf(`${letters}${digits}+/\n`, 80, 400).map((body) => [
    `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----`,
    body,
  ]),
  'a private key that is cut off': textOf(`${letters}${digits}`, 64).map((body) => [
    `-----BEGIN PRIVATE KEY-----\n${body}`,
    body,
  ]),
  'a Slack token': secret.map((value) => [`xoxb-123456789012-${value}`, value]),
  'a Slack webhook': secret.map((value) => [`https://hooks.slack.com/services/T000/B000/${value}`, value]),
  'a GitHub token': textOf(`${letters}${digits}`, 36).map((value) => [`ghp_${value}`, value]),
};

describe('secrets', () => {
  test.each(Object.entries(secrets))('%s does not stay, whatever is around it', (_name, arbitrary) => {
    fc.assert(
      fc.property(
        prose,
        arbitrary,
        prose,
        fc.constantFrom(' ', '\n', ', ', ' ('),
        (before, [text, hidden], after, gap) => {
          const clean = withoutSecrets(`${before}${gap}${text} ${after}`);
          expect(clean).not.toContain(hidden);
          expect(clean).toContain('[redacted]');
          expect(clean.startsWith(before)).toBe(true);
        },
      ),
    );
  });

  test('a second pass changes nothing', () => {
    const some = fc.oneof(...Object.values(secrets)).map(([text]) => text);
    fc.assert(
      fc.property(fc.array(fc.oneof(some, fc.string()), { maxLength: 6 }), (texts) => {
        const once = withoutSecrets(texts.join(' '));
        expect(withoutSecrets(once)).toBe(once);
      }),
    );
  });

  test('words without a secret stay as they are', () => {
    fc.assert(fc.property(prose, (text) => expect(withoutSecrets(text)).toBe(text)));
  });

  test.each([
    'Resource handler returned message: "Bucket orders-logs already exists" (RequestToken, HandlerErrorCode: AlreadyExists)',
    'User: arn:aws:sts::111122223333:assumed-role/deploy/AROAEXAMPLEEXAMPLE12 is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf',
    'The security token included in the request is expired',
    'commit 3f786850e387550fdab836ed7e6dc881de23001b of https://github.com/shop/orders/tree/main',
    'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/orders/0123456789abcdef)',
    'CannotPullContainerError: pull image manifest has been retried 7 time(s): image docker.io/library/orders:latest not found',
    '2026-11-30T12:00:00Z OutOfMemoryError: Container killed due to memory usage, exit code 137',
  ])('what helps people stays: %s', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });

  test('a text of any length takes no time to speak of', () => {
    const repeated = [
      'a',
      'password',
      'x://a:',
      '"password":"',
      '-----BEGIN PRIVATE KEY-----',
      'eyJ',
      'A1b',
      '\\"',
      ' ',
      'token=',
    ].map((part) => part.repeat(Math.ceil(200_000 / part.length)));
    for (const text of repeated.map((one) => `${one.slice(0, 60_000)} ${one}`))
      expect(withoutSecrets(text).length).toBeLessThanOrEqual(200_000);
  });

  test('a secret at the place of the cut does not stay', () => {
    const text = `${'word '.repeat(12_798)}AKIAABCDEFGHIJKLMNOP tail`;
    expect(withoutSecrets(text)).not.toContain('AKIA');
  });
});
