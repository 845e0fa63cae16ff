import { createHash } from 'node:crypto';
import type { Owner } from '../model/arns.ts';

/** The stack that resources belong to. */
export interface StackName {
  readonly stackName: string;
  readonly owner: Owner;
}

/** https://docs.aws.amazon.com/general/latest/gr/rande.html: what the names of Regions begin with, and what follows. */
const PARTITIONS = [
  { prefix: 'cn-', partition: 'aws-cn', domain: 'amazonaws.com.cn' },
  { prefix: 'us-gov-', partition: 'aws-us-gov', domain: 'amazonaws.com' },
  { prefix: 'eu-isoe-', partition: 'aws-iso-e', domain: 'cloud.adc-e.uk' },
  { prefix: 'us-isof-', partition: 'aws-iso-f', domain: 'csp.hci.ic.gov' },
  { prefix: 'us-iso-', partition: 'aws-iso', domain: 'c2s.ic.gov' },
  { prefix: 'us-isob-', partition: 'aws-iso-b', domain: 'sc2s.sgov.gov' },
  { prefix: 'eusc-', partition: 'aws-eusc', domain: 'amazonaws.eu' },
] as const;

/** `AWS::Partition` and `AWS::URLSuffix` of a Region. */
export function partitionOf(region: string): { readonly partition: string; readonly domain: string } {
  const found = PARTITIONS.find(({ prefix }) => region.startsWith(prefix));
  return found ?? { partition: 'aws', domain: 'amazonaws.com' };
}

/** The ARN of the stack itself, which ends in a UUID. */
export function stackIdOf(stack: StackName): string {
  const { owner, stackName } = stack;
  const { partition } = partitionOf(owner.region);
  return `arn:${partition}:cloudformation:${owner.region}:${owner.accountId}:stack/${stackName}/${uuidFrom(digestOf(stack))}`;
}

/** Hexadecimal digits that are always the same for these words in this stack, and others in any other. */
export function digestOf({ stackName, owner }: StackName, ...words: readonly string[]): string {
  const text = JSON.stringify([owner.region, owner.accountId, stackName, ...words]);
  return createHash('sha256').update(text).digest('hex');
}

/** A UUID of version 4, of the digits of a digest. */
export function uuidFrom(digest: string): string {
  let next = 0;
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', () => digest[next++] ?? '0');
}
