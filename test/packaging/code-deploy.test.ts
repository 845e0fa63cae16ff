import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { codeDeployOperations } from '../../src/lib/providers/code-deploy/index.ts';
import { isReading } from '../../src/lib/providers/sdk-api.ts';
import { bundleHandlers, type HandlerBundle, type HandlerName, handlerNames } from '../handlers/bundled-function.ts';
import { projectFolder } from '../support/bundles.ts';
import { at, list } from './support/packaged.ts';

const rules = join(projectFolder, 'config/rules.yml');
const off = join(projectFolder, 'config/bot.yml');
const sections = {
  watching: '{ enabled: true }',
  cancelling: '{ enabled: true, cancel: true }',
  approving: '{ enabled: true, approve: true }',
  everything: '{ enabled: true, cancel: true, approve: true }',
} as const;
type Section = keyof typeof sections;
let folder = '';

const fileOf = (name: Section) => join(folder, `${name}.yml`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-code-deploy-'));
  const text = await readFile(off, 'utf8');
  for (const [name, section] of Object.entries(sections)) {
    const changed = text.replace(/^ {2}codeDeploy:.*\n(?: {4}.*\n)+/m, `  codeDeploy: ${section}\n`);
    expect(changed).toContain(section);
    await writeFile(join(folder, `${name}.yml`), changed);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const bundled = new Map<string, Promise<(name: HandlerName) => HandlerBundle>>();

/** Files of this back end that have code in a function's bundle. All are bundled together, once for each configuration. */
async function ourInputsOf(handler: HandlerName, bot: string): Promise<readonly string[]> {
  const bundles = bundled.get(bot) ?? bundleHandlers(folder, { rules, bot });
  bundled.set(bot, bundles);
  const { inputs } = (await bundles)(handler);
  expect(inputs.length).toBeGreaterThan(50);
  return inputs.filter((path) => /providers\/code-deploy\/|client-codedeploy/.test(path));
}

describe('the code', () => {
  test.each(handlerNames)('is not in %s while the back end is off', async (handler) => {
    expect(await ourInputsOf(handler, off)).toEqual([]);
  });

  test.each(['observe', 'discover', 'command'] as const)('is in %s where it is on', async (handler) => {
    expect((await ourInputsOf(handler, fileOf('watching'))).length).toBeGreaterThan(5);
  });

  test.each(['slack', 'notify'] as const)('is not in %s, which asks no back end', async (handler) => {
    expect(await ourInputsOf(handler, fileOf('watching'))).toEqual([]);
  });
});

describe('the template', () => {
  const require = createRequire(import.meta.url);

  async function resourcesOf(bot: string): Promise<unknown> {
    process.env['PROTON_BOT_CONFIGURATION'] = bot;
    try {
      const providers: () => Promise<{ readonly backEnds: unknown }> = require('../../infrastructure/providers.cjs');
      return at(await providers(), 'backEnds', 'Resources');
    } finally {
      delete process.env['PROTON_BOT_CONFIGURATION'];
    }
  }

  /** What a function may do with deployments: the names of the operations. */
  function rightsIn(resources: unknown, functionName: string): readonly string[] {
    const policies = list(at(resources, `${functionName}Role`, 'Properties', 'Policies'));
    const own = policies.filter((policy) => at(policy, 'PolicyName') === 'codeDeploy');
    const actions = own.flatMap((policy) =>
      list(at(policy, 'PolicyDocument', 'Statement')).flatMap((statement) => list(at(statement, 'Action'))),
    );
    // Tags are read of groups and of applications: one action on two resources.
    return [...new Set(actions.map((action) => String(action).replace('codedeploy:', '')))].sort();
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

  test.each<[Section, string, readonly string[]]>([
    ['cancelling', 'PROTON_BOT_CODE_DEPLOY_CANCEL', ['StopDeployment']],
    ['approving', 'PROTON_BOT_CODE_DEPLOY_APPROVE', ['ContinueDeployment']],
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
    expect(all).toEqual(new Set<string>(codeDeployOperations));
    expect(codeDeployOperations.filter((operation) => !isReading(operation))).toHaveLength(2);
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
