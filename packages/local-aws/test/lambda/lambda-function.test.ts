import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import type { InvocationResult } from '../../src/index.ts';
import { type CloudUnderTest, startCloudUnderTest } from '../fixture/cloud.ts';
import { functionResource } from '../fixture/template.ts';

const template = {
  Resources: {
    Role: { Type: 'AWS::IAM::Role' },
    DeploymentBucket: { Type: 'AWS::S3::Bucket' },
    Probe: functionResource('probe', { timeout: 1, environment: { STAGE: 'dev', OVERRIDDEN: 'template' } }),
    Single: functionResource('single', { reservedConcurrency: 1 }),
    Broken: functionResource('broken'),
    Callback: functionResource('callback'),
    Missing: functionResource('missing'),
  },
};
const handlers = {
  single: 'exports.handler = (event) => new Promise((resolve) => setTimeout(resolve, event.ms, "done"));',
  broken: 'throw new SyntaxError("cannot be loaded");',
  callback: 'exports.handler = (event, context, callback) => callback(null, 1);',
  missing: 'exports.other = async () => 1;',
};

describe('a function', () => {
  let running: CloudUnderTest;
  beforeAll(async () => {
    running = await startCloudUnderTest({
      template,
      handlers,
      environment: { OVERRIDDEN: 'cloud', FOR_ALL: 'yes' },
      environmentOf: (name) => ({ OWN: name }),
    });
  });
  afterAll(() => running.stop());

  const probe = (payload: unknown): Promise<InvocationResult> => running.cloud.invoke('probe', payload);
  const answer = async (payload: unknown): Promise<unknown> => {
    const result = await probe(payload);
    return result.outcome === 'succeeded' ? JSON.parse(result.payload) : result;
  };

  test('answers, stays warm, and its output is passed on', async () => {
    expect(await answer({ a: 1 })).toEqual({ echo: { a: 1 } });
    expect(await answer({ returnNothing: true })).toBeNull();
    expect(await answer({ instance: true })).toBe(await answer({ instance: true }));
    expect(await running.untilLogged('probed')).toEqual({
      functionName: 'fixture-dev-probe',
      stream: 'stderr',
      line: 'probed',
    });
  });

  test('has the environment of Lambda, of its template and of the cloud, and nothing of this process', async () => {
    process.env['SECRET_OF_THE_USER'] = 'x';
    const environment = await answer({ environment: true });
    delete process.env['SECRET_OF_THE_USER'];
    expect(environment).toMatchObject({
      AWS_ENDPOINT_URL: running.cloud.endpointUrl,
      AWS_REGION: 'eu-central-1',
      AWS_LAMBDA_FUNCTION_NAME: 'fixture-dev-probe',
      STAGE: 'dev',
      OVERRIDDEN: 'cloud',
      FOR_ALL: 'yes',
      OWN: 'fixture-dev-probe',
    });
    expect(environment).not.toHaveProperty('SECRET_OF_THE_USER');
    expect(environment).not.toHaveProperty('HOME');
  });

  test('reports an error of its handler and lives on', async () => {
    const before = await answer({ instance: true });
    expect(await probe({ throw: true })).toMatchObject({
      outcome: 'error',
      error: {
        errorType: 'TypeError',
        errorMessage: 'no such thing',
        trace: expect.arrayContaining([expect.stringContaining('probe.cjs')]),
      },
    });
    expect(await answer({ instance: true })).toBe(before);
  });

  const deaths: [what: string, payload: object, expected: object][] = [
    [
      'its timeout',
      { hang: true },
      {
        outcome: 'timedOut',
        error: { errorType: 'Sandbox.Timedout', errorMessage: expect.stringContaining('timed out after 1.00 seconds') },
      },
    ],
    ['an exception nobody catches', { uncaught: true }, { outcome: 'crashed', error: { errorType: 'RangeError' } }],
    [
      'its own exit',
      { exit: true },
      {
        outcome: 'crashed',
        error: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('exit status 7') },
      },
    ],
  ];

  test.each(deaths)('dies of %s, and the next invocation starts anew', async (_what, payload, expected) => {
    const before = await answer({ instance: true });
    expect(await probe(payload)).toMatchObject(expected);
    const after = await answer({ instance: true });
    expect([typeof after, after === before]).toEqual(['string', false]);
  });

  test('can be killed in the middle', async () => {
    const hanging = probe({ hang: true });
    expect(running.cloud.kill('probe')).toBe(1);
    expect(await hanging).toMatchObject({ outcome: 'killed' });
    expect(running.cloud.kill('probe')).toBe(0);
  });

  test('runs several at once, each in a thread of its own', async () => {
    const [one, other] = await Promise.all([answer({ instance: true }), answer({ instance: true })]);
    expect(one).not.toBe(other);
  });

  test('is throttled above its reserved concurrency', async () => {
    const first = running.cloud.invoke('single', { ms: 50 });
    await expect(running.cloud.invoke('single', { ms: 0 })).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    expect(await first).toEqual({ outcome: 'succeeded', payload: '"done"' });
  });

  test.each([
    ['broken', 'SyntaxError'],
    ['callback', 'Runtime.CallbackHandlerDeprecated'],
    ['missing', 'Runtime.HandlerNotFound'],
  ])('%s cannot be loaded: %s', async (name, errorType) => {
    expect(await running.cloud.invoke(name, {})).toMatchObject({ outcome: 'crashed', error: { errorType } });
  });

  test('an unknown one is refused by name, with those that are there', async () => {
    await expect(running.cloud.invoke('nobody', {})).rejects.toThrow(
      /no function nobody; the template has fixture-dev-probe/,
    );
  });
});

test('an idle environment ends, and the cloud runs no more of them than it may', async () => {
  const running = await startCloudUnderTest({ template, handlers, idleAfterMs: 1, mostEnvironmentsPerFunction: 1 });
  const instance = async (): Promise<string> => {
    const result = await running.cloud.invoke('probe', { instance: true });
    return result.outcome === 'succeeded' ? result.payload : result.outcome;
  };
  const [first, second] = await Promise.all([instance(), instance()]);
  expect(first).toBe(second);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await instance()).not.toBe(first);
  await running.stop();
});

test('calls that wait for their turn when the cloud stops end with it', async () => {
  const running = await startCloudUnderTest({ template, handlers, mostEnvironmentsPerFunction: 1 });
  const calls = [1, 2, 3].map(() => running.cloud.invoke('probe', { hang: true }));
  await running.stop();
  expect((await Promise.all(calls)).map(({ outcome }) => outcome)).toEqual(['killed', 'killed', 'killed']);
  expect(
    running.activities.filter((activity) => activity.kind === 'invocation' && activity.phase === 'started'),
  ).toHaveLength(1);
});

test('the runtime survives a bundler that minifies and keeps names', async () => {
  const built = buildSync({
    entryPoints: [fileURLToPath(new URL('../../src/lambda/runtime.ts', import.meta.url))],
    bundle: true,
    minify: true,
    keepNames: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    write: false,
  });
  const module = { exports: { runtimeSource: '' } };
  runInNewContext(built.outputFiles[0]?.text ?? '', { module });
  const taskRoot = mkdtempSync(join(tmpdir(), 'proton-bot-test-'));
  writeFileSync(join(taskRoot, 'index.cjs'), 'exports.handler = async (event) => event.a + 1;');
  const workerData = { taskRoot, handler: 'index.handler', refusesCallbacks: true };
  const worker = new Worker(module.exports.runtimeSource, { eval: true, workerData });
  const next = (): Promise<unknown> => new Promise((resolve) => worker.once('message', resolve));
  expect(await next()).toEqual({ kind: 'ready' });
  worker.postMessage({ requestId: 'r', payload: '{"a":1}', timeoutMs: 1000, context: {} }, []);
  expect(await next()).toEqual({ kind: 'result', requestId: 'r', payload: '2' });
  await worker.terminate();
  rmSync(taskRoot, { recursive: true });
});
