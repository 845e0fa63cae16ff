import type { IncomingHttpHeaders } from 'node:http';
import type { CallContext } from '../control-plane.ts';

/** With this header a Cancel* cancels that deployment or none. AWS has no such thing; there it is ignored. */
export const EXPECTED_DEPLOYMENT_HEADER = 'x-proton-bot-expected-deployment-id';

/** `Credential=<access key id>/<date>/…` of a SigV4 authorization header. */
const ACCOUNT_IN_CREDENTIAL = /Credential=(\d{12})\//;

/**
 * Who calls. Signatures are not checked: this control plane is for one machine. An access key id of twelve digits
 * means the account of that id, any other the management account.
 */
export function callerOf(headers: IncomingHttpHeaders): CallContext {
  const expected = headers[EXPECTED_DEPLOYMENT_HEADER];
  return {
    accountId: ACCOUNT_IN_CREDENTIAL.exec(headers.authorization ?? '')?.[1],
    expectedDeploymentId: Array.isArray(expected) ? expected.join(',') : expected,
  };
}
