export { InvalidSignatureException, MissingAuthenticationTokenException } from './errors.ts';
export { createSignatureCheck, type SignatureCheck } from './signature-check.ts';
