import { PROTOCOL_NAMESPACE, ProtonError } from '../../model/errors.ts';

/**
 * Refusals of a signature, under the names and with the status 400 that AWS's JSON protocols use
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html). None quotes what was sent or
 * expected.
 */
class SignatureError extends ProtonError {
  constructor(name: string, message: string) {
    super(name, message, PROTOCOL_NAMESPACE);
  }
}

/** The call carries no signature. */
export class MissingAuthenticationTokenException extends SignatureError {
  constructor(message = 'Request is missing Authentication Token') {
    super('MissingAuthenticationTokenException', message);
  }
}

/** The signature lacks a part, or a part has not the form it must have. */
export class IncompleteSignatureException extends SignatureError {
  constructor(message: string) {
    super('IncompleteSignatureException', message);
  }
}

/** The access key id is not one that is known. */
export class UnrecognizedClientException extends SignatureError {
  constructor() {
    super('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
}

/** The signature is not the one of this request, or not one for this service, region and time. */
export class InvalidSignatureException extends SignatureError {
  constructor(message: string) {
    super('InvalidSignatureException', message);
  }
}
