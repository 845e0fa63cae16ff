import { parseArn, partitionOf } from '../../model/arn.ts';
import type { DeploymentReference } from '../../model/reference.ts';

/** The name under which this back end goes in rules, references and the trail. */
export const providerName = 'codePipeline';

/** The one kind of target: what is attempted are its executions. */
export const pipelineKind = 'pipeline';

/** What `PipelineName` allows (CodePipeline API 2015-07-09, model constraint), and something that can be read aloud. */
const pipelineName = /^(?=.*[A-Za-z0-9])[A-Za-z0-9.@_-]{1,100}$/;
const executionId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isPipelineName(value: unknown): value is string {
  return typeof value === 'string' && pipelineName.test(value);
}

/** The form of `PipelineExecutionId`. */
export function isExecutionId(value: unknown): value is string {
  return typeof value === 'string' && executionId.test(value);
}

/** The ARN of a pipeline is its name, and nothing before it (https://docs.aws.amazon.com/codepipeline/latest/userguide/security_iam_service-with-iam.html). */
export function pipelineArn(place: { readonly region: string; readonly account: string }, name: string): string {
  return `arn:${partitionOf(place.region)}:codepipeline:${place.region}:${place.account}:${name}`;
}

/**
 * What an ARN refers to: a pipeline, also by the ARN of a stage or an action in it.
 *
 * @returns `undefined` for an ARN of something else (a webhook, an action type), and for what is no ARN of CodePipeline
 */
export function referenceOf(arn: string): (DeploymentReference & { readonly target: string }) | undefined {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'codepipeline' || parsed.region === '' || parsed.account === '') return undefined;
  const [name = ''] = parsed.resource.split('/');
  if (!isPipelineName(name)) return undefined;
  const { partition, region, account } = parsed;
  return { ...byName(name), target: `arn:${partition}:codepipeline:${region}:${account}:${name}` };
}

export function byName(name: string): DeploymentReference {
  return { on: 'deployment', provider: providerName, kind: pipelineKind, name };
}

/** A pipeline by its name, by its ARN, or by `codepipeline:` and its name; empty when it cannot be one. */
export function candidates(typedName: string): readonly DeploymentReference[] {
  const typed = typedName.trim();
  const reference = referenceOf(typed);
  if (reference !== undefined) return [reference];
  const name = typed.replace(/^codepipeline:/i, '');
  return isPipelineName(name) ? [byName(name)] : [];
}
