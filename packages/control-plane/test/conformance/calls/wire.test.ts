import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { INPUTS } from '../../../src/model/inputs/index.ts';
import { ACCOUNT } from '../../support/world.ts';
import { inputOf } from '../model/model.ts';
import { resolveInput, sceneOf } from './scenes/index.ts';
import { openStage, type Stage } from './stage.ts';

/*
 * What is on the wire (awsJson1_0: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html), and what the client
 * does with it: which errors it tries again after.
 */

const TARGET = 'AwsProton20200720';
const REQUEST_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(() => stage.reset());
afterAll(() => stage.close());

interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A request as no client would write it. */
async function post(target: string | undefined, body: string | undefined): Promise<WireAnswer> {
  const response = await fetch(stage.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      authorization: `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20260302/eu-central-1/proton/aws4_request`,
      ...(target !== undefined && { 'x-amz-target': target }),
    },
    ...(body !== undefined && { body }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

describe('a request', () => {
  const served = Object.keys(INPUTS);
  const withoutRequired = served.filter((operation) => inputOf(operation).required === undefined);
  const withRequired = served.filter((operation) => inputOf(operation).required !== undefined);

  test.each(withoutRequired)('of %s may have an empty body', async (operation) => {
    const answers = [await post(`${TARGET}.${operation}`, undefined), await post(`${TARGET}.${operation}`, '{}')];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[0]?.body).toEqual(answers[1]?.body);
  });

  test.each(withRequired)('of %s without a body is checked like any other', async (operation) => {
    expect(await post(`${TARGET}.${operation}`, undefined)).toMatchObject({
      status: 400,
      body: { __type: 'com.amazonaws.proton.v20200720#ValidationException' },
    });
  });

  test('may have members that the operation does not know', async () => {
    const body = JSON.stringify({ name: 'prod', colour: 'green', __type: 'GetEnvironmentInput' });
    expect(await post(`${TARGET}.GetEnvironment`, body)).toMatchObject({ status: 200 });
  });

  test.each(['', 'null', '[]', '"text"', '42', '{', '{"name":}'])(
    'with the body %j never gets an answer but JSON',
    async (body) => {
      const answer = await post(`${TARGET}.GetEnvironment`, body);
      expect(answer).toMatchObject({ status: 400, body: { __type: expect.any(String), message: expect.any(String) } });
      expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.0');
    },
  );
});

describe('an answer', () => {
  test('has a request id of its own, success or not', async () => {
    const ids = new Set<string | null>();
    for (const body of ['{"name":"prod"}', '{"name":"prod"}', '{"name":"missing"}', '{']) {
      ids.add((await post(`${TARGET}.GetEnvironment`, body)).headers.get('x-amzn-requestid'));
    }
    expect(ids.size).toBe(4);
    for (const id of ids) expect(id).toMatch(REQUEST_ID);
  });

  test.each([
    ['{"name":"missing"}', 'ResourceNotFoundException'],
    ['{"name":"-"}', 'ValidationException'],
  ])('to %s names its error in the body and in a header', async (body, error) => {
    const answer = await post(`${TARGET}.GetEnvironment`, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      __type: `com.amazonaws.proton.v20200720#${error}`,
      message: expect.stringMatching(/\S/),
    });
    expect(answer.headers.get('x-amzn-errortype')).toBe(error);
  });

  test('of an operation without output is an empty object', async () => {
    const answer = await stage.call('TagResource', resolveInput(sceneOf('TagResource').input, stage.ids));
    expect(answer).toMatchObject({ status: 200, body: {}, output: {} });
  });

  test.each([
    `${TARGET}.GetWeather`,
    `${TARGET}.`,
    `${TARGET}.getService`,
    'GetService',
    'AwsProton20190101.GetService',
    undefined,
  ])('to the target %s says that there is no such operation', async (target) => {
    expect(await post(target, '{}')).toMatchObject({
      status: 400,
      body: { __type: 'com.amazon.coral.service#UnknownOperationException', message: expect.any(String) },
    });
  });

  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('to %s, too', async (name) => {
    expect((await post(`${TARGET}.${name}`, '{}')).body).toMatchObject({
      __type: 'com.amazon.coral.service#UnknownOperationException',
    });
  });
});

describe('the client, left to itself', () => {
  const patient = { maxAttempts: 3 };

  test.each(['ThrottlingException', 'InternalServerException'])('tries again after a %s', async (error) => {
    await stage.failNext('GetEnvironment', error, 1);
    const answer = await stage.call('GetEnvironment', { name: 'prod' }, patient);
    expect(answer).toMatchObject({ status: 200, attempts: 2, output: { environment: { name: 'prod' } } });
  });

  test('gives up on an InternalServerException that stays', async () => {
    await stage.failNext('GetEnvironment', 'InternalServerException', 3);
    const answer = await stage.call('GetEnvironment', { name: 'prod' }, patient);
    expect(answer).toMatchObject({ status: 500, attempts: 3, error: { name: 'InternalServerException' } });
  });

  test.each([
    ['CancelEnvironmentDeployment', { environmentName: 'prod' }, 'ConflictException'],
    ['GetEnvironment', { name: 'missing' }, 'ResourceNotFoundException'],
    ['GetEnvironment', { name: '-' }, 'ValidationException'],
  ])('does not repeat %s %j after a %s', async (operation, input, error) => {
    const answer = await stage.call(operation, input, patient);
    expect(answer).toMatchObject({ attempts: 1, error: { name: error } });
  });
});

test('nothing was a fault of the control plane', () => {
  expect(stage.faults).toEqual([]);
});
