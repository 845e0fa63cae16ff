import type { ServerResponse } from 'node:http';

/** An error as an AWS service answers it. The services of the local cloud throw it; the endpoint writes it down. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** The error's shape name, e.g. `QueueDoesNotExist`. */
  readonly code: string;
  readonly statusCode: number;
  /** The pre-JSON error code that SQS still sends beside the shape name. */
  readonly queryErrorCode: string | undefined;
  /** What the error's shape has beside its message. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { statusCode?: number; queryErrorCode?: string; members?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message);
    this.code = code;
    this.statusCode = options.statusCode ?? 400;
    this.queryErrorCode = options.queryErrorCode;
    this.members = options.members ?? {};
  }
}

/** Writes a JSON answer; undefined is an empty object, as AWS answers operations without output. */
export function answerJson(
  response: ServerResponse,
  statusCode: number,
  content: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = Buffer.from(JSON.stringify(content ?? {}));
  response.writeHead(statusCode, { 'content-type': 'application/json', 'content-length': body.length, ...headers });
  response.end(body);
}

/**
 * Writes an error in both ways clients read it: `__type` in the body (the JSON protocols) and the header
 * `x-amzn-errortype` (REST). https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html#operation-error-serialization
 */
export function answerError(response: ServerResponse, error: unknown, contentType: string): void {
  const { code, message, statusCode, queryErrorCode, members } = asAwsError(error, 'InternalFailure');
  answerJson(
    response,
    statusCode,
    { __type: code, message, Message: message, ...members },
    {
      'content-type': contentType,
      'x-amzn-errortype': code,
      ...(queryErrorCode !== undefined && { 'x-amzn-query-error': `${queryErrorCode};Sender` }),
    },
  );
}

/**
 * Writes an error as restJson1 has it: the type in the header, in the body nothing but the members of its shape.
 * https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization (assumption A40)
 */
export function answerRestError(response: ServerResponse, error: unknown): void {
  const { code, message, statusCode } = asAwsError(error, 'InternalServerException');
  answerJson(response, statusCode, { message }, { 'x-amzn-errortype': code });
}

/**
 * Lets a service do its work but keeps its answer from the client: the connection is closed when the answer would have
 * been complete, and then `onDone` is called.
 */
export function withholdAnswer(response: ServerResponse, onDone: () => void): void {
  Object.assign(response, {
    write: () => true,
    end: () => {
      response.destroy();
      onDone();
      return response;
    },
  });
}

function asAwsError(error: unknown, unexpectedCode: string): AwsError {
  if (error instanceof AwsError) return error;
  const message = `The local cloud failed: ${error instanceof Error ? error.message : String(error)}`;
  return new AwsError(unexpectedCode, message, { statusCode: 500 });
}
