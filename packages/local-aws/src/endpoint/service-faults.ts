import { AwsError } from './aws-error.ts';
import type { ServiceName } from './identify.ts';

/** What a fault does to a call. */
export type CallFault =
  /** Refused for its rate; not done. */
  | 'throttle'
  /** Refused with an internal error; not done. */
  | 'fail'
  /** The connection breaks before anything is done. */
  | 'reset'
  /** Done, but the answer never arrives. */
  | 'loseAnswer'
  /** The calling environment dies before the call is done. */
  | 'killBefore'
  /** The calling environment dies after the call was done and before it learns so. */
  | 'killAfter';

/** How each service words a throttle and an internal error, from the services' models. */
const errorsByService: Readonly<Record<ServiceName, { throttle: [string, number]; fail: [string, number] }>> = {
  proton: { throttle: ['ThrottlingException', 400], fail: ['InternalServerException', 500] },
  events: { throttle: ['ThrottlingException', 400], fail: ['InternalException', 500] },
  scheduler: { throttle: ['ThrottlingException', 429], fail: ['InternalServerException', 500] },
  sqs: { throttle: ['RequestThrottled', 400], fail: ['InternalFailure', 500] },
  dynamodb: { throttle: ['ProvisionedThroughputExceededException', 400], fail: ['InternalServerError', 500] },
  ssm: { throttle: ['ThrottlingException', 400], fail: ['InternalServerError', 500] },
  supplychain: { throttle: ['ThrottlingException', 429], fail: ['InternalServerException', 500] },
};

/** The error a service answers under a fault. */
export function faultError(service: ServiceName, fault: 'throttle' | 'fail'): AwsError {
  const [code, statusCode] = errorsByService[service][fault];
  const message = fault === 'throttle' ? 'Rate exceeded' : 'An internal error occurred (a fault that was switched on).';
  return new AwsError(code, message, { statusCode });
}
