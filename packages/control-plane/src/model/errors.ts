/** Namespace of the error ids seen in a real answer of the service (A7). */
const PROTON_NAMESPACE = 'com.amazonaws.proton.v20200720';
/** Namespace of the errors that the protocol layer, not the service, answers with. */
export const PROTOCOL_NAMESPACE = 'com.amazon.coral.service';

/** Every refusal of the control plane. `name` is the short error name that SDK clients look at. */
export class ProtonError extends Error {
  /** The `__type` on the wire. */
  readonly type: string;
  /** 400 for whatever the caller can change, 500 otherwise (https://docs.aws.amazon.com/proton/latest/APIReference/CommonErrors.html). */
  readonly httpStatus: number;

  constructor(name: string, message: string, namespace: string = PROTON_NAMESPACE, httpStatus = 400) {
    super(message);
    this.name = name;
    this.type = `${namespace}#${name}`;
    this.httpStatus = httpStatus;
  }
}

/** The request itself is wrong; sending it again unchanged cannot help. */
export class ValidationException extends ProtonError {
  constructor(message: string) {
    super('ValidationException', message);
  }
}

/** The request does not fit the present state of a resource (A12). */
export class ConflictException extends ProtonError {
  constructor(message: string) {
    super('ConflictException', message);
  }
}

/** The resource, or one it refers to, does not exist (A9). */
export class ResourceNotFoundException extends ProtonError {
  /**
   * @param kind what was looked for, in words: `service template version`
   * @param identifier its ARN, name or id
   */
  constructor(kind: string, identifier: string) {
    super('ResourceNotFoundException', `The requested ${kind} does not exist: ${identifier}`);
  }
}

/** The calling account may not do this. */
export class AccessDeniedException extends ProtonError {
  constructor(message: string) {
    super('AccessDeniedException', message);
  }
}

/** One more would exceed a quota of the account. */
export class ServiceQuotaExceededException extends ProtonError {
  constructor(message: string) {
    super('ServiceQuotaExceededException', message);
  }
}

/** There is no such operation (A7). */
export class UnknownOperationException extends ProtonError {
  constructor(message: string) {
    super('UnknownOperationException', message, PROTOCOL_NAMESPACE);
  }
}

/** The body of the request is not a JSON object. */
export class SerializationException extends ProtonError {
  constructor(message: string) {
    super('SerializationException', message, PROTOCOL_NAMESPACE);
  }
}

/** A fault of the control plane itself. The message says nothing about the inside on purpose. */
export class InternalServerException extends ProtonError {
  constructor(message = 'The request failed because of a fault of the control plane.') {
    super('InternalServerException', message, PROTON_NAMESPACE, 500);
  }
}
