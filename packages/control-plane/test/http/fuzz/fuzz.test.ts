import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type HttpServer, serve } from '../../support/http-server.ts';
import { connectRaw, type RawAnswer, type RawConnection } from '../../support/raw-connection.ts';
import { createShop } from '../../support/world.ts';
import { type FuzzedRequest, fuzzedRequest } from './requests.ts';
import { createWatchedPlane } from './watched-plane.ts';

/**
 * `FUZZ_SEED` tries others. A failure names the request, which `FUZZ_FROM` and `FUZZ_REQUESTS=1` send alone; where it
 * needs what came before, start from the thousand that it is in. All of them go over sockets.
 */
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const FROM = Number(process.env['FUZZ_FROM'] ?? 0);
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 100_000);
/** So many requests go out on a connection before their answers are read. */
const AT_ONCE = 25;
/** After so many the world is as it was in the beginning, so that it stays small and requests go on to fit it. */
const BEFORE_RESTORE = 1000;
const MAXIMUM_BODY_BYTES = 100_000;

const watched = createWatchedPlane();
let server: HttpServer;

beforeAll(async () => {
  createShop(watched.world, ['blue', 'green'], true);
  server = await serve(watched.plane, {
    maximumBodyBytes: MAXIMUM_BODY_BYTES,
    stateRoutes: true,
    advanceClock: (byMs) => watched.world.clock.advance(byMs),
  });
});
afterAll(() => server.close());

/** What is wrong with an answer; nothing when it is as it must be. */
function flawOf(answer: RawAnswer | undefined, { isFramed, isHead }: FuzzedRequest): string | undefined {
  if (answer === undefined) return isFramed ? 'no answer' : undefined;
  if (!/\r\ncontent-type: application\/(?:x-amz-json-1\.0|json)(?:\r\n|$)/i.test(answer.head))
    return 'not said to be JSON';
  if (answer.status !== 200 && (answer.status < 400 || answer.status > 499)) return `status ${answer.status}`;
  if (isHead) return undefined;
  let body: unknown;
  try {
    body = JSON.parse(answer.body);
  } catch {
    return 'not JSON';
  }
  if (typeof body !== 'object' || body === null) return 'no object';
  if (answer.status === 200) return undefined;
  const { __type: type, message }: { __type?: unknown; message?: unknown } = body;
  if (typeof type !== 'string' || !/^com\.[\w.]+#[A-Z]\w+$/.test(type)) return `type ${String(type)}`;
  return typeof message === 'string' && message !== '' ? undefined : 'no message';
}

test(`nothing that is sent breaks the control plane (seed ${SEED})`, async () => {
  const statuses = new Map<number | undefined, number>();
  const flaws: string[] = [];
  const judge = (number: number, request: FuzzedRequest, answer: RawAnswer | undefined): void => {
    statuses.set(answer?.status, (statuses.get(answer?.status) ?? 0) + 1);
    const flaw = flawOf(answer, request);
    if (flaw === undefined) return;
    const told = `${request.bytes.toString('latin1').slice(0, 1500)} => ${answer?.body.slice(0, 300)}`;
    flaws.push(`FUZZ_SEED=${SEED} FUZZ_FROM=${number} FUZZ_REQUESTS=1: ${flaw}: ${told}`);
  };

  const before = watched.plane.snapshot();
  let connection: RawConnection = await connectRaw(server.port);
  for (let number = FROM; number < FROM + REQUESTS; number += AT_ONCE) {
    if ((number - FROM) % BEFORE_RESTORE === 0) watched.plane.restore(before);
    const count = Math.min(AT_ONCE, FROM + REQUESTS - number);
    const requests = Array.from({ length: count }, (_, index) => ({
      number: number + index,
      request: fuzzedRequest(SEED, number + index),
    }));
    const framed = requests.filter(({ request }) => request.isFramed);
    connection.write(Buffer.concat(framed.map(({ request }) => request.bytes)));
    for (const { number: which, request } of framed) {
      judge(which, request, await connection.next({ withoutBody: request.isHead }));
    }
    if (!connection.isOpen) connection = await connectRaw(server.port);
    for (const { number: which, request } of requests.filter((candidate) => !candidate.request.isFramed)) {
      const own = await connectRaw(server.port);
      judge(which, request, await own.send(request.bytes, { end: true }));
      own.close();
    }
    if (flaws.length > 10) break;
  }
  connection.close();

  expect(flaws).toEqual([]);
  expect(server.faults).toEqual([]);
  expect(watched.trespasses).toEqual([]);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
  // The requests were of many kinds, and came far enough for the control plane to do what they asked.
  if (REQUESTS < 10_000) return;
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 404, 405, 413, 415, 417, 431]));
  expect(watched.counts.accepted).toBeGreaterThan(REQUESTS / 20);
  expect(watched.counts.refused).toBeGreaterThan(REQUESTS / 2);
});
