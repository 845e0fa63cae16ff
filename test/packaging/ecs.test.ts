import { describe, expect, test } from '@jest/globals';
import { ecsOperations } from '../../src/lib/providers/ecs/index.ts';
import { isReading } from '../../src/lib/providers/sdk-api.ts';
import { describeBackEnd, off } from './support/back-end.ts';
import { at } from './support/packaged.ts';

const sections = {
  watching: '{ enabled: true }',
  cancelling: '{ enabled: true, cancel: true }',
  redeploying: '{ enabled: true, redeploy: true }',
  everything: '{ enabled: true, cancel: true, approve: true, redeploy: true }',
  logging: '{ enabled: true, logs: true }',
} as const;

const {
  fileOf,
  resourcesOf,
  rightsIn: statementsIn,
} = describeBackEnd({ name: 'ecs', folder: 'ecs', client: 'client-ecs', sections });

describe('the template', () => {
  /** What a function may do for services, with what: `action resource`. */
  function rightsIn(resources: unknown, functionName: string): readonly string[] {
    const rights = statementsIn(resources, functionName).map(([action, resource]) => {
      const arn = String(at(resource, 'Fn::Sub') ?? resource);
      return `${action} ${arn.split(':').at(-1) ?? ''}`;
    });
    return rights.sort();
  }

  const looking = [
    'ecs:DescribeDaemonDeployments daemon-deployment/*',
    'ecs:DescribeServiceDeployments service-deployment/*',
    'ecs:DescribeServiceDeployments service/*',
    'ecs:ListDaemonDeployments daemon/*',
    'ecs:ListServiceDeployments service/*',
    'ecs:ListTagsForResource daemon/*',
    'ecs:ListTagsForResource service/*',
  ];
  const diagnosing = [
    'ecs:DescribeServices service/*',
    'ecs:DescribeTaskDefinition *',
    'ecs:DescribeTasks task/*',
    'ecs:ListTasks *',
  ];
  const stopping = ['ecs:StopServiceDeployment service-deployment/*', 'ecs:StopServiceDeployment service/*'];
  const continuing = ['ecs:ContinueServiceDeployment service-deployment/*', 'ecs:ContinueServiceDeployment service/*'];
  const redeploying = [
    'ecs:DescribeServiceRevisions service-revision/*',
    'ecs:DescribeServiceRevisions service/*',
    'ecs:UpdateService service/*',
    'iam:PassRole role/*',
  ];

  test('has nothing of it while it is off', async () => {
    expect(JSON.stringify(await resourcesOf(off))).not.toMatch(/ecs/i);
  });

  test('lets the bot watch, and nothing else, unless it is to cancel or to end pauses', async () => {
    const watching = await resourcesOf(fileOf('watching'));
    expect(rightsIn(watching, 'Observe')).toEqual([...looking, ...diagnosing].sort());
    expect(rightsIn(watching, 'Command')).toEqual([...looking, ...diagnosing].sort());
    const listing = ['ecs:ListClusters *', 'ecs:ListDaemons *', 'ecs:ListServices *', 'ecs:DescribeServices service/*'];
    const described = looking.filter((right) => !right.includes('Tags'));
    expect(rightsIn(watching, 'Discover')).toEqual([...listing, ...described].sort());
    for (const name of ['Slack', 'Sweep', 'Notify']) expect(rightsIn(watching, name)).toEqual([]);
  });

  test('each switch adds its right, where somebody uses it', async () => {
    const cancelling = await resourcesOf(fileOf('cancelling'));
    for (const name of ['Observe', 'Command']) {
      expect(rightsIn(cancelling, name)).toEqual([...looking, ...diagnosing, ...stopping].sort());
    }
    const everything = await resourcesOf(fileOf('everything'));
    // No rule ends a pause.
    const both = [...looking, ...diagnosing, ...stopping, ...redeploying];
    expect(rightsIn(everything, 'Observe')).toEqual([...both].sort());
    expect(rightsIn(everything, 'Command')).toEqual([...both, ...continuing].sort());
    expect(rightsIn(everything, 'Discover')).toEqual(rightsIn(cancelling, 'Discover'));
    const all = ['Observe', 'Discover', 'Command'].flatMap((name) => rightsIn(everything, name));
    const ofEcs = all.filter((right) => right.startsWith('ecs:'));
    const allowed = new Set(ofEcs.map((right) => right.split(' ')[0]?.replace('ecs:', '')));
    expect(allowed).toEqual(new Set<string | undefined>(ecsOperations));
    expect(ecsOperations.filter((operation) => !isReading(operation))).toHaveLength(3);
  });

  test('to roll back needs the right to deploy, and roles are passed to tasks only', async () => {
    const resources = await resourcesOf(fileOf('redeploying'));
    for (const name of ['Observe', 'Command']) {
      expect(rightsIn(resources, name)).toEqual([...looking, ...diagnosing, ...redeploying].sort());
      const passing = JSON.stringify(resources).match(/\{"Effect":"Allow","Action":\["iam:PassRole"\].*?\}\}\}/g) ?? [];
      expect(new Set(passing)).toEqual(
        new Set([
          JSON.stringify({
            Effect: 'Allow',
            Action: ['iam:PassRole'],
            Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*' },
            Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
          }),
        ]),
      );
    }
    for (const section of ['watching', 'cancelling', 'logging'] as const) {
      expect(JSON.stringify(await resourcesOf(fileOf(section)))).not.toMatch(/PassRole|UpdateService|ECS_REDEPLOY/);
    }
  });

  test('logs are read only with the switch, by the functions that diagnose', async () => {
    const [watching, logging] = [await resourcesOf(fileOf('watching')), await resourcesOf(fileOf('logging'))];
    expect(JSON.stringify(watching)).not.toMatch(/logs:/);
    for (const name of ['Observe', 'Command']) {
      const added = statementsIn(logging, name).filter(([action]) => action === 'logs:GetLogEvents');
      expect(added.map(([, resource]) => at(resource, 'Fn::Sub'))).toEqual([
        'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:*:log-stream:*',
      ]);
    }
    expect(rightsIn(logging, 'Discover')).toEqual(rightsIn(watching, 'Discover'));
  });

  test('tells the functions what they may', async () => {
    const variables = async (name: keyof typeof sections, functionName: string) =>
      at(await resourcesOf(fileOf(name)), `${functionName}LambdaFunction`, 'Properties', 'Environment', 'Variables') ??
      {};
    expect(await variables('watching', 'Command')).not.toHaveProperty('PROTON_BOT_ECS_CANCEL');
    expect(await variables('cancelling', 'Observe')).toMatchObject({ PROTON_BOT_ECS_CANCEL: 'true' });
    expect(await variables('cancelling', 'Command')).not.toHaveProperty('PROTON_BOT_ECS_APPROVE');
    expect(await variables('everything', 'Command')).toMatchObject({ PROTON_BOT_ECS_APPROVE: 'true' });
    for (const name of ['Observe', 'Command']) {
      expect(await variables('cancelling', name)).not.toHaveProperty('PROTON_BOT_ECS_REDEPLOY');
      expect(await variables('redeploying', name)).toMatchObject({ PROTON_BOT_ECS_REDEPLOY: 'true' });
    }
  });

  test('sends what ECS says of deployments and pauses to the observer, and nothing of tasks', async () => {
    const rule = at(await resourcesOf(fileOf('watching')), 'EcsEvents', 'Properties');
    expect(at(rule, 'EventPattern')).toEqual({
      source: ['aws.ecs'],
      'detail-type': ['ECS Deployment State Change', 'ECS Hook State Change', 'ECS Daemon Deployment State Change'],
    });
    expect(at(rule, 'Targets', '0', 'Arn')).toEqual({ 'Fn::GetAtt': ['ObserveQueue', 'Arn'] });
  });
});
