import type { CallInput } from './input.ts';

/** One operation: checks its parameters, does its work, returns what is written as JSON (undefined: an empty answer). */
type JsonOperation = (input: CallInput) => unknown;

/** A service that tells its operations apart by the `X-Amz-Target` header. */
export interface JsonService {
  /** The target's prefix, e.g. `AmazonSQS`. */
  readonly targetPrefix: string;
  /** `application/x-amz-json-1.0` or `-1.1`. */
  readonly contentType: string;
  readonly operations: Readonly<Record<string, JsonOperation>>;
}
