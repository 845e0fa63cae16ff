import { consoleUrl, parseArn, partitionOf } from '../../model/arn.ts';
import type { DeploymentReference } from '../../model/reference.ts';

/** The name under which this back end goes in rules, references and the trail. */
export const providerName = 'gitSync';
export const syncKind = 'gitSync';
/** The only type of syncs: https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_SyncConfiguration.html */
export const syncType = 'CFN_STACK_SYNC';

/** What `ResourceName` allows of the names of stacks. */
const namePattern = /^[a-zA-Z][-a-zA-Z0-9]{0,99}$/;

export function isStackName(value: unknown): value is string {
  return typeof value === 'string' && namePattern.test(value);
}

/** In which account and Region a sync is. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** AWS gives syncs no ARN. This one is the bot's own, in the form of the others; nothing is sent to AWS with it (assumption G2). */
export function syncArn({ account, region }: Place, stack: string): string {
  return `arn:${partitionOf(region)}:codeconnections:${region}:${account}:sync/${syncType}/${stack}`;
}

const resourcePrefix = `sync/${syncType}/`;

/** The stack that a target's ARN names, and where; `undefined` for what is no sync. */
export function parseSyncArn(text: string): (Place & { readonly stack: string }) | undefined {
  if (text.length > 300) return undefined;
  const { service, region, account, resource = '' } = parseArn(text) ?? {};
  const stack = resource.startsWith(resourcePrefix) ? resource.slice(resourcePrefix.length) : '';
  if (service !== 'codeconnections' || !region || !account || !isStackName(stack)) return undefined;
  return { account, region, stack };
}

const prefix = 'sync:';

export function byName(stack: string): DeploymentReference {
  return { on: 'deployment', provider: providerName, kind: syncKind, name: `${prefix}${stack}` };
}

/** What a target's ARN refers to. */
export function referenceOf(target: string): (DeploymentReference & { readonly target: string }) | undefined {
  const parts = parseSyncArn(target);
  return parts && { ...byName(parts.stack), target };
}

/** The stack in a reference's name. */
export function stackIn(name: string): string | undefined {
  const stack = name.startsWith(prefix) ? name.slice(prefix.length).trim() : '';
  return isStackName(stack) ? stack : undefined;
}

/** What a person may mean: `sync:` and the name of the stack. Without it, the stack itself is meant. */
export function candidates(typedName: string): readonly DeploymentReference[] {
  const typed = typedName.trim();
  if (typed.startsWith('arn:')) {
    const reference = referenceOf(typed);
    return reference === undefined ? [] : [reference];
  }
  const stack = stackIn(typed);
  return stack === undefined ? [] : [byName(stack)];
}

/** The stack in the AWS console, where its tab "Git sync" shows the rest: only its id leads to it directly. */
export function stackConsoleUrl(region: string, stack: string): string {
  return consoleUrl(region, `cloudformation/home?region=${region}#/stacks?filteringText=${encodeURIComponent(stack)}`);
}
