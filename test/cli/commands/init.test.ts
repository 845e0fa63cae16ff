import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CodeDeployClient, ListDeploymentsCommand } from '@aws-sdk/client-codedeploy';
import { CodePipelineClient, ListPipelinesCommand } from '@aws-sdk/client-codepipeline';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { ListServicesCommand, ProtonClient } from '@aws-sdk/client-proton';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { parse } from 'yaml';
import { checkBotConfiguration } from '../../../src/lib/configuration/bot/index.ts';
import { providerRegistry } from '../../../src/lib/providers/registry.ts';
import { checkRules } from '../../../src/lib/rules/check/index.ts';
import { run } from '../support/run.ts';

const cloudFormation = mockClient(CloudFormationClient);
const ecs = mockClient(ECSClient);
const codePipeline = mockClient(CodePipelineClient);
const codeDeploy = mockClient(CodeDeployClient);
const proton = mockClient(ProtonClient);

let folder: string;
const ids = ['--team', 'T0123ABCD', '--channel', 'C0123ABCD'];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-init-'));
  for (const client of [cloudFormation, ecs, codePipeline, codeDeploy, proton]) client.reset();
  cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [] });
  ecs.on(ListClustersCommand).resolves({ clusterArns: [] });
  codePipeline.on(ListPipelinesCommand).resolves({ pipelines: [] });
  codeDeploy.on(ListDeploymentsCommand).resolves({ deployments: [] });
  proton.on(ListServicesCommand).rejects(Object.assign(new Error('arn:aws:iam::1:user/x'), { name: 'AccessDenied' }));
});
afterEach(() => rm(folder, { recursive: true }));

const init = (...words: string[]) => run(['init', folder, ...words]);
const read = (name: string) => readFile(join(folder, name), 'utf8');

/** Two pages of stacks, most of them with a tag that the bot looks for, and one of Proton's. */
function stacksInUse(): void {
  const stack = (StackName: string, Tags: { Key: string; Value: string }[]) => ({
    StackName,
    Tags,
    CreationTime: new Date(0),
    StackStatus: 'CREATE_COMPLETE' as const,
  });
  cloudFormation
    .on(DescribeStacksCommand)
    .resolvesOnce({ Stacks: [stack('shop', [{ Key: 'env', Value: 'prod' }])], NextToken: 'more' })
    .resolves({ Stacks: [stack('AWSProton-shop-cloudformation', [{ Key: 'env', Value: 'dev' }])] });
}

describe('init', () => {
  test('watches what the account uses, with every right off and every rule in shadow', async () => {
    stacksInUse();
    ecs.on(ListClustersCommand).resolves({ clusterArns: ['arn:aws:ecs:eu-west-1:111122223333:cluster/shop'] });
    const { exitCode, out, err } = await init(...ids);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toContain('cloudFormation: 2 stacks');
    expect(out).toContain('ecs: 1 cluster\n');
    expect(out).toContain('proton: could not be read (AccessDenied)');
    expect(out).toContain('tags of stacks: env (2)');
    expect(out).toContain('stacks that AWS Proton made, which stay: AWSProton-shop-cloudformation');
    expect(out).not.toContain('arn:aws:iam');

    const bot = checkBotConfiguration(await read('bot.yml'), 'bot.yml', { providers: providerRegistry });
    expect(bot).toMatchObject({ ok: true });
    const { providers, tags, permissions } = parse(await read('bot.yml'));
    const settings = Object.entries<Record<string, boolean>>(providers);
    const on = settings.flatMap(([name, options]) =>
      Object.entries(options).flatMap(([option, isOn]) => (isOn ? `${name}.${option}` : [])),
    );
    expect(on).toEqual(['cloudFormation.enabled', 'ecs.enabled']);
    expect(tags.environment[0]).toBe('env');
    expect(permissions).toEqual([]);

    const rules = checkRules(await read('rules.yml'), 'rules.yml', { providers: providerRegistry });
    if (!rules.ok) throw new Error(JSON.stringify(rules.problems));
    expect(new Set(rules.document.rules.map(({ mode }) => mode))).toEqual(new Set(['shadow']));
    expect(rules.document.rules.map(({ match }) => match?.provider)).not.toContain('codePipeline');
    expect(rules.document.rules.length).toBeGreaterThanOrEqual(4);
  });

  test.each(providerRegistry.map(({ name }) => name))('%s alone gives files that the build accepts', async (name) => {
    const { exitCode, err } = await init(...ids, '--user', 'U0123ABCD', '--providers', name);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    const checked = await run(['rules', 'check', join(folder, 'bot.yml'), join(folder, 'rules.yml')]);
    expect(checked.exitCode).toBe(0);
  });

  test('overwrites nothing, and writes none of the two where one is there', async () => {
    await writeFile(join(folder, 'rules.yml'), 'mine');
    const { exitCode, err } = await init(...ids, '--providers', 'ecs');
    expect(exitCode).toBe(1);
    expect(err).toContain('rules.yml is there already, and is not overwritten');
    expect(await readdir(folder)).toEqual(['rules.yml']);
    expect(await read('rules.yml')).toBe('mine');
  });

  test('where nothing is found, it says what to do, and writes nothing', async () => {
    const { exitCode, err } = await init(...ids);
    expect(exitCode).toBe(1);
    expect(err).toContain('check Region and credentials, or name back ends with --providers');
    expect(await readdir(folder)).toEqual([]);
  });

  test.each([
    [['--channel', 'C0123ABCD'], 'init needs --team'],
    [['--team', 'T0123ABCD'], 'init needs --channel'],
    [['--team', 'deploys', '--channel', 'C0123ABCD'], '--team "deploys" is not such an id'],
    [[...ids, '--user', '@ada'], '--user "@ada" is not such an id'],
    [[...ids, '--providers', 'ecs,lambda'], 'there is no back end "lambda"; known: proton'],
    [[...ids, '--aws-port', 'x'], 'x is not a port'],
  ])('%j is refused', async (words, problem) => {
    const { exitCode, err } = await init(...words);
    expect(exitCode).toBe(2);
    expect(err).toContain(problem);
    expect(await readdir(folder)).toEqual([]);
  });
});
