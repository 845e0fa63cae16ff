import type { HttpResponse, ResponseMetadata } from '@smithy/types';
import type { AnswerBody } from './answer-body.ts';
import {
  AccessDeniedException,
  ConflictException,
  InternalServerException,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
  SupplyChainServiceException,
  ThrottlingException,
  ValidationException,
} from './errors.ts';

/** The seven errors that every operation declares, by their HTTP status. */
const classesByStatus = new Map([
  [400, ValidationException],
  [402, ServiceQuotaExceededException],
  [403, AccessDeniedException],
  [404, ResourceNotFoundException],
  [409, ConflictException],
  [429, ThrottlingException],
  [500, InternalServerException],
]);

const classesByType = new Map(
  [...classesByStatus.values()].map((errorClass) => [nameOfType(errorClass.shapeId), errorClass]),
);

/** The name of an error if the answer names none, and its HTTP status is none of the seven. */
const unknownType = 'UnknownError';
const maximumMessageLength = 2000;

/**
 * The error of an answer with HTTP 300 or more. Its type is taken from the header, else from the body's `__type` or `code`, else
 * from the HTTP status; its message from `message` or `Message`, unchanged (assumptions A39, A40).
 */
export function errorOf(
  response: Pick<HttpResponse, 'statusCode' | 'headers'>,
  body: AnswerBody,
  metadata: ResponseMetadata,
  operation: string,
): SupplyChainServiceException {
  const { statusCode, headers } = response;
  const fields = body.fields ?? {};
  const said = [headers['x-amzn-errortype'], fields['__type'], fields['code']]
    .map(typeIn)
    .find((type) => type !== undefined);
  const ownMessage = [fields['message'], fields['Message']].find(
    (message) => typeof message === 'string' && message !== '',
  );
  const message =
    typeof ownMessage === 'string'
      ? ownMessage.slice(0, maximumMessageLength)
      : messageFor(said, body.problem, `${operation} was answered with HTTP ${statusCode}`);
  const options = { message, $metadata: metadata, isTypeGuessed: said === undefined };
  const modelledClass = said === undefined ? classForStatus(statusCode) : classesByType.get(said);
  if (modelledClass !== undefined) return new modelledClass(options);
  const $fault = statusCode < 500 ? 'client' : 'server';
  return new SupplyChainServiceException({ ...options, name: said ?? unknownType, $fault });
}

/** A gateway's 502, 503 or 504 means the same as the service's own 500. */
function classForStatus(statusCode: number) {
  return classesByStatus.get(statusCode >= 500 ? 500 : statusCode);
}

/**
 * The short name of the type: the text after a `#`, and before a `:` or a `,`. A text that does not look like a name is ignored.
 */
function typeIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const name = nameOfType(value);
  return /^[A-Za-z]\w{0,99}$/.test(name) ? name : undefined;
}

function nameOfType(value: string): string {
  const [first = ''] = value.split(/[:,]/, 1);
  return first.slice(first.indexOf('#') + 1).trim();
}

/** The message if the answer has none. */
function messageFor(type: string | undefined, problem: string | undefined, what: string): string {
  if (type !== undefined) return `${what} (${type}), without a message`;
  return (
    `${what}, and ${problem ?? 'names no error'}: that is no answer of AWS Supply Chain. ` +
    'See what answers in its place: AWS_ENDPOINT_URL_SUPPLYCHAIN, AWS_ENDPOINT_URL, or a proxy.'
  );
}
