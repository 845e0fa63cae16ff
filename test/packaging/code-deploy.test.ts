import { describe, expect, test } from '@jest/globals';
import { codeDeployOperations } from '../../src/lib/providers/code-deploy/index.ts';
import { isReading } from '../../src/lib/providers/sdk-api.ts';
import { describeBackEnd, off } from './support/back-end.ts';
import { at } from './support/packaged.ts';

const sections = {
  watching: '{ enabled: true }',
  cancelling: '{ enabled: true, cancel: true }',
  approving: '{ enabled: true, approve: true }',
  redeploying: '{ enabled: true, redeploy: true }',
  everything: '{ enabled: true, cancel: true, approve: true, redeploy: true }',
} as const;

const {
  fileOf,
  resourcesOf,
  rightsIn: statementsIn,
} = describeBackEnd({ name: 'codeDeploy', folder: 'code-deploy', client: 'client-codedeploy', sections });

describe('the template', () => {
  /** What a function may do with deployments: the names of the operations. */
  function rightsIn(resources: unknown, functionName: string): readonly string[] {
    const actions = statementsIn(resources, functionName).map(([action]) => action.replace('codedeploy:', ''));
    // Tags are read of groups and of applications: one action on two resources.
    return [...new Set(actions)].sort();
  }

  const looking = [
    'BatchGetDeploymentTargets',
    'BatchGetDeployments',
    'GetDeployment',
    'GetDeploymentConfig',
    'GetDeploymentGroup',
    'ListDeploymentTargets',
    'ListDeployments',
    'ListTagsForResource',
  ];
  /** Asked of whoever creates a deployment, beside what is called. */
  const ofRevisions = ['GetApplicationRevision', 'RegisterApplicationRevision'];
  const listing = ['BatchGetDeployments', 'GetDeploymentGroup', 'ListDeployments'];

  test('has nothing of it while it is off', async () => {
    expect(JSON.stringify(await resourcesOf(off))).not.toMatch(/codedeploy/i);
  });

  test('lets the bot watch, and nothing else, unless a switch is on', async () => {
    const watching = await resourcesOf(fileOf('watching'));
    for (const name of ['Observe', 'Command']) expect(rightsIn(watching, name)).toEqual(looking);
    expect(rightsIn(watching, 'Discover')).toEqual(listing);
    for (const name of ['Slack', 'Sweep', 'Notify']) expect(rightsIn(watching, name)).toEqual([]);
  });

  test.each<[keyof typeof sections, string, readonly string[]]>([
    ['cancelling', 'PROTON_BOT_CODE_DEPLOY_CANCEL', ['StopDeployment']],
    ['approving', 'PROTON_BOT_CODE_DEPLOY_APPROVE', ['ContinueDeployment']],
    ['redeploying', 'PROTON_BOT_CODE_DEPLOY_REDEPLOY', ['CreateDeployment', ...ofRevisions]],
  ])('%s adds the rights of its switch, and tells the functions so', async (section, variable, rights) => {
    const resources = await resourcesOf(fileOf(section));
    const watching = await resourcesOf(fileOf('watching'));
    const environment = (of: unknown, name: string) =>
      at(of, `${name}LambdaFunction`, 'Properties', 'Environment', 'Variables') ?? {};
    for (const name of ['Observe', 'Command']) {
      expect(rightsIn(resources, name)).toEqual([...looking, ...rights].sort());
      expect(environment(resources, name)).toMatchObject({ [variable]: 'true' });
      expect(environment(watching, name)).not.toHaveProperty(variable);
    }
    expect(rightsIn(resources, 'Discover')).toEqual(listing);
  });

  test('with every switch on, the rights are the operations that the code calls', async () => {
    const everything = await resourcesOf(fileOf('everything'));
    const all = new Set(['Observe', 'Discover', 'Command'].flatMap((name) => rightsIn(everything, name)));
    expect(all).toEqual(new Set<string>([...codeDeployOperations, ...ofRevisions]));
    expect(codeDeployOperations.filter((operation) => !isReading(operation))).toHaveLength(3);
  });

  test('sends what CodeDeploy says of deployments to the observer', async () => {
    const rule = at(await resourcesOf(fileOf('watching')), 'CodeDeployEvents', 'Properties');
    expect(at(rule, 'EventPattern')).toEqual({
      source: ['aws.codedeploy'],
      'detail-type': ['CodeDeploy Deployment State-change Notification'],
    });
    expect(at(rule, 'Targets', '0', 'Arn')).toEqual({ 'Fn::GetAtt': ['ObserveQueue', 'Arn'] });
  });
});
