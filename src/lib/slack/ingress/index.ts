/** The Bolt side of Slack: only the ingress function's bundle has it. */
export type { IncomingEvent, Outcome } from './http.ts';
export { createIngress, type IngressOptions, SigningSecretMissing } from './ingress.ts';
