import type { ProviderManifest } from '../module.ts';
import { phaseOf } from './states.ts';

const inThisAccount = 'arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}';
const services = `${inThisAccount}:service/*`;
const deployments = `${inThisAccount}:service-deployment/*`;
const daemons = `${inThisAccount}:daemon/*`;
const daemonDeployments = `${inThisAccount}:daemon-deployment/*`;

/**
 * What looks at services and daemons. Calls about a deployment are asked of the service, too: whoever names only one of the two is
 * denied (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html).
 */
const looking = [
  { actions: ['ecs:ListServiceDeployments'], resource: services },
  { actions: ['ecs:DescribeServiceDeployments'], resource: services },
  { actions: ['ecs:DescribeServiceDeployments'], resource: deployments },
  { actions: ['ecs:ListDaemonDeployments'], resource: daemons },
  { actions: ['ecs:DescribeDaemonDeployments'], resource: daemonDeployments },
  { actions: ['ecs:ListTagsForResource'], resource: services },
  { actions: ['ecs:ListTagsForResource'], resource: daemons },
];

/** For diagnoses. */
const diagnosing = [
  { actions: ['ecs:DescribeServices'], resource: services },
  { actions: ['ecs:DescribeTasks'], resource: `${inThisAccount}:task/*` },
  // Neither are the list of a service's tasks and task definitions.
  { actions: ['ecs:DescribeTaskDefinition', 'ecs:ListTasks'], resource: '*' },
];

/** Which groups tasks log to, only their definitions say. */
const readingLogs = [
  {
    actions: ['logs:GetLogEvents'],
    resource: 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:*:log-stream:*',
  },
];

const onDeployments = (action: string) => [
  { actions: [action], resource: services },
  { actions: [action], resource: deployments },
];

/** What is good is read of service revisions. They are asked for the right to their service, too. */
const redeploying = [
  { actions: ['ecs:DescribeServiceRevisions'], resource: services },
  { actions: ['ecs:DescribeServiceRevisions'], resource: `${inThisAccount}:service-revision/*` },
  { actions: ['ecs:UpdateService'], resource: services },
  // Whoever names a task definition passes its roles to the tasks (assumption E11).
  {
    actions: ['iam:PassRole'],
    resource: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*',
    passedTo: 'ecs-tasks.amazonaws.com',
  },
];

/** The bot's switches, as the functions that act know them. */
const switchedOn = (variable: string) => ({ observe: { [variable]: 'true' }, command: { [variable]: 'true' } });

/** Services of Amazon ECS, whatever strategy they deploy by; daemons are only looked at. */
export const manifest: ProviderManifest = {
  name: 'ecs',
  title: 'Amazon ECS',
  module: 'src/lib/providers/ecs/module.ts',
  kinds: ['service', 'daemon'],
  cannot: {
    accept: 'Amazon ECS has no connections that could be accepted',
    reject: 'Amazon ECS has no connections that could be rejected',
  },
  usual: {
    target: 'arn:aws:ecs:eu-west-1:111122223333:service/shop/orders',
    name: 'shop/orders',
    id: '0EYSiB0qap8xf0N76FsbE',
    template: '',
    templateVersion: '',
  },
  phaseOf,
  enabledByDefault: false,
  options: {
    cancel: {
      description:
        'Whether rules and people can stop service deployments, which rolls them back; they cannot if left out.',
      default: false,
    },
    approve: {
      description: 'Whether people can end the pauses that service deployments wait at; they cannot if left out.',
      default: false,
    },
    redeploy: {
      description:
        'Whether people can roll back to the task definition of the last deployment that succeeded; they cannot if left out.',
      default: false,
    },
    logs: {
      description:
        'Whether a diagnosis has the last lines that a stopped task logged, from CloudWatch Logs; it has none if left out.',
      default: false,
    },
  },
  features: [
    {
      exports: ['createProvider', 'referenceOf', 'eventParser'],
      rights: {
        observe: [...looking, ...diagnosing],
        // Lists of clusters, services and daemons are of no resource.
        discover: [
          { actions: ['ecs:ListClusters', 'ecs:ListServices', 'ecs:ListDaemons'], resource: '*' },
          { actions: ['ecs:DescribeServices'], resource: services },
          ...looking.filter(({ actions }) => !actions.some((action) => action.startsWith('ecs:ListTags'))),
        ],
        command: [...looking, ...diagnosing],
      },
      // Service action events repeat these, and task events are too many.
      events: [
        {
          logicalId: 'EcsEvents',
          description: 'Deployments of ECS and their pauses, to the observe queue',
          source: 'aws.ecs',
          detailTypes: ['ECS Deployment State Change', 'ECS Hook State Change', 'ECS Daemon Deployment State Change'],
          to: 'observe',
        },
      ],
    },
    {
      option: 'cancel',
      exports: [],
      actions: ['cancel'],
      rights: {
        observe: onDeployments('ecs:StopServiceDeployment'),
        command: onDeployments('ecs:StopServiceDeployment'),
      },
      environment: switchedOn('PROTON_BOT_ECS_CANCEL'),
    },
    {
      option: 'approve',
      exports: [],
      actions: ['continue'],
      // Only a person ends a pause, never a rule.
      rights: { command: onDeployments('ecs:ContinueServiceDeployment') },
      environment: switchedOn('PROTON_BOT_ECS_APPROVE'),
    },
    {
      option: 'redeploy',
      exports: [],
      actions: ['rollback'],
      // Only people do that, never a rule; where their call was throttled, the observer makes it again.
      rights: { observe: redeploying, command: redeploying },
      environment: switchedOn('PROTON_BOT_ECS_REDEPLOY'),
    },
    {
      option: 'logs',
      exports: [],
      rights: { observe: readingLogs, command: readingLogs },
      environment: switchedOn('PROTON_BOT_ECS_LOGS'),
    },
  ],
};
