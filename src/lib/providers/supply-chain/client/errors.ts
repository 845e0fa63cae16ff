import { ServiceException, type ServiceExceptionOptions } from '@smithy/core/client';
import type { RetryableTrait } from '@smithy/types';

/** The base of all errors in answers of AWS Supply Chain; `name` is the error's type as the service says it. */
export class SupplyChainServiceException extends ServiceException {
  static override readonly shapeId: string =
    'smithy.ts.sdk.synthetic.com.amazonaws.supplychain#SupplyChainServiceException';
  /**
   * True if the answer names no error type, so that the class follows from the HTTP status (assumption A40). Then something else,
   * such as a proxy, may have answered, and a 404 does not mean that an instance is gone.
   */
  readonly isTypeGuessed?: boolean;
  constructor(options: SupplyChainServiceExceptionOptions) {
    super(options);
    if (options.isTypeGuessed !== undefined) this.isTypeGuessed = options.isTypeGuessed;
  }
}

export interface SupplyChainServiceExceptionOptions extends ServiceExceptionOptions {
  readonly isTypeGuessed?: boolean;
}

type ModelledOptions = Omit<SupplyChainServiceExceptionOptions, 'name' | '$fault'>;

const modelled = 'com.amazonaws.supplychain#';

/** The input does not satisfy the constraints specified by an AWS service. */
export class ValidationException extends SupplyChainServiceException {
  static override readonly shapeId: string = `${modelled}ValidationException`;
  constructor(options: ModelledOptions) {
    super({ ...options, name: 'ValidationException', $fault: 'client' });
  }
}

/** The request would cause a service quota to be exceeded (assumption A38). */
export class ServiceQuotaExceededException extends SupplyChainServiceException {
  static override readonly shapeId: string = `${modelled}ServiceQuotaExceededException`;
  constructor(options: ModelledOptions) {
    super({ ...options, name: 'ServiceQuotaExceededException', $fault: 'client' });
  }
}

/** The caller does not have the required privileges to perform this action. */
export class AccessDeniedException extends SupplyChainServiceException {
  static override readonly shapeId: string = `${modelled}AccessDeniedException`;
  constructor(options: ModelledOptions) {
    super({ ...options, name: 'AccessDeniedException', $fault: 'client' });
  }
}

/** The request references a resource which does not exist. */
export class ResourceNotFoundException extends SupplyChainServiceException {
  static override readonly shapeId: string = `${modelled}ResourceNotFoundException`;
  constructor(options: ModelledOptions) {
    super({ ...options, name: 'ResourceNotFoundException', $fault: 'client' });
  }
}

/** Updating or deleting a resource can cause an inconsistent state. */
export class ConflictException extends SupplyChainServiceException {
  static override readonly shapeId: string = `${modelled}ConflictException`;
  constructor(options: ModelledOptions) {
    super({ ...options, name: 'ConflictException', $fault: 'client' });
  }
}

/** The request was denied due to request throttling. */
export class ThrottlingException extends SupplyChainServiceException {
  static override readonly shapeId: string = `${modelled}ThrottlingException`;
  override readonly $retryable: RetryableTrait = { throttling: true };
  constructor(options: ModelledOptions) {
    super({ ...options, name: 'ThrottlingException', $fault: 'client' });
  }
}

/** Unexpected error during processing of the request. */
export class InternalServerException extends SupplyChainServiceException {
  static override readonly shapeId: string = `${modelled}InternalServerException`;
  override readonly $retryable: RetryableTrait = {};
  constructor(options: ModelledOptions) {
    super({ ...options, name: 'InternalServerException', $fault: 'server' });
  }
}

/**
 * A successful answer that is not one of AWS Supply Chain: not JSON, cut off, or without a required member. The call may have
 * been executed. An SDK client throws its parser's error instead; this one says what to do.
 */
export class UnreadableAnswer extends SupplyChainServiceException {
  static override readonly shapeId: string = 'smithy.ts.sdk.synthetic.com.amazonaws.supplychain#UnreadableAnswer';
  constructor(options: ModelledOptions) {
    super({ ...options, name: 'UnreadableAnswer', $fault: 'server' });
  }
}
