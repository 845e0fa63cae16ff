import * as fc from 'fast-check';

/** The members that the providers look at, in any answer. */
const members = [
  'environment',
  'environments',
  'serviceInstances',
  'components',
  'deployments',
  'deployment',
  'instance',
  'instances',
  'Stacks',
  'StackSummaries',
  'StackEvents',
  'clusterArns',
  'serviceArns',
  'services',
  'serviceDeployments',
  'daemonSummariesList',
  'tags',
  'NextToken',
  'nextToken',
] as const;
const inner = [
  'arn',
  'name',
  'deploymentStatus',
  'lastDeploymentAttemptedAt',
  'createdAt',
  'targetArn',
  'instanceId',
  'awsAccountId',
  'state',
  'createdTime',
  'lastModifiedTime',
  'instanceName',
  'webAppDnsDomain',
  'StackId',
  'StackName',
  'StackStatus',
  'CreationTime',
  'LastUpdatedTime',
  'DeploymentConfig',
  'LastOperations',
  'Tags',
  'RootId',
  'PhysicalResourceId',
  'ResourceStatus',
  'ResourceStatusReason',
  'ResourceType',
  'Timestamp',
  'serviceDeploymentArn',
  'serviceArn',
  'currentServiceDeployment',
  'rolloutState',
  'status',
  'statusReason',
  'startedAt',
  'sourceServiceRevisions',
  'targetServiceRevision',
  'deploymentConfiguration',
  'lifecycleHookDetails',
  'deploymentCircuitBreaker',
  'alarms',
  'rollback',
  'daemonArn',
  'key',
  'value',
] as const;

const value = fc.oneof(
  fc.constantFrom(undefined, null, '', 0, Number.NaN, -1, true, 'x', '9e193580-7cc5-45f7-9609-c43ba0ada793'),
  fc.constantFrom(
    'UPDATE_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE',
    'arn:aws:cloudformation:eu-central-1:123456789012:stack/factory-eu/9e193580-7cc5-45f7-9609-c43ba0ada793',
  ),
  fc.constantFrom(
    'IN_PROGRESS',
    'arn:aws:ecs:eu-central-1:123456789012:service/default/factory-eu',
    'arn:aws:ecs:eu-central-1:123456789012:service-deployment/default/factory-eu/9e193580',
  ),
  fc.constantFrom('123456789012', 'Active', 'arn:aws:proton:us-east-1:123456789012:environment/factory-eu'),
  fc.constantFrom(new Date(0), new Date(Number.NaN), new Date(8.64e15)),
  fc.constantFrom([], [null], {}, Object.create(null)),
  fc.string({ maxLength: 20 }),
);

function record(names: readonly string[], values: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> {
  return fc.dictionary(fc.constantFrom(...names), values, { maxKeys: names.length });
}

const thing = fc.oneof({ weight: 3, arbitrary: record(inner, value) }, { weight: 1, arbitrary: value });

/** An answer with the right members and anything in them. */
export const hostileAnswer = record(members, fc.oneof(thing, fc.array(thing, { maxLength: 3 }), value));
