import { z } from 'zod';
import { AwsError } from '../../endpoint/index.ts';
import { isJsonObject } from '../../json.ts';
import { invalidParameter } from '../errors.ts';
import { HOOK_STAGES, STATUSES, STRATEGIES } from './state.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
const name = z.string().regex(/^[a-zA-Z0-9_-]{1,255}$/, 'must be 1 to 255 letters, numbers, underscores and hyphens');
const minutes = z.int().min(0).max(1440);
/** Where an operation says no other, pages of lists have up to a hundred members. */
const page = { nextToken: z.string().optional(), maxResults: z.int().min(1).max(100).optional() };
const cluster = { cluster: z.string().optional() };
const tags = z
  .array(z.object({ key: z.string().min(1).max(128), value: z.string().max(256).optional() }))
  .max(50)
  .optional();
const timestamps = z.object({ before: z.number().optional(), after: z.number().optional() }).optional();

const pauseHook = z.object({
  targetType: z.literal('PAUSE', 'the local cloud runs no functions as lifecycle hooks, only pauses'),
  lifecycleStages: z.array(z.enum(HOOK_STAGES)).min(1),
  timeoutConfiguration: z
    .object({
      timeoutInMinutes: z.int().min(1).max(20_160).optional(),
      action: z.enum(['CONTINUE', 'ROLLBACK']).optional(),
    })
    .optional(),
});

const deploymentConfiguration = z
  .object({
    strategy: z.enum(STRATEGIES).optional(),
    bakeTimeInMinutes: minutes.optional(),
    linearConfiguration: z
      .object({ stepPercent: z.number().min(3).max(100).optional(), stepBakeTimeInMinutes: minutes.optional() })
      .optional(),
    canaryConfiguration: z
      .object({ canaryPercent: z.number().min(0.1).max(100).optional(), canaryBakeTimeInMinutes: minutes.optional() })
      .optional(),
    deploymentCircuitBreaker: z.object({ enable: z.boolean(), rollback: z.boolean() }).optional(),
    alarms: z.object({ alarmNames: z.array(z.string()), enable: z.boolean(), rollback: z.boolean() }).optional(),
    lifecycleHooks: z.array(pauseHook).optional(),
  })
  .optional();

export type DeploymentConfigurationInput = z.output<typeof deploymentConfiguration>;

/** The inputs of the operations that there are here, as far as they are understood; what else is sent is left out. */
export const INPUTS = {
  CreateCluster: z.object({ clusterName: name.optional() }),
  DeleteCluster: z.object({ cluster: z.string() }),
  ListClusters: z.object(page),
  CreateService: z.object({
    ...cluster,
    serviceName: name,
    taskDefinition: z.string().optional(),
    desiredCount: z.int().min(0).optional(),
    deploymentController: z.object({ type: z.enum(['ECS', 'CODE_DEPLOY', 'EXTERNAL']) }).optional(),
    deploymentConfiguration,
    tags,
  }),
  UpdateService: z.object({
    ...cluster,
    service: z.string(),
    taskDefinition: z.string().optional(),
    desiredCount: z.int().min(0).optional(),
    forceNewDeployment: z.boolean().optional(),
    deploymentConfiguration,
  }),
  DeleteService: z.object({ ...cluster, service: z.string(), force: z.boolean().optional() }),
  ListServices: z.object({ ...cluster, ...page }),
  DescribeServices: z.object({
    ...cluster,
    services: z.array(z.string()).max(10, 'at most 10 services can be described'),
    include: z.array(z.enum(['TAGS'])).optional(),
  }),
  RegisterTaskDefinition: z.object({
    family: name,
    containerDefinitions: z.array(z.looseObject({ name: z.string(), image: z.string().optional() })).min(1),
  }),
  DeregisterTaskDefinition: z.object({ taskDefinition: z.string() }),
  DescribeTaskDefinition: z.object({ taskDefinition: z.string() }),
  ListTasks: z.object({
    ...cluster,
    ...page,
    serviceName: z.string().optional(),
    desiredStatus: z.enum(['RUNNING', 'PENDING', 'STOPPED']).optional(),
  }),
  DescribeTasks: z.object({
    ...cluster,
    tasks: z.array(z.string()).max(100, 'at most 100 tasks can be described'),
  }),
  ListServiceDeployments: z.object({
    ...cluster,
    ...page,
    service: z.string(),
    status: z.array(z.enum(STATUSES)).optional(),
    createdAt: timestamps,
  }),
  DescribeServiceDeployments: z.object({
    serviceDeploymentArns: z.array(z.string()).max(20, 'at most 20 service deployments can be described'),
  }),
  DescribeServiceRevisions: z.object({
    serviceRevisionArns: z.array(z.string()).max(20, 'at most 20 service revisions can be described'),
  }),
  // ABORT is in the model and in no document: what it does, nobody outside AWS can say.
  StopServiceDeployment: z.object({
    serviceDeploymentArn: z.string(),
    stopType: z.enum(['ROLLBACK'], 'the valid value is ROLLBACK').optional(),
  }),
  ContinueServiceDeployment: z.object({
    serviceDeploymentArn: z.string(),
    hookId: z.string(),
    action: z.enum(['CONTINUE', 'ROLLBACK']).optional(),
  }),
  ListTagsForResource: z.object({ resourceArn: z.string() }),
  CreateDaemon: z.object({ daemonName: name, clusterArn: z.string().optional(), tags }),
  UpdateDaemon: z.object({ daemonArn: z.string() }),
  ListDaemons: z.object({ clusterArn: z.string().optional(), ...page }),
  ListDaemonDeployments: z.object({
    daemonArn: z.string(),
    ...page,
    status: z.array(z.enum(STATUSES)).optional(),
    createdAt: timestamps,
  }),
  DescribeDaemonDeployments: z.object({
    daemonDeploymentArns: z.array(z.string()).max(20, 'at most 20 daemon deployments can be described'),
  }),
} as const;

export type OperationName = keyof typeof INPUTS;
export type InputOf<Operation extends OperationName> = z.output<(typeof INPUTS)[Operation]>;

/**
 * Checks an input; members that are `null` count as absent.
 *
 * @throws AwsError SerializationException when it is no object, InvalidParameterException that names every member that is wrong
 */
export function readInput<Operation extends OperationName>(operation: Operation, input: unknown): InputOf<Operation>;
export function readInput(operation: OperationName, input: unknown): unknown {
  if (!isJsonObject(input)) {
    throw new AwsError('SerializationException', `The input of ${operation} must be a JSON object.`);
  }
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
  const checked = INPUTS[operation].safeParse(given);
  if (checked.success) return checked.data;
  const problems = checked.error.issues.map(({ path, message }) => `${path.join('.') || 'request'}: ${message}`);
  throw invalidParameter(problems.join('; '));
}
