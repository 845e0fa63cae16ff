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
