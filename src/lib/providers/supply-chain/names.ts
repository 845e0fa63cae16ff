import { partitionOf } from '../../model/arn.ts';
import type { DeploymentReference } from '../../model/reference.ts';

/** The name of this back end in rules, references and the trail. */
export const providerName = 'supplyChain';

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const uuidPattern = new RegExp(`^${uuid}$`);
const arnPattern = new RegExp(`^arn:(?:aws|aws-cn|aws-us-gov):scn:([a-z0-9-]{1,32}):(\\d{12}):instance/(${uuid})$`);
const namePattern = /^[a-zA-Z0-9](?:[a-zA-Z0-9 _ʼ'%-]{0,61}[a-zA-Z0-9])?$/;
const longestArn = 150;

/** The form of an instance's id: a lowercase UUID. */
export function isInstanceId(value: unknown): value is string {
  return typeof value === 'string' && value.length === 36 && uuidPattern.test(value);
}

/** The pattern of `InstanceName`. */
export function isInstanceName(value: string): boolean {
  return value.length <= 63 && namePattern.test(value);
}

export interface InstanceArn {
  readonly region: string;
  readonly account: string;
  readonly instanceId: string;
}

/** @returns `undefined` for what is not the ARN of an instance */
export function parseInstanceArn(arn: string): InstanceArn | undefined {
  if (arn.length > longestArn) return undefined;
  const [, region, account, instanceId] = arnPattern.exec(arn) ?? [];
  return region && account && instanceId ? { region, account, instanceId } : undefined;
}

/** The service does not return an instance's ARN. It is built from Region, account and id. */
export function instanceArn({ region, account, instanceId }: InstanceArn): string {
  return `arn:${partitionOf(region)}:scn:${region}:${account}:instance/${instanceId}`;
}

/** What an ARN refers to; `undefined` for what is not the ARN of an instance. */
export function referenceOf(arn: string): DeploymentReference | undefined {
  const parts = parseInstanceArn(arn);
  return parts === undefined ? undefined : byName(parts.instanceId, arn);
}

/**
 * Prefixes that distinguish an instance from something else with the same name: `supply-chain:factory-eu`. No instance's name has
 * a colon or a slash.
 */
const prefixes = ['supply-chain:', 'instance/'];

/**
 * What a person may mean: an instance's ARN, its id, or its name, with or without `supply-chain:` or `instance/` in front.
 *
 * @returns empty when it cannot be an instance
 */
export function candidates(typedName: string): readonly DeploymentReference[] {
  const typed = typedName.trim();
  if (typed.startsWith('arn:')) {
    const reference = referenceOf(typed);
    return reference === undefined ? [] : [reference];
  }
  const prefix = prefixes.find((candidate) => typed.startsWith(candidate)) ?? '';
  const name = typed.slice(prefix.length).trim();
  return isInstanceName(name) ? [byName(name)] : [];
}

function byName(name: string, target?: string): DeploymentReference {
  return { on: 'deployment', provider: providerName, kind: 'instance', name, ...(target ? { target } : {}) };
}
