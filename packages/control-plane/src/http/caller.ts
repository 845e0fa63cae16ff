import type { IncomingHttpHeaders } from 'node:http';
import type { ControlPlaneHttpOptions } from './options.ts';

/** What a SigV4 `Credential=<access key id>/<date>/<region>/<service>/aws4_request` says, checked or not. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
}

const CREDENTIAL = /\bCredential=([^/,\s]+)\/[^/,]*\/([^/,]*)\//;

/** Reads access key and region of an `Authorization` header without checking it; nothing where it has no such form. */
export function readCredential(authorization: string | undefined): CredentialScope | undefined {
  if (authorization === undefined) return undefined;
  const [, accessKeyId, region] = CREDENTIAL.exec(authorization) ?? [];
  return accessKeyId === undefined || region === undefined ? undefined : { accessKeyId, region };
}

/** With this header a Cancel* cancels that deployment or none, and an Update* replaces it or none. AWS has no such thing; there it is ignored. */
export const EXPECTED_DEPLOYMENT_HEADER = 'x-proton-bot-expected-deployment-id';

const ACCOUNT_ID = /^\d{12}$/;

/** Which account an access key id stands for; undefined for the management account. */
export function accountOf(
  credential: CredentialScope | undefined,
  { accounts, credentials }: Pick<ControlPlaneHttpOptions, 'accounts' | 'credentials'>,
): string | undefined {
  if (credential === undefined) return undefined;
  const { accessKeyId } = credential;
  const listed = accounts?.get(accessKeyId) ?? credentials?.get(accessKeyId)?.accountId;
  return listed ?? (ACCOUNT_ID.test(accessKeyId) ? accessKeyId : undefined);
}

/** The deployment that a Cancel* or an Update* is about, where the caller says so. A repeated header names none that exists. */
export function expectedDeploymentOf(headers: IncomingHttpHeaders): string | undefined {
  const expected = headers[EXPECTED_DEPLOYMENT_HEADER];
  return Array.isArray(expected) ? expected.join(',') : expected;
}
