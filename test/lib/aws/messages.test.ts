import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { MalformedMessage, readPersonRequest, takeIn } from '../../../src/lib/aws/messages/index.ts';
import { MalformedEvent } from '../../../src/lib/model/event.ts';
import type { Hint } from '../../../src/lib/model/reference.ts';
import type { PersonRequest } from '../../../src/lib/model/request.ts';
import { resourceOperationKinds } from '../../../src/lib/model/resource-operation.ts';
import { protonEvents } from '../../../src/lib/providers/proton/index.ts';
import { supplyChainEvents } from '../../../src/lib/providers/supply-chain/index.ts';
import { queuedCommands } from '../../../src/lib/slack/commands/index.ts';

const text = fc.string({ minLength: 1 });
const key = fc.record({ target: text, attempt: text });

const command = fc.oneof(
  fc.constantFrom({ name: 'help' as const }, { name: 'connections' as const }, { name: 'status' as const }),
  fc.record({ name: fc.constantFrom('status' as const, 'cancel' as const), target: text }),
  fc.record({ name: fc.constantFrom('accept' as const, 'reject' as const), id: text }),
  fc.record({ name: fc.constant('unknown' as const), text, problem: text }),
  fc.record({ name: fc.constant('resources' as const), provider: text }),
  fc.record({ name: fc.constantFrom('resources' as const, 'confirmDelete' as const), provider: text, target: text }),
);

/** What JSON gives back as it is: no -0. */
const jsonSafe = fc.jsonValue({ maxDepth: 2 }).map((value): unknown => JSON.parse(JSON.stringify(value)));
const operation = fc.record({
  kind: fc.constantFrom(...resourceOperationKinds),
  provider: text,
  name: fc.string(),
  fields: fc
    .dictionary(fc.oneof(fc.string(), fc.constantFrom('tags', '__proto__', 'constructor')), jsonSafe, {
      noNullPrototype: true,
    })
    .map((fields): Readonly<Record<string, unknown>> => ({ ...fields })),
});

const request: fc.Arbitrary<PersonRequest> = fc.record({
  id: text,
  receivedAtMs: fc.maxSafeNat(),
  interaction: fc.oneof(
    fc.record({ type: fc.constant('command' as const), command }),
    fc.record({ type: fc.constant('click' as const), action: fc.constantFrom('cancel', 'accept', 'reject'), key }),
    fc.record({
      type: fc.constant('reply' as const),
      answer: fc.constantFrom('approve' as const, 'decline' as const),
      questionId: fc.string({ minLength: 1, maxLength: 64 }),
      key,
    }),
    fc.record({ type: fc.constant('own' as const), key }),
    fc.record({ type: fc.constant('operation' as const), operation }),
  ),
  userId: text,
  teamId: text,
  channelId: text,
  responseUrl: text,
});

const optionalTarget = fc.option(text, { nil: undefined }).map((target) => (target === undefined ? {} : { target }));
const reference = fc.oneof(
  fc
    .tuple(
      fc.record({
        on: fc.constant('deployment' as const),
        provider: text,
        kind: fc.oneof(fc.constantFrom('environment', 'serviceInstance', 'kiln'), fc.string({ minLength: 1 })),
        name: text,
      }),
      optionalTarget,
    )
    .map(([fields, target]) => ({ ...fields, ...target })),
  fc
    .tuple(fc.record({ on: fc.constantFrom('connection', 'deploymentId'), provider: text, id: text }), optionalTarget)
    .map(([fields, target]) => ({ ...fields, ...target })),
);
const hint: fc.Arbitrary<Hint> = fc
  .tuple(fc.constantFrom('event', 'schedule', 'sweep', 'request'), reference, fc.option(text, { nil: undefined }))
  .map(([cause, read, attempt]) => ({ cause, reference: read, ...(attempt === undefined ? {} : { attempt }) }));

const readers = {
  request: (body: string) => readPersonRequest(body, queuedCommands),
  intake: (body: string) => takeIn(body, [protonEvents, supplyChainEvents]),
} as const;

describe('what the bot sends is what it reads', () => {
  test('requests', () => {
    fc.assert(
      fc.property(request, (sent) => expect(readPersonRequest(JSON.stringify(sent), queuedCommands)).toEqual(sent)),
    );
  });

  test('hints', () => {
    fc.assert(
      fc.property(hint, (sent) =>
        expect(takeIn(JSON.stringify(sent), [])).toEqual({ kind: 'hint', hint: sent, eventId: '' }),
      ),
    );
  });

  test('wake-ups of the notifier', () => {
    fc.assert(
      fc.property(fc.option(key, { nil: undefined }), fc.option(text, { nil: undefined }), (itemKey, id) => {
        const detail = { ...(itemKey && { key: itemKey }), ...(id !== undefined && { entry: { id } }) };
        const wakeUp = { ...(itemKey && { key: itemKey }), ...(id !== undefined && { entryId: id }) };
        const taken = takeIn(JSON.stringify({ source: 'proton-bot', id: 'e', detail }), []);
        expect(taken).toEqual({ kind: 'wakeUp', wakeUp, eventId: 'e' });
      }),
    );
  });
});

describe('a request that an earlier version queued', () => {
  const rest = {
    id: 'V1',
    receivedAtMs: 1_000,
    userId: 'U1',
    teamId: 'T1',
    channelId: 'C1',
    responseUrl: 'https://x.test',
  };

  test('for an operation is understood', () => {
    const body =
      '{"id":"V1","wish":{"type":"order","order":{"kind":"create","provider":"warehouse","name":"north","fields":{"a":"b"}}},' +
      '"userId":"U1","teamId":"T1","channelId":"C1","responseUrl":"https://x.test"}';
    const operation = { kind: 'create', provider: 'warehouse', name: 'north', fields: { a: 'b' } };
    expect(readPersonRequest(body, queuedCommands, 1_000)).toEqual({
      ...rest,
      interaction: { type: 'operation', operation },
    });
  });

  test.each([
    ['{"name":"things","provider":"warehouse"}', { name: 'resources', provider: 'warehouse' }],
    [
      '{"name":"things","provider":"warehouse","target":"n"}',
      { name: 'resources', provider: 'warehouse', target: 'n' },
    ],
    [
      '{"name":"askToDelete","provider":"warehouse","target":"n"}',
      { name: 'confirmDelete', provider: 'warehouse', target: 'n' },
    ],
  ])('for resources is understood: %s', (written, command) => {
    const body = `{"id":"V1","wish":{"type":"command","command":${written}},"userId":"U1","teamId":"T1","channelId":"C1","responseUrl":"https://x.test"}`;
    expect(readPersonRequest(body, queuedCommands, 1_000)).toEqual({
      ...rest,
      interaction: { type: 'command', command },
    });
  });
});

describe('when a request came', () => {
  const sent = { id: 'T1', userId: 'U1', teamId: 'T1', channelId: 'C1', responseUrl: 'https://x.test' };
  const read = (changes: object, sentAtMs?: number) =>
    readPersonRequest(
      JSON.stringify({ ...sent, interaction: { type: 'command', command: { name: 'help' } }, ...changes }),
      queuedCommands,
      sentAtMs,
    ).receivedAtMs;

  test('is what the ingress noted, whatever the queue says', () => {
    expect(read({ receivedAtMs: 1_000 }, 2_000)).toBe(1_000);
  });

  test('is what the queue says where the message is of a version that did not note it', () => {
    expect(read({}, 2_000)).toBe(2_000);
  });

  test('is long ago where nobody says', () => {
    expect(read({})).toBe(0);
  });

  test.each([-1, 1.5, '2026-11-29', null, 1e300])('is never %p', (receivedAtMs) => {
    expect(() => read({ receivedAtMs }, 2_000)).toThrow('its receivedAtMs is not a moment in epoch milliseconds');
  });
});

describe('an operation that is read', () => {
  function read(changes: Readonly<Record<string, unknown>>): unknown {
    const given = { kind: 'create', provider: 'warehouse', name: '', fields: {}, ...changes };
    const interaction = { type: 'operation', operation: given };
    const { interaction: found } = readPersonRequest(
      JSON.stringify({
        id: 'V1',
        interaction,
        userId: 'U1',
        teamId: 'T1',
        channelId: 'C1',
        responseUrl: 'https://x.test',
      }),
      queuedCommands,
    );
    return found;
  }

  test('may have no name, and fields of any sort', () => {
    const fields = { tags: { a: 'b' }, list: [1, null, true] };
    expect(read({ fields })).toEqual({
      type: 'operation',
      operation: { kind: 'create', provider: 'warehouse', name: '', fields },
    });
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['of an unknown kind', { kind: 'explode' }, 'its kind is none of create, update, delete, recreate'],
    ['of no provider', { provider: '' }, 'its provider is not a text'],
    ['without a name', { name: undefined }, 'its name is not a text'],
    ['with a name longer than any', { name: 'a'.repeat(2049) }, 'its name has more than 2048 characters'],
    ['without fields', { fields: undefined }, 'its fields is not a JSON object'],
    ['with a list for fields', { fields: [] }, 'its fields is not a JSON object'],
    ['with deep fields', { fields: { a: { b: { c: { d: {} } } } } }, 'its fields go more than 4 levels deep'],
    ['with large fields', { fields: { a: 'x'.repeat(70_000) } }, 'at most 65536 are read'],
  ])('is none %s', (_name, changes, message) => {
    expect(() => read(changes)).toThrow(message);
  });

  test('is none of a depth that would overflow the stack', () => {
    const body = `{"id":"V1","wish":{"type":"operation","operation":{"kind":"create","provider":"w","name":"","fields":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}}}`;
    expect(() => readPersonRequest(body, queuedCommands)).toThrow('levels deep');
  });
});

/** Stands for what must not be in a log: refusals are logged. */
const secret = 'swordfish';

/** Reads, and lets through nothing but what a reader may throw; its message quotes nothing. */
function expectReadOrRefused(read: (body: string) => unknown, body: string): void {
  try {
    read(body);
  } catch (error) {
    if (!(error instanceof MalformedMessage || error instanceof MalformedEvent)) throw error;
    expect(error.message).not.toContain(secret);
  }
}

/** A valid message in which something was replaced, taken out or put in, at any depth. */
function damaged(value: unknown, path: readonly number[], poison: unknown): unknown {
  const [first, ...rest] = path;
  if (typeof value !== 'object' || value === null || first === undefined) return poison;
  const entries = Object.entries(value);
  const [name] = entries[first % Math.max(entries.length, 1)] ?? ['added'];
  return { ...value, [name]: damaged(Object(value)[name], rest, poison) };
}

describe.each(Object.entries(readers))('whatever is sent, the reader of a %s reads it or refuses it', (_name, read) => {
  test('any text', () => {
    fc.assert(fc.property(fc.string(), (body) => expectReadOrRefused(read, body)));
  });

  test('any JSON', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 6 }), (body) => expectReadOrRefused(read, body)));
  });

  test('a valid message with one thing wrong in it', () => {
    const envelope = {
      source: 'aws.proton',
      'detail-type': 'AWS Proton Service Instance Status Change',
      resources: ['arn:aws:proton:eu-central-1:123456789012:service/orders/service-instance/api'],
      detail: { name: 'api', serviceName: 'orders', status: 'SUCCEEDED' },
    };
    const valid = fc.oneof(
      request,
      hint,
      fc.constant(envelope),
      fc.constant({ source: 'proton-bot', detail: { key: {} } }),
    );
    const poison = fc.oneof(
      fc.anything({ withNullPrototype: false }),
      fc.constantFrom(null, '', secret, [secret], { [secret]: secret }, 1e308, -0, [], {}, 'x'.repeat(100_000)),
      // As a message can have it: as a property of its own.
      fc.constantFrom('__proto__', JSON.parse('{"__proto__": {"polluted": true}}')),
    );
    fc.assert(
      fc.property(valid, fc.array(fc.nat(9), { maxLength: 4 }), poison, (message, path, wrong) => {
        const body = JSON.stringify(damaged(message, path, wrong)) ?? 'undefined';
        expectReadOrRefused(read, body);
        expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
      }),
      { numRuns: 300 },
    );
  });

  test('deep nesting and keys of the language itself', () => {
    for (const body of [
      `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
      `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
      '{"__proto__": {"source": "aws.proton"}, "constructor": {"prototype": {}}}',
      '{"cause": 1e999, "reference": -1e999, "source": null}',
      `{"source": "aws.proton", "detail-type": ${'9'.repeat(10_000)}, "detail": {}}`,
      `{"${secret}`,
      `\u0000${secret}`,
      `{"source": "${secret}", "detail": "${secret}"}`,
      `{"cause": "${secret}", "reference": "${secret}"}`,
      '{"source": "aws.proton", "detail-type": "constructor", "detail": {}}',
      '{"source": "aws.proton", "detail-type": "__proto__", "detail": {}}',
      '{"cause": "toString", "reference": {"on": "constructor"}}',
    ]) {
      expectReadOrRefused(read, body);
    }
  });
});
