import { z } from 'zod';
import { checkInput } from '../endpoint/index.ts';
import type { JsonObject } from '../json.ts';
import { revisionLocation } from './revisions.ts';

/**
 * The types of the API model (2014-10-06). What CodeDeploy has errors of its own for, such as a name that is missing, is checked by
 * the operations. Members that the model does not have are dropped, as the protocol wants it
 * (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).
 */
const text = z.string().nullish();
const texts = z.array(z.string()).nullish();
const group = { applicationName: text, deploymentGroupName: text };
const time = z.number().nullish();

export const inputs = {
  BatchGetDeployments: z.object({ deploymentIds: texts }),
  BatchGetDeploymentTargets: z.object({ deploymentId: text, targetIds: texts }),
  ContinueDeployment: z.object({ deploymentId: text, deploymentWaitType: text }),
  CreateDeployment: z.object({
    ...group,
    revision: revisionLocation.nullish(),
    deploymentConfigName: text,
    description: text,
    ignoreApplicationStopFailures: z.boolean().nullish(),
    fileExistsBehavior: text,
  }),
  GetDeployment: z.object({ deploymentId: text }),
  GetDeploymentConfig: z.object({ deploymentConfigName: text }),
  GetDeploymentGroup: z.object(group),
  ListApplications: z.object({ nextToken: text }),
  ListDeploymentGroups: z.object({ applicationName: text, nextToken: text }),
  ListDeployments: z.object({
    ...group,
    externalId: text,
    includeOnlyStatuses: texts,
    createTimeRange: z.object({ start: time, end: time }).nullish(),
    nextToken: text,
  }),
  ListDeploymentTargets: z.object({
    deploymentId: text,
    targetFilters: z.record(z.string(), z.array(z.string())).nullish(),
    nextToken: text,
  }),
  ListTagsForResource: z.object({ ResourceArn: text, NextToken: text }),
  StopDeployment: z.object({ deploymentId: text, autoRollbackEnabled: z.boolean().nullish() }),
} as const;

export type OperationName = keyof typeof inputs;
export type InputOf<Operation extends OperationName> = z.output<(typeof inputs)[Operation]>;

/** @throws AwsError ValidationException naming every member that has another type */
export function readInput<Operation extends OperationName>(operation: Operation, input: JsonObject): InputOf<Operation>;
export function readInput(operation: OperationName, input: JsonObject): unknown {
  return checkInput(inputs[operation], input);
}
