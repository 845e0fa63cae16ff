/** The keys that a control plane issues itself. */
export { type KeyIssuer, type KeyMachine, openKeyIssuer } from './issue-keys.ts';
export { type IssuedKey, keysPathOf } from './keys-file.ts';
export { type KnownKeys, watchKeys } from './known-keys.ts';
