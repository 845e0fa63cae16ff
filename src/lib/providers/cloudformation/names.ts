import { consoleUrl, parseArn } from '../../model/arn.ts';
import type { DeploymentReference } from '../../model/reference.ts';

/** The name under which this back end goes in rules, references and the trail. */
export const providerName = 'cloudFormation';

/** What `StackName` allows (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html). */
const namePattern = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;
/** A name of 128 characters, and room for the rest. */
const longestArn = 300;

export function isStackName(value: unknown): value is string {
  return typeof value === 'string' && namePattern.test(value);
}

/** What the ARN of a stack says. */
export interface StackArn {
  readonly region: string;
  readonly account: string;
  readonly name: string;
  /** Tells the stack from those of the same name before and after it; absent in examples of AWS's documentation (assumption C1). */
  readonly uuid?: string;
}

/** @returns `undefined` for what is not the ARN of a stack */
export function parseStackArn(text: unknown): StackArn | undefined {
  if (typeof text !== 'string' || text.length > longestArn) return undefined;
  const { service, region, account, resource } = parseArn(text) ?? {};
  const [kind, name, uuid, ...more] = resource?.split('/') ?? [];
  const isStack = service === 'cloudformation' && kind === 'stack' && more.length === 0 && isStackName(name);
  if (!isStack || !region || !account) return undefined;
  if (uuid === undefined) return { region, account, name };
  return /^[-a-zA-Z0-9]{1,64}$/.test(uuid) ? { region, account, name, uuid } : undefined;
}

/** What an ARN refers to; `undefined` for what is not the ARN of a stack. */
export function referenceOf(arn: string): (DeploymentReference & { readonly target: string }) | undefined {
  const parts = parseStackArn(arn);
  return parts && { on: 'deployment', provider: providerName, kind: 'stack', name: parts.name, target: arn };
}

const prefix = 'stack:';

/**
 * What a person may mean: a stack's ARN, or its name, with or without `stack:` in front.
 *
 * @returns empty when it cannot be a stack
 */
export function candidates(typedName: string): readonly DeploymentReference[] {
  const typed = typedName.trim();
  if (typed.startsWith('arn:')) {
    const reference = referenceOf(typed);
    return reference === undefined ? [] : [reference];
  }
  const name = typed.startsWith(prefix) ? typed.slice(prefix.length).trim() : typed;
  return isStackName(name) ? [{ on: 'deployment', provider: providerName, kind: 'stack', name }] : [];
}

/** The stack's page in the AWS console. */
export function stackConsoleUrl(target: string): string {
  const { region = '' } = parseStackArn(target) ?? {};
  return consoleUrl(
    region,
    `cloudformation/home?region=${region}#/stacks/stackinfo?stackId=${encodeURIComponent(target)}`,
  );
}
