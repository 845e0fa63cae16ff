export { InvalidSignatureException } from './errors.ts';
export { createSignatureCheck, type SignatureCheck } from './signature-check.ts';
