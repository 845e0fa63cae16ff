import { parseArn, partitionOf } from '../../model/arn.ts';
import type { DeploymentReference } from '../../model/reference.ts';

/** The name under which this back end goes in rules, references and the trail. */
export const providerName = 'codeDeploy';

/** The one kind of target: what is attempted are the deployments to it. */
export const groupKind = 'deploymentGroup';

/** What `ApplicationName` and `DeploymentGroupName` allow (CodeDeploy API 2014-10-06, model constraint), and something that can be read aloud. */
const resourceName = /^(?=.*[A-Za-z0-9])[A-Za-z0-9+=,.@_-]{1,100}$/;
const deploymentId = /^d-[A-Za-z0-9]{1,32}$/;

export function isResourceName(value: unknown): value is string {
  return typeof value === 'string' && resourceName.test(value);
}

/** The form of ids in AWS's own examples; the API model has none. */
export function isDeploymentId(value: unknown): value is string {
  return typeof value === 'string' && deploymentId.test(value);
}

/** A deployment group by the two names that CodeDeploy has for it. */
export interface Group {
  readonly application: string;
  readonly group: string;
}

/** @returns `undefined` where one of them is no name, as of deployments that CloudFormation makes without either */
export function groupOf(application: unknown, group: unknown): Group | undefined {
  return isResourceName(application) && isResourceName(group) ? { application, group } : undefined;
}

/** How people and messages call it. */
export function nameOf({ application, group }: Group): string {
  return `${application}/${group}`;
}

/** The two names in one; `undefined` where it is none. */
export function splitName(name: string): Group | undefined {
  const [application, group, ...more] = name.split('/');
  return more.length > 0 ? undefined : groupOf(application, group);
}

/** Where a deployment group is. */
interface Place {
  readonly region: string;
  readonly account: string;
}

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/auth-and-access-control-iam-access-control-identity-based.html#arn-formats */
export function groupArn({ region, account }: Place, group: Group): string {
  return `arn:${partitionOf(region)}:codedeploy:${region}:${account}:deploymentgroup:${nameOf(group)}`;
}

export function applicationArn({ region, account }: Place, { application }: Group): string {
  return `arn:${partitionOf(region)}:codedeploy:${region}:${account}:application:${application}`;
}

/** What the ARN of a deployment group refers to; `undefined` for an ARN of something else, and for what is no ARN of CodeDeploy. */
export function referenceOf(arn: string): (DeploymentReference & { readonly target: string }) | undefined {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'codedeploy' || parsed.region === '' || parsed.account === '') return undefined;
  const [, name = ''] = /^deploymentgroup:(.+)$/.exec(parsed.resource) ?? [];
  const group = splitName(name);
  return group === undefined ? undefined : { ...byName(group), target: arn };
}

export function byName(group: Group): DeploymentReference {
  return { on: 'deployment', provider: providerName, kind: groupKind, name: nameOf(group) };
}

/**
 * A deployment group by its ARN, or as `<application>/<group>`, with or without `codedeploy:` in front; empty when it cannot be one.
 */
export function candidates(typedName: string): readonly DeploymentReference[] {
  const typed = typedName.trim();
  const reference = referenceOf(typed);
  if (reference !== undefined) return [reference];
  const group = splitName(typed.replace(/^codedeploy:/i, ''));
  return group === undefined ? [] : [byName(group)];
}
