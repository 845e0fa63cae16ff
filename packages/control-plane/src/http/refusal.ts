import { PROTOCOL_NAMESPACE, ProtonError } from '../model/errors.ts';

/** A request that is refused before it is one for an operation: by its path, method, host, size or signature. */
export class HttpRefusal extends ProtonError {
  readonly headers: Readonly<Record<string, string>>;
  constructor(name: string, message: string, httpStatus: number, headers: Readonly<Record<string, string>> = {}) {
    super(name, message, PROTOCOL_NAMESPACE, httpStatus);
    this.headers = headers;
  }
}

/** There is nothing at this path, or not in this control plane. */
export function nothingThere(message: string): HttpRefusal {
  return new HttpRefusal('UnknownOperationException', message, 404);
}

/** The path is right, the method is not. */
export function wrongMethod(allowed: readonly string[]): HttpRefusal {
  const methods = allowed.join(' or ');
  return new HttpRefusal('UnknownOperationException', `Use the method ${methods}.`, 405, { allow: allowed.join(', ') });
}
