import { z } from 'zod';

/**
 * What the API model (CodeDeploy 2014-10-06) says of the answers, as far as anything is answered here: members by name, types,
 * words of closed sets. A member that the model does not have fails.
 */
const name = z.string().regex(/^[A-Za-z0-9+=,.@_-]{1,100}$/);
const deploymentId = z.string();
const time = z.number().positive();
const nextToken = z.string().optional();
const computePlatform = z.enum(['Server', 'Lambda', 'ECS']);
const status = z.enum(['Created', 'Queued', 'InProgress', 'Baking', 'Succeeded', 'Failed', 'Stopped', 'Ready']);
const creator = z.enum([
  'user',
  'autoscaling',
  'codeDeployRollback',
  'CodeDeploy',
  'CodeDeployAutoUpdate',
  'CloudFormation',
  'CloudFormationRollback',
  'autoscalingTermination',
]);
const errorCode = z.enum(['ALARM_ACTIVE', 'HEALTH_CONSTRAINTS', 'HOOK_EXECUTION_FAILURE', 'MANUAL_STOP', 'TIMEOUT']);
const content = z.strictObject({ content: z.string(), sha256: z.string().optional() });
const revision = z.strictObject({
  revisionType: z.enum(['S3', 'GitHub', 'String', 'AppSpecContent']),
  s3Location: z
    .strictObject({
      bucket: z.string(),
      key: z.string(),
      bundleType: z.enum(['tar', 'tgz', 'zip', 'YAML', 'JSON']),
      version: z.string().optional(),
      eTag: z.string().optional(),
    })
    .optional(),
  gitHubLocation: z.strictObject({ repository: z.string(), commitId: z.string() }).optional(),
  string: content.optional(),
  appSpecContent: content.optional(),
});
const deploymentStyle = z.strictObject({
  deploymentType: z.enum(['IN_PLACE', 'BLUE_GREEN']),
  deploymentOption: z.enum(['WITH_TRAFFIC_CONTROL', 'WITHOUT_TRAFFIC_CONTROL']),
});
const count = z.number().int().min(0);
const deploymentInfo = z.strictObject({
  applicationName: name,
  deploymentGroupName: name,
  deploymentConfigName: name,
  deploymentId,
  previousRevision: revision.optional(),
  revision,
  status,
  errorInformation: z.strictObject({ code: errorCode, message: z.string() }).optional(),
  createTime: time,
  startTime: time.optional(),
  completeTime: time.optional(),
  deploymentOverview: z
    .strictObject({ Pending: count, InProgress: count, Succeeded: count, Failed: count, Skipped: count, Ready: count })
    .optional(),
  creator,
  description: z.string().optional(),
  ignoreApplicationStopFailures: z.boolean(),
  fileExistsBehavior: z.enum(['DISALLOW', 'OVERWRITE', 'RETAIN']).optional(),
  autoRollbackConfiguration: z.strictObject({
    enabled: z.boolean(),
    events: z.array(z.enum(['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'])),
  }),
  updateOutdatedInstancesOnly: z.boolean(),
  rollbackInfo: z
    .strictObject({
      rollbackDeploymentId: deploymentId.optional(),
      rollbackTriggeringDeploymentId: deploymentId.optional(),
      rollbackMessage: z.string().optional(),
    })
    .optional(),
  deploymentStyle,
  instanceTerminationWaitTimeStarted: z.boolean(),
  blueGreenDeploymentConfiguration: z
    .strictObject({
      deploymentReadyOption: z.strictObject({
        actionOnTimeout: z.enum(['CONTINUE_DEPLOYMENT', 'STOP_DEPLOYMENT']),
        waitTimeInMinutes: count,
      }),
      terminateBlueInstancesOnDeploymentSuccess: z.strictObject({
        action: z.enum(['TERMINATE', 'KEEP_ALIVE']),
        terminationWaitTimeInMinutes: count.optional(),
      }),
    })
    .optional(),
  computePlatform,
  externalId: z.string().optional(),
});
const stepStatus = z.enum(['Pending', 'InProgress', 'Succeeded', 'Failed', 'Skipped', 'Unknown']);
const target = {
  deploymentId,
  targetId: z.string(),
  status: z.enum(['Pending', 'InProgress', 'Succeeded', 'Failed', 'Skipped', 'Unknown', 'Ready']),
  lifecycleEvents: z.array(
    z.strictObject({
      lifecycleEventName: z.string(),
      status: stepStatus,
      startTime: time.optional(),
      endTime: time.optional(),
      diagnostics: z
        .strictObject({
          errorCode: z.enum([
            'Success',
            'ScriptMissing',
            'ScriptNotExecutable',
            'ScriptTimedOut',
            'ScriptFailed',
            'UnknownError',
          ]),
          scriptName: z.string().optional(),
          message: z.string(),
          logTail: z.string().optional(),
        })
        .optional(),
    }),
  ),
};
const weight = z.number().min(0).max(100);

const lastDeployment = z.strictObject({ deploymentId, status, createTime: time, endTime: time.optional() });

export const answerShapes: Readonly<Record<string, z.ZodType>> = {
  ListApplications: z.strictObject({ applications: z.array(name), nextToken }),
  ListDeploymentGroups: z.strictObject({ applicationName: name, deploymentGroups: z.array(name), nextToken }),
  GetDeploymentGroup: z.strictObject({
    deploymentGroupInfo: z.strictObject({
      applicationName: name,
      deploymentGroupName: name,
      deploymentConfigName: name,
      serviceRoleArn: z.string().regex(/^arn:aws:iam::[0-9]{12}:role\/.+$/),
      deploymentStyle,
      computePlatform,
      lastAttemptedDeployment: lastDeployment.optional(),
      lastSuccessfulDeployment: lastDeployment.optional(),
    }),
  }),
  GetDeploymentConfig: z.strictObject({
    deploymentConfigInfo: z.strictObject({
      deploymentConfigName: name,
      computePlatform,
      trafficRoutingConfig: z
        .strictObject({
          type: z.enum(['TimeBasedCanary', 'TimeBasedLinear', 'AllAtOnce']),
          timeBasedCanary: z.strictObject({ canaryPercentage: count, canaryInterval: count }).optional(),
          timeBasedLinear: z.strictObject({ linearPercentage: count, linearInterval: count }).optional(),
        })
        .optional(),
    }),
  }),
  ListDeployments: z.strictObject({ deployments: z.array(deploymentId), nextToken }),
  GetDeployment: z.strictObject({ deploymentInfo }),
  BatchGetDeployments: z.strictObject({ deploymentsInfo: z.array(deploymentInfo) }),
  ListDeploymentTargets: z.strictObject({ targetIds: z.array(z.string()) }),
  BatchGetDeploymentTargets: z.strictObject({
    deploymentTargets: z.array(
      z.union([
        z.strictObject({ deploymentTargetType: z.literal('InstanceTarget'), instanceTarget: z.strictObject(target) }),
        z.strictObject({
          deploymentTargetType: z.literal('LambdaTarget'),
          lambdaTarget: z.strictObject({
            ...target,
            lambdaFunctionInfo: z.strictObject({
              functionName: z.string(),
              functionAlias: z.string(),
              targetVersionWeight: weight,
            }),
          }),
        }),
        z.strictObject({
          deploymentTargetType: z.literal('ECSTarget'),
          ecsTarget: z.strictObject({
            ...target,
            taskSetsInfo: z.array(
              z.strictObject({
                // As the model spells it.
                identifer: z.string(),
                taskSetLabel: z.enum(['Blue', 'Green']),
                status: z.string(),
                trafficWeight: weight,
              }),
            ),
          }),
        }),
      ]),
    ),
  }),
  ListTagsForResource: z.strictObject({ Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })) }),
  CreateDeployment: z.strictObject({ deploymentId }),
  StopDeployment: z.strictObject({ status: z.enum(['Pending', 'Succeeded']), statusMessage: z.string() }),
  ContinueDeployment: z.strictObject({}),
};
