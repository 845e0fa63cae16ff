import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type HttpServer, serve } from '../support/http-server.ts';
import { connectRaw, type RawAnswer } from '../support/raw-connection.ts';
import { createShop, createWorld } from '../support/world.ts';

const TARGET = 'x-amz-target: AwsProton20200720.GetService';
const HOST = 'host: 127.0.0.1';
const BODY = '{"name":"shop"}';
const LENGTH = `content-length: ${BODY.length}`;
const UNKNOWN_OPERATION = 'com.amazon.coral.service#UnknownOperationException';
const SERIALIZATION = 'com.amazon.coral.service#SerializationException';

let server: HttpServer;

beforeAll(async () => {
  const world = createWorld();
  createShop(world);
  server = await serve(world.plane, { maximumBodyBytes: 100_000 });
});
afterAll(() => server.close());

const request = (head: readonly string[], body = ''): string => `${head.join('\r\n')}\r\n\r\n${body}`;

/** Sends one request on a connection of its own. */
async function exchange(bytes: string, options: { end?: boolean; withoutBody?: boolean } = {}): Promise<RawAnswer> {
  const connection = await connectRaw(server.port);
  try {
    const answer = await connection.send(bytes, options);
    if (answer === undefined) throw new Error('the connection ended without an answer');
    return answer;
  } finally {
    connection.close();
  }
}

const typeOf = ({ body }: RawAnswer): unknown => {
  const answer: unknown = JSON.parse(body);
  return typeof answer === 'object' && answer !== null && '__type' in answer ? answer.__type : undefined;
};

describe('a request is read', () => {
  test.each([
    ['of HTTP/1.1', request(['POST / HTTP/1.1', HOST, TARGET, LENGTH], BODY)],
    ['of HTTP/1.0, which needs no host', request(['POST / HTTP/1.0', TARGET, LENGTH], BODY)],
    [
      'in chunks',
      request(
        ['POST / HTTP/1.1', HOST, TARGET, 'transfer-encoding: chunked'],
        '5\r\n{"nam\r\na\r\ne":"shop"}\r\n0\r\n\r\n',
      ),
    ],
    ['with an expectation', request(['POST / HTTP/1.1', HOST, TARGET, LENGTH, 'expect: 100-continue'], BODY)],
    [
      'with header names in any case',
      request(['POST / HTTP/1.1', 'HOST: x', TARGET.replace('x-amz-target', 'X-AMZ-TARGET'), LENGTH], BODY),
    ],
    [
      'with an upgrade that is not offered',
      request(['POST / HTTP/1.1', HOST, TARGET, LENGTH, 'connection: upgrade', 'upgrade: websocket'], BODY),
    ],
    ['with any content type', request(['POST / HTTP/1.1', HOST, TARGET, LENGTH, 'content-type: text/plain'], BODY)],
    ['with a query that says nothing', request(['POST /?a=b HTTP/1.1', HOST, TARGET, LENGTH], BODY)],
  ])('%s', async (_what, bytes) => {
    const answer = await exchange(bytes);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ service: { name: 'shop' } });
    expect(answer.head).toMatch(/\r\nx-amzn-requestid: [0-9a-f-]{36}\r\n/);
  });

  test('and answered in order where several come at once', async () => {
    const connection = await connectRaw(server.port);
    const one = request(['POST / HTTP/1.1', HOST, TARGET, LENGTH], BODY);
    const other = request(['POST / HTTP/1.1', HOST, TARGET, LENGTH], '{"name":"none"}');
    const first = await connection.send(one + other);
    const second = await connection.next();
    expect([first?.status, second?.status]).toEqual([200, 400]);
    connection.close();
  });
});

describe('a request is refused', () => {
  test.each([
    ['a target in another case', TARGET.replace('AwsProton', 'awsproton'), UNKNOWN_OPERATION],
    ['an operation in another case', TARGET.replace('GetService', 'getservice'), UNKNOWN_OPERATION],
    ['a target twice', `${TARGET}\r\n${TARGET}`, UNKNOWN_OPERATION],
    ['a target of another service', 'x-amz-target: DynamoDB_20120810.GetItem', UNKNOWN_OPERATION],
    ['a target with nothing before the dot', 'x-amz-target: .GetService', UNKNOWN_OPERATION],
    ['a target with spaces inside', 'x-amz-target: AwsProton20200720. GetService', UNKNOWN_OPERATION],
    ['a target that is empty', 'x-amz-target:', UNKNOWN_OPERATION],
    ['no target', 'x-other: 1', UNKNOWN_OPERATION],
  ])('with %s', async (_what, line, type) => {
    const answer = await exchange(request(['POST / HTTP/1.1', HOST, line, LENGTH], BODY));
    expect([answer.status, typeOf(answer)]).toEqual([400, type]);
  });

  test.each([
    ['GET', 405],
    ['OPTIONS', 405],
    ['PUT', 405],
    ['DELETE', 405],
    ['PROPFIND', 405],
  ])('of method %s', async (method, status) => {
    const answer = await exchange(request([`${method} / HTTP/1.1`, HOST, TARGET]));
    expect([answer.status, typeOf(answer)]).toEqual([status, UNKNOWN_OPERATION]);
    expect(answer.head).toContain('\r\nallow: POST\r\n');
    // No other origin is ever let in.
    expect(answer.head.toLowerCase()).not.toContain('access-control');
  });

  test('of method HEAD, without a body', async () => {
    const connection = await connectRaw(server.port);
    const answer = await connection.send(request(['HEAD / HTTP/1.1', HOST]), { withoutBody: true });
    expect(answer?.status).toBe(405);
    const next = await connection.send(request(['POST / HTTP/1.1', HOST, TARGET, LENGTH], BODY));
    expect(next?.status).toBe(200);
    connection.close();
  });

  test.each(['/health', '//', '*', 'http://127.0.0.1/', '/_proton-bot', '/_proton-bot/', '/_proton-bot/none'])(
    'at %s, where nothing is',
    async (path) => {
      const answer = await exchange(request([`POST ${path} HTTP/1.1`, HOST, TARGET, LENGTH], BODY));
      expect([answer.status, typeOf(answer)]).toEqual([404, UNKNOWN_OPERATION]);
    },
  );

  test.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001', 400],
    ['an unknown method', request(['FETCH / HTTP/1.1', HOST]), 400],
    ['a header without a name', request(['POST / HTTP/1.1', HOST, ': x']), 400],
    ['a header with a line break in it', request(['POST / HTTP/1.1', HOST, 'x-a: 1\rx-b: 2']), 400],
    ['no host', request(['POST / HTTP/1.1', TARGET, LENGTH], BODY), 400],
    [
      'a content-length that is no number',
      request(['POST / HTTP/1.1', HOST, TARGET, 'content-length: 1e1'], BODY),
      400,
    ],
    ['a negative content-length', request(['POST / HTTP/1.1', HOST, TARGET, 'content-length: -1'], BODY), 400],
    ['two content-lengths', request(['POST / HTTP/1.1', HOST, TARGET, LENGTH, 'content-length: 3'], BODY), 400],
    ['length and chunks', request(['POST / HTTP/1.1', HOST, TARGET, LENGTH, 'transfer-encoding: chunked'], BODY), 400],
    ['a broken chunk', request(['POST / HTTP/1.1', HOST, TARGET, 'transfer-encoding: chunked'], 'zz\r\n'), 400],
    ['headers without end', request(['POST / HTTP/1.1', HOST, `x-a: ${'x'.repeat(20_000)}`]), 431],
    ['another expectation', request(['POST / HTTP/1.1', HOST, TARGET, LENGTH, 'expect: a miracle'], BODY), 417],
  ])('that is %s', async (_what, bytes, status) => {
    const answer = await exchange(bytes);
    expect([answer.status, typeOf(answer)]).toEqual([status, SERIALIZATION]);
    expect(answer.head).toContain('\r\ncontent-type: application/x-amz-json-1.0');
  });

  test('to connect elsewhere', async () => {
    const answer = await exchange(request(['CONNECT example.com:443 HTTP/1.1', HOST]));
    expect([answer.status, typeOf(answer)]).toEqual([405, UNKNOWN_OPERATION]);
  });

  test('that ends before its body', async () => {
    const answer = await exchange(request(['POST / HTTP/1.1', HOST, TARGET, 'content-length: 100'], BODY), {
      end: true,
    });
    expect([answer.status, typeOf(answer)]).toEqual([400, SERIALIZATION]);
  });

  test('that is too large, and the connection is of use afterwards', async () => {
    const connection = await connectRaw(server.port);
    const large = 'x'.repeat(100_001);
    const answer = await connection.send(
      request(['POST / HTTP/1.1', HOST, TARGET, `content-length: ${large.length}`], large),
    );
    expect(answer?.status).toBe(413);
    expect(answer && typeOf(answer)).toBe(SERIALIZATION);
    const next = await connection.send(request(['POST / HTTP/1.1', HOST, TARGET, LENGTH], BODY));
    expect(next?.status).toBe(200);
    connection.close();
  });
});

test('none of it was a fault of the control plane', () => {
  expect(server.faults).toEqual([]);
});
