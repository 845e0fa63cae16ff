import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../../../packages/control-plane/test/support/any-text.ts';
import { UnreadableAnswer } from '../../../../src/lib/providers/supply-chain/client/errors.ts';
import * as client from '../../../../src/lib/providers/supply-chain/client/index.ts';
import { errorReply, type Loopback, type Reply, startLoopback } from './loopback.ts';
import { instanceId, wireInstance } from './wire-instance.ts';

let reply: Reply = { status: 200 };
let server: Loopback;

beforeAll(async () => {
  server = await startLoopback(() => reply);
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(async () => {
  await server.close();
});

const get = new client.GetInstanceCommand({ instanceId });
const list = new client.ListInstancesCommand({});

async function errorOf(
  answer: Reply,
  command: typeof get | typeof list = get,
): Promise<client.SupplyChainServiceException> {
  reply = answer;
  const sender = server.client();
  const sent = command === list ? sender.send(list) : sender.send(get);
  const error: unknown = await sent.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof client.SupplyChainServiceException))
    throw new Error(`not the service's error: ${String(error)}`);
  return error;
}

const table = [
  [400, 'ValidationException', client.ValidationException, 'client', undefined],
  [402, 'ServiceQuotaExceededException', client.ServiceQuotaExceededException, 'client', undefined],
  [403, 'AccessDeniedException', client.AccessDeniedException, 'client', undefined],
  [404, 'ResourceNotFoundException', client.ResourceNotFoundException, 'client', undefined],
  [409, 'ConflictException', client.ConflictException, 'client', undefined],
  [429, 'ThrottlingException', client.ThrottlingException, 'client', { throttling: true }],
  [500, 'InternalServerException', client.InternalServerException, 'server', {}],
] as const;

describe.each(table)('HTTP %i, %s', (status, name, errorClass, fault, retryable) => {
  const said: readonly (readonly [string, Reply])[] = [
    ['in the header', errorReply(status, name)],
    [
      'in the header, with a namespace and an address',
      errorReply(status, `com.amazonaws.supplychain#${name}:http://internal/#x`),
    ],
    [
      'in the body’s __type',
      { status, body: JSON.stringify({ __type: `ns#${name}`, message: 'the service says no' }) },
    ],
    ['in the body’s code', { status, body: JSON.stringify({ code: name, Message: 'the service says no' }) }],
    ['by the HTTP status alone', { status, body: JSON.stringify({ message: 'the service says no' }) }],
  ];

  test.each(said)('said %s', async (_, answer) => {
    const error = await errorOf(answer);
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toMatchObject({ name, message: 'the service says no', $fault: fault });
    expect(error.$metadata).toMatchObject({ httpStatusCode: status, attempts: 1 });
    expect(error.$retryable).toEqual(retryable);
    for (const [, , other] of table) if (other !== errorClass) expect(error).not.toBeInstanceOf(other);
  });

  const wordless: readonly (readonly [string, Reply])[] = [
    ['nothing', { status, headers: {} }],
    ['a web page', { status, headers: { 'content-type': 'text/html' }, body: '<html><body>proxy</body></html>' }],
    ['half a JSON', { status, body: '{"message": "the serv' }],
    ['a JSON list', { status, body: '[{"message":"x"}]' }],
    ['a message that is no text', { status, body: '{"message":{"a":1},"__type":7,"code":null}' }],
  ];

  test.each(wordless)(
    'answered with %s: the class is the status’s, and the message tells what to do',
    async (_, answer) => {
      const error = await errorOf(answer);
      expect(error).toBeInstanceOf(errorClass);
      expect(error.message).toContain(`GetInstance was answered with HTTP ${status}`);
      expect(error.message).toContain('AWS_ENDPOINT_URL_SUPPLYCHAIN');
      expect(error.isTypeGuessed).toBe(true);
    },
  );

  test('the header goes before the body, and the body’s __type before its code', async () => {
    const other = status === 409 ? 'ValidationException' : 'ConflictException';
    const body = JSON.stringify({ __type: other, code: other });
    expect(await errorOf({ status, headers: { 'x-amzn-errortype': name }, body })).toBeInstanceOf(errorClass);
    expect(await errorOf({ status, body: JSON.stringify({ __type: name, code: other }) })).toBeInstanceOf(errorClass);
  });
});

describe('other errors', () => {
  test('a type that the model does not know keeps its name', async () => {
    const error = await errorOf(errorReply(403, 'UnrecognizedClientException', 'The security token is invalid'));
    expect(error).toMatchObject({ name: 'UnrecognizedClientException', $fault: 'client', isTypeGuessed: false });
    expect(error.message).toBe('The security token is invalid');
    for (const [, , errorClass] of table) expect(error).not.toBeInstanceOf(errorClass);
  });

  test.each(['', ' ', 'two words', '<b>', 'x'.repeat(500), '__proto__ ', '7'])(
    'what cannot be the name of an error is none: %j',
    async (type) => {
      const error = await errorOf({ status: 409, body: JSON.stringify({ __type: type, message: 'no' }) });
      expect(error).toBeInstanceOf(client.ConflictException);
    },
  );

  test.each(['constructor', 'toString', 'hasOwnProperty'])(
    'a name of JavaScript’s own is only a name: %s',
    async (type) => {
      expect(await errorOf(errorReply(400, type))).toMatchObject({ name: type, message: 'the service says no' });
    },
  );

  test.each([502, 503, 504])('a gateway’s %i is a server’s error', async (status) => {
    expect(await errorOf({ status, body: '<html>busy</html>' })).toBeInstanceOf(client.InternalServerException);
  });

  test.each([301, 307, 401, 407, 408, 418])('HTTP %i without a type is no error of the service', async (status) => {
    const error = await errorOf({ status, headers: { location: 'http://elsewhere.example/' }, body: '' });
    expect(error).toMatchObject({ name: 'UnknownError', isTypeGuessed: true, $metadata: { httpStatusCode: status } });
  });

  test('a type without a message is told by its type', async () => {
    const error = await errorOf({ status: 409, headers: { 'x-amzn-errortype': 'ConflictException' } });
    expect(error.message).toBe('GetInstance was answered with HTTP 409 (ConflictException), without a message');
  });

  test('a message without end is cut', async () => {
    const error = await errorOf(errorReply(400, 'ValidationException', 'x'.repeat(100_000)));
    expect(error.message).toHaveLength(2000);
  });
});

describe('a success that is no answer', () => {
  const garbage: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'its body is empty'],
    ['a web page', '<!doctype html><title>Sign in</title>', 'a web page'],
    ['half an answer', JSON.stringify({ instance: wireInstance() }).slice(0, 60), 'cut off'],
    ['null', 'null', 'not a JSON object'],
    ['a list', '[]', 'not a JSON object'],
    ['a number', '7', 'not a JSON object'],
    ['another object', '{"message":"ok"}', '"instance" is missing'],
    ['no instance', '{"instance":null}', '"instance" is missing'],
    ['a text for an instance', '{"instance":"yes"}', '"instance" is not what it should be'],
    [
      'an instance without an id',
      JSON.stringify({ instance: wireInstance({ instanceId: undefined }) }),
      'instance.instanceId',
    ],
    ['an instance without a state', JSON.stringify({ instance: wireInstance({ state: null }) }), 'instance.state'],
    ['a state that is a number', JSON.stringify({ instance: wireInstance({ state: 1 }) }), 'instance.state'],
    [
      'a time in words',
      JSON.stringify({ instance: wireInstance({ createdTime: 'yesterday' }) }),
      'instance.createdTime',
    ],
    [
      'a time beyond all times',
      JSON.stringify({ instance: wireInstance({ createdTime: 1e300 }) }),
      'instance.createdTime',
    ],
    [
      'a name that is an object',
      JSON.stringify({ instance: wireInstance({ instanceName: {} }) }),
      'instance.instanceName',
    ],
  ];

  test.each(garbage)('%s', async (_, body, problem) => {
    const error = await errorOf({ status: 200, headers: { 'x-amzn-requestid': 'request-3' }, body });
    expect(error).toBeInstanceOf(UnreadableAnswer);
    expect(error.message).toContain(problem);
    expect(error.message).toContain('look before asking again');
    expect(error.$metadata).toMatchObject({ httpStatusCode: 200, requestId: 'request-3' });
    expect(error.$retryable).toBeUndefined();
  });

  test.each([
    ['no list', '{}', '"instances" is missing'],
    ['an object for a list', '{"instances":{}}', '"instances" is not what it should be'],
    ['a hole in the list', JSON.stringify({ instances: [wireInstance(), null] }), 'instances[1]'],
    ['a token that is no text', '{"instances":[],"nextToken":7}', 'nextToken'],
  ])('a list: %s', async (_, body, problem) => {
    const error = await errorOf({ status: 200, body }, list);
    expect(error).toBeInstanceOf(UnreadableAnswer);
    expect(error.message).toContain(problem);
  });

  test('one that is cut off on the way', async () => {
    const error = await errorOf({ status: 200, body: '{"instance":{"instanceId":', promised: 1000 });
    expect(error).toBeInstanceOf(UnreadableAnswer);
    expect(error.message).toContain('cut off');
  });

  test('a state that is not known yet is an answer like any other', async () => {
    reply = { status: 200, body: JSON.stringify({ instance: wireInstance({ state: 'Hibernating' }) }) };
    const { instance } = await server.client().send(get);
    expect(instance?.state).toBe('Hibernating');
  });
});

test('whatever is answered is an output with all it must have, or one of our errors with a message', async () => {
  const status = fc.constantFrom(200, 200, 200, 204, 206, 300, 302, 400, 402, 404, 418, 429, 500, 503, 599);
  const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom('Active', instanceId, 1_700_000_000));
  const instance = fc.record(
    {
      instanceId: fc.oneof(fc.constant(instanceId), value),
      awsAccountId: fc.oneof(fc.constant('111122223333'), value),
      state: fc.oneof(fc.constantFrom('Active', 'Deleting'), value),
      createdTime: value,
      instanceName: value,
      versionNumber: value,
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    fc
      .record({ instance: fc.oneof(instance, value), message: value, __type: value, code: value }, { requiredKeys: [] })
      .map((fields) => JSON.stringify(fields)),
    fc.record({ instance }).map((fields) => JSON.stringify(fields)),
    fc.json(),
    anyText(),
  );
  // `fc.string` may give what HTTP itself forbids in a header.
  const type = fc.option(fc.stringMatching(/^[!-~]{1,60}$/), { nil: undefined });
  const sender = server.client();
  await fc.assert(
    fc.asyncProperty(status, body, type, async (code, text, errorType) => {
      reply = { status: code, headers: errorType === undefined ? {} : { 'x-amzn-errortype': errorType }, body: text };
      try {
        const output = await sender.send(get);
        expect(typeof output.instance?.state).toBe('string');
        expect(typeof output.instance?.instanceId).toBe('string');
        expect(output.instance?.createdTime?.getTime()).not.toBeNaN();
      } catch (error) {
        expect(error).toBeInstanceOf(client.SupplyChainServiceException);
        expect(error).toHaveProperty('message', expect.stringMatching(/\S/));
      }
    }),
    { numRuns: 600 },
  );
});
