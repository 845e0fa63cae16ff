import { describe, expect, test } from '@jest/globals';
import { cloudFormationOperations } from '../../src/lib/providers/cloudformation/index.ts';
import { describeBackEnd, off } from './support/back-end.ts';
import { at } from './support/packaged.ts';

const sections = {
  watching: '{ enabled: true }',
  cancelling: '{ enabled: true, cancelUpdates: true }',
  stackSets: '{ enabled: true, stackSets: true }',
  everything: '{ enabled: true, cancelUpdates: true, stackSets: true, everyStack: true }',
} as const;

const { fileOf, resourcesOf, rightsIn } = describeBackEnd({
  name: 'cloudFormation',
  folder: 'cloudformation',
  client: 'client-cloudformation',
  arnFiles: ['names.ts', 'references.ts', 'stack-set-names.ts'],
  sections,
});

describe('the template', () => {
  const stacks = {
    'Fn::Sub': 'arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/*',
  };

  test('has nothing of it while it is off', async () => {
    expect(JSON.stringify(await resourcesOf(off))).not.toMatch(/cloudformation/i);
  });

  test('lets the bot watch, and nothing else, unless it is to cancel', async () => {
    const watching = await resourcesOf(fileOf('watching'));
    const reading = [
      ['cloudformation:DescribeStackEvents', stacks],
      ['cloudformation:DescribeStacks', stacks],
    ];
    expect(rightsIn(watching, 'Observe')).toEqual(reading);
    expect(rightsIn(watching, 'Command')).toEqual(reading);
    expect(rightsIn(watching, 'Discover')).toEqual([['cloudformation:ListStacks', '*']]);
    expect(rightsIn(watching, 'Slack')).toEqual([]);
    const cancelling = await resourcesOf(fileOf('cancelling'));
    for (const name of ['Observe', 'Command']) {
      expect(rightsIn(cancelling, name)).toEqual([...reading, ['cloudformation:CancelUpdateStack', stacks]]);
    }
    expect(rightsIn(cancelling, 'Discover')).toEqual([['cloudformation:ListStacks', '*']]);
    const everything = await resourcesOf(fileOf('everything'));
    const all = ['Observe', 'Discover', 'Command'].flatMap((name) =>
      rightsIn(everything, name).map(([action]) => action),
    );
    const called = cloudFormationOperations.map((operation) => `cloudformation:${operation}`);
    expect([...new Set(all)].sort()).toEqual([...called].sort());
  });

  test('lets the bot read StackSets, and hear of their operations, only with the switch', async () => {
    const [without, watching] = [await resourcesOf(fileOf('cancelling')), await resourcesOf(fileOf('stackSets'))];
    const sets = {
      'Fn::Sub': 'arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stackset/*',
    };
    const added = (name: string) =>
      rightsIn(watching, name).filter(([, resource]) => JSON.stringify(resource) === JSON.stringify(sets));
    for (const name of ['Observe', 'Command']) {
      expect(added(name).map(([action]) => action)).toEqual([
        'cloudformation:DescribeStackSet',
        'cloudformation:DescribeStackSetOperation',
        'cloudformation:ListStackSetOperationResults',
        'cloudformation:ListStackSetOperations',
      ]);
    }
    expect(rightsIn(watching, 'Discover').map(([action]) => action)).toContain('cloudformation:ListStackSets');
    expect(at(watching, 'CloudFormationStackSetEvents', 'Properties', 'EventPattern', 'detail-type')).toEqual([
      'CloudFormation StackSet Operation Status Change',
    ]);
    expect(JSON.stringify(without)).not.toMatch(/stack-?_?set/i);
  });

  test('tells the functions whether they may, and which stacks are none of their business', async () => {
    const variables = async (name: keyof typeof sections, functionName = 'Observe') =>
      at(await resourcesOf(fileOf(name)), `${functionName}LambdaFunction`, 'Properties', 'Environment', 'Variables');
    const leftAlone = { PROTON_BOT_CLOUDFORMATION_LEFT_ALONE: 'CDKToolkit,${self:custom.name}' };
    expect(await variables('watching')).toMatchObject(leftAlone);
    expect(await variables('watching')).not.toHaveProperty('PROTON_BOT_CLOUDFORMATION_CANCEL');
    expect(await variables('cancelling', 'Discover')).toMatchObject(leftAlone);
    expect(await variables('cancelling', 'Command')).toMatchObject({ PROTON_BOT_CLOUDFORMATION_CANCEL: 'true' });
    expect(await variables('everything')).toMatchObject({ PROTON_BOT_CLOUDFORMATION_LEFT_ALONE: ',' });
  });

  test('sends what CloudFormation says of stacks to the observer, and nothing else of it', async () => {
    const rule = at(await resourcesOf(fileOf('watching')), 'CloudFormationEvents', 'Properties');
    expect(at(rule, 'EventPattern')).toEqual({
      source: ['aws.cloudformation'],
      'detail-type': ['CloudFormation Stack Status Change'],
    });
    expect(at(rule, 'Targets', '0', 'Arn')).toEqual({ 'Fn::GetAtt': ['ObserveQueue', 'Arn'] });
  });
});
