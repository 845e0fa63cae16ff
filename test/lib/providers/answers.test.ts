import { describe, expect, test } from '@jest/globals';
import { classifyFailure, isNotFound, isThrottle } from '../../../src/lib/providers/answers.ts';
import { ProtonUnavailable } from '../../../src/lib/providers/proton/answers.ts';
import { sdkError } from './proton/sdk-errors.ts';

describe('classifyFailure: what a failed mutating call means', () => {
  test.each([
    // A14, A15: "nothing to cancel" and "it is a create" come as a conflict.
    ['ConflictException', 400, { result: 'refused', conflict: true, error: 'ConflictException' }],
    ['ConflictException', 409, { result: 'refused', conflict: true, error: 'ConflictException' }],
    ['ResourceNotFoundException', 400, { result: 'refused', conflict: true, error: 'ResourceNotFoundException' }],
    ['ValidationException', 400, { result: 'refused', conflict: false, error: 'ValidationException' }],
    ['AccessDeniedException', 403, { result: 'refused', conflict: false, error: 'AccessDeniedException' }],
    ['UnknownOperationException', 400, { result: 'refused', conflict: false, error: 'UnknownOperationException' }],
    ['ThrottlingException', 400, { result: 'throttled' }],
    ['ThrottlingException', 429, { result: 'throttled' }],
    ['TooManyRequestsException', 429, { result: 'throttled' }],
    ['SomethingElse', 429, { result: 'throttled' }],
    // A 408 is a proxy's word: the call may have been made.
    ['RequestTimeout', 408, { result: 'unknown', error: 'RequestTimeout' }],
    ['InternalServerException', 500, { result: 'unknown', error: 'InternalServerException' }],
    ['ServiceUnavailable', 503, { result: 'unknown', error: 'ServiceUnavailable' }],
    ['TimeoutError', undefined, { result: 'unknown', error: 'TimeoutError' }],
    // A body that is no JSON behind a 200: the call was made.
    ['SyntaxError', 200, { result: 'unknown', error: 'SyntaxError' }],
  ])('%s with %s', (name, statusCode, expected) => {
    expect(classifyFailure(sdkError(name, statusCode))).toEqual(expected);
  });

  test('a reset connection leaves it open', () => {
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', $metadata: { attempts: 1 } });
    expect(classifyFailure(reset)).toEqual({ result: 'unknown', error: 'Error' });
  });

  test.each(['text', undefined, null, 7, {}, { $metadata: null }, { $metadata: { httpStatusCode: '400' } }])(
    'what is no error at all leaves it open: %j',
    (thrown) => {
      expect(classifyFailure(thrown)).toEqual({ result: 'unknown', error: 'unknown error' });
    },
  );

  test('messages are never looked at (A8)', () => {
    const misleading = Object.assign(sdkError('InternalServerException', 500), { message: 'ConflictException: 409' });
    expect(classifyFailure(misleading)).toEqual({ result: 'unknown', error: 'InternalServerException' });
  });
});

test('isNotFound and isThrottle go by the short name', () => {
  expect(isNotFound(sdkError('ResourceNotFoundException', 400))).toBe(true);
  expect(isNotFound(sdkError('NotFound', 404))).toBe(false);
  expect(isNotFound(Object.assign(sdkError('ResourceNotFoundException', 404), { isTypeGuessed: true }))).toBe(false);
  expect(isThrottle(sdkError('ThrottlingException', 400))).toBe(true);
  expect(isThrottle(sdkError('ValidationException', 400))).toBe(false);
});

test('ProtonUnavailable says what to do, and nothing sensitive (A33)', () => {
  const error = new ProtonUnavailable('GetEnvironment', new Error('the spec is …'));
  expect(error.message).toContain('GetEnvironment');
  expect(error.message).toContain('AWS_ENDPOINT_URL_PROTON');
  expect(error.message).not.toContain('spec');
});
