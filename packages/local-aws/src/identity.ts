/** Whose cloud this is: what appears in ARNs and in events. */
export interface CloudIdentity {
  readonly accountId: string;
  readonly region: string;
}

/** An ARN in this account and region, e.g. `arn:aws:sqs:eu-central-1:123456789012:observe`. */
export function localArn({ accountId, region }: CloudIdentity, service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

/** The service part of an ARN, e.g. `sqs`; undefined when the text is no ARN. */
export function serviceOfArn(arn: string): string | undefined {
  const [prefix, , service] = arn.split(':');
  return prefix === 'arn' ? service : undefined;
}
