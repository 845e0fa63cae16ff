import { consoleUrl, parseArn, partitionOf } from '../../model/arn.ts';
import type { DeploymentReference } from '../../model/reference.ts';
import { providerName } from './names.ts';

export const stackSetKind = 'stackSet';

/** What the ARN of a StackSet says: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSet.html */
export interface StackSetArn {
  readonly region: string;
  readonly account: string;
  readonly name: string;
  /** Its name and a UUID: tells it from those of the same name before and after it. */
  readonly id: string;
}

/** A name of 128 characters, a UUID, and room for the rest. */
const longestArn = 300;
const idPattern = /^([a-zA-Z][-a-zA-Z0-9]{0,127}):[-a-zA-Z0-9]{1,64}$/;

export function isStackSetId(value: unknown): value is string {
  return typeof value === 'string' && idPattern.test(value);
}

/** @returns `undefined` for what is not the ARN of a StackSet */
export function parseStackSetArn(text: unknown): StackSetArn | undefined {
  if (typeof text !== 'string' || text.length > longestArn) return undefined;
  const { service, region, account, resource = '' } = parseArn(text) ?? {};
  const id = resource.startsWith('stackset/') ? resource.slice('stackset/'.length) : '';
  const [, name] = idPattern.exec(id) ?? [];
  return service === 'cloudformation' && region && account && name ? { region, account, name, id } : undefined;
}

export function stackSetArn({ account, region, id }: Pick<StackSetArn, 'account' | 'region' | 'id'>): string {
  return `arn:${partitionOf(region)}:cloudformation:${region}:${account}:stackset/${id}`;
}

/** What an ARN refers to; `undefined` for what is no StackSet. */
export function stackSetReferenceOf(arn: string): (DeploymentReference & { readonly target: string }) | undefined {
  const parts = parseStackSetArn(arn);
  return parts && { ...stackSetByName(parts.name), target: arn };
}

const prefix = 'stackset:';

function stackSetByName(name: string): DeploymentReference {
  return { on: 'deployment', provider: providerName, kind: stackSetKind, name: `${prefix}${name}` };
}

/** The StackSet's name in a reference's name, or in what a person typed: always with `stackset:` in front. */
export function stackSetNameIn(text: string): string | undefined {
  const name = text.startsWith(prefix) ? text.slice(prefix.length).trim() : '';
  return /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name) ? name : undefined;
}

/** What a person may mean. */
export function stackSetCandidates(typed: string): readonly DeploymentReference[] {
  const name = stackSetNameIn(typed);
  return name === undefined ? [] : [stackSetByName(name)];
}

/** The operations of a StackSet in the AWS console. */
export function stackSetConsoleUrl({ region, id }: Pick<StackSetArn, 'region' | 'id'>): string {
  return consoleUrl(region, `cloudformation/home?region=${region}#/stacksets/${encodeURIComponent(id)}/operations`);
}
