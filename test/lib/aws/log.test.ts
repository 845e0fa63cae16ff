import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createLog } from '../../../src/lib/aws/index.ts';
import type { Log } from '../../../src/lib/ports.ts';

/** A line as it is written: a second log on top of the first would see this. */
function logged(fields: Readonly<Record<string, unknown>>, message = 'done', level: keyof Log = 'info'): string {
  const lines: string[] = [];
  createLog((line) => void lines.push(line), { now: () => Date.UTC(2026, 10, 21) })[level](message, fields);
  expect(lines).toHaveLength(1);
  return lines.join('');
}

test('one JSON object a line, with level, time and message first', () => {
  expect(logged({ target: 'orders/api' }, 'observed', 'warn')).toBe(
    '{"level":"WARN","time":"2026-11-21T00:00:00.000Z","message":"observed","target":"orders/api"}',
  );
});

describe('what never stands in a log', () => {
  const secret = 'swordfish';

  test.each([
    'token',
    'botToken',
    'signingSecret',
    'x-slack-signature',
    'authorization',
    'password',
    'credentials',
    'responseUrl',
    'response_url',
    'statusMessage',
    'deploymentStatusMessage',
    'status_message',
    'spec',
    'serviceSpec',
  ])('%s, however deep it lies', (name) => {
    expect(logged({ [name]: secret, request: [{ inner: { [name]: { value: secret } } }] })).not.toContain(secret);
  });

  test.each(['xoxb-1-2-abc', 'xoxe.xoxp-1-abc', 'https://hooks.slack.com/commands/T0/1/abc'])(
    'secrets by their looks inside other texts: %s',
    (text) => {
      const line = logged({ reason: `it said ${text} and more` }, `failed with ${text}`);
      expect(line).not.toContain('abc');
      expect(line).toContain('and more');
    },
  );

  test("an error's message; its kind stays", () => {
    class DeploymentFailed extends Error {
      override readonly name = 'DeploymentFailed';
    }
    expect(logged({ error: new DeploymentFailed(secret) })).toMatch(/"error":"DeploymentFailed"}$/);
    expect(logged({ error: Object.assign(new Error(secret), { code: 'ECONNRESET' }) })).toMatch(
      /"error":"ECONNRESET"}$/,
    );
  });
});

test('whatever it is given, it writes one line of JSON that is not endless, and does not throw', () => {
  const endless: Record<string, unknown> = {};
  endless['itself'] = endless;
  expect(JSON.parse(logged({ endless, function: () => 1, symbol: Symbol('s'), bigint: 1n }))).toMatchObject({
    function: '[function]',
    symbol: '[symbol]',
    bigint: '[bigint]',
  });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.anything({ withBigInt: true, withDate: true })), (fields) => {
      expect(logged(fields)).not.toContain('\n');
    }),
  );
  const long = { text: 'x'.repeat(100_000), many: Array.from({ length: 10_000 }, () => 'y'.repeat(10)) };
  expect(logged(long).length).toBeLessThan(3_000);
});
