import { describe, expect, test } from '@jest/globals';
import { codePipelineOperations } from '../../src/lib/providers/code-pipeline/index.ts';
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
type Section = keyof typeof sections;

const {
  fileOf,
  resourcesOf,
  rightsIn: statementsIn,
} = describeBackEnd({ name: 'codePipeline', folder: 'code-pipeline', client: 'client-codepipeline', sections });

describe('the template', () => {
  /** What a function may do with pipelines: the names of the operations. */
  function rightsIn(resources: unknown, functionName: string): readonly string[] {
    return statementsIn(resources, functionName)
      .map(([action]) => action.replace('codepipeline:', ''))
      .sort();
  }

  const looking = [
    'GetPipeline',
    'GetPipelineExecution',
    'GetPipelineState',
    'ListActionExecutions',
    'ListPipelineExecutions',
    'ListTagsForResource',
  ];
  const listing = ['GetPipeline', 'ListPipelineExecutions', 'ListPipelines'];

  test('has nothing of it while it is off', async () => {
    expect(JSON.stringify(await resourcesOf(off))).not.toMatch(/codepipeline/i);
  });

  test('lets the bot watch, and nothing else, unless a switch is on', async () => {
    const watching = await resourcesOf(fileOf('watching'));
    for (const name of ['Observe', 'Command']) expect(rightsIn(watching, name)).toEqual(looking);
    expect(rightsIn(watching, 'Discover')).toEqual(listing);
    for (const name of ['Slack', 'Sweep', 'Notify']) expect(rightsIn(watching, name)).toEqual([]);
  });

  test.each<[Section, string, readonly string[]]>([
    ['cancelling', 'PROTON_BOT_CODE_PIPELINE_CANCEL', ['StopPipelineExecution']],
    ['approving', 'PROTON_BOT_CODE_PIPELINE_APPROVE', ['OverrideStageCondition', 'PutApprovalResult']],
    ['redeploying', 'PROTON_BOT_CODE_PIPELINE_REDEPLOY', ['RetryStageExecution', 'RollbackStage']],
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
    expect(all).toEqual(new Set<string>(codePipelineOperations));
    expect(codePipelineOperations.filter((operation) => !isReading(operation))).toHaveLength(5);
  });

  test('sends what CodePipeline says of pipelines, stages and actions to the observer', async () => {
    const rule = at(await resourcesOf(fileOf('watching')), 'CodePipelineEvents', 'Properties');
    expect(at(rule, 'EventPattern')).toEqual({
      source: ['aws.codepipeline'],
      'detail-type': [
        'CodePipeline Pipeline Execution State Change',
        'CodePipeline Stage Execution State Change',
        'CodePipeline Action Execution State Change',
      ],
    });
    expect(at(rule, 'Targets', '0', 'Arn')).toEqual({ 'Fn::GetAtt': ['ObserveQueue', 'Arn'] });
  });
});
