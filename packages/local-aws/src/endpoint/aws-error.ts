/** An error as an AWS service answers it. The services of the local cloud throw it; the endpoint writes it down. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** The error's shape name, e.g. `QueueDoesNotExist`. */
  readonly code: string;
  readonly statusCode: number;
  /** The pre-JSON error code that SQS still sends beside the shape name. */
  readonly queryErrorCode: string | undefined;

  constructor(code: string, message: string, options: { statusCode?: number; queryErrorCode?: string } = {}) {
    super(message);
    this.code = code;
    this.statusCode = options.statusCode ?? 400;
    this.queryErrorCode = options.queryErrorCode;
  }
}
