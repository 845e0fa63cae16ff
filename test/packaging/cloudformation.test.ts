import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cloudFormationOperations } from '../../src/lib/providers/cloudformation/index.ts';
import { bundle, contentsOf } from '../handlers/bundled-function.ts';
import { projectFolder } from '../support/bundles.ts';
import { at, list } from './support/packaged.ts';

const rules = join(projectFolder, 'config/rules.yml');
const off = join(projectFolder, 'config/bot.yml');
const sections = {
  watching: '{ enabled: true }',
  cancelling: '{ enabled: true, cancelUpdates: true }',
  everything: '{ enabled: true, cancelUpdates: true, everyStack: true }',
} as const;
let folder = '';

const fileOf = (name: keyof typeof sections) => join(folder, `${name}.yml`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-cloudformation-'));
  const text = await readFile(off, 'utf8');
  for (const [name, section] of Object.entries(sections)) {
    const changed = text.replace(/^ {2}cloudFormation:.*\n(?: {4}.*\n)+/m, `  cloudFormation: ${section}\n`);
    expect(changed).toContain(section);
    await writeFile(join(folder, `${name}.yml`), changed);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function inputsOf(handler: string, bot: string): Promise<readonly string[]> {
  const result = await bundle(`src/handlers/${handler}.ts`, join(folder, `${handler}.cjs`), { rules, bot });
  const [output] = Object.values(result.metafile.outputs);
  expect(contentsOf(result).inputs.length).toBeGreaterThan(50);
  return Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
}

const isOurs = (path: string) => /providers\/cloudformation|client-cloudformation/.test(path);

describe('the code', () => {
  test.each(['observe', 'sweep', 'discover', 'command', 'slack', 'notify'])(
    'is not in %s while the back end is off',
    async (handler) => {
      expect((await inputsOf(handler, off)).filter((path) => isOurs(path))).toEqual([]);
    },
    60_000,
  );

  test.each(['observe', 'discover', 'command'])(
    'is in %s where it is on, with one copy of each part of the SDK',
    async (handler) => {
      const inputs = await inputsOf(handler, fileOf('watching'));
      expect(inputs.filter((path) => isOurs(path)).length).toBeGreaterThan(5);
      const places = new Map<string, Set<string>>();
      for (const path of inputs) {
        const [, place = '', name = ''] = /^(.*node_modules\/)(@(?:smithy|aws-sdk)\/[^/]+)\//.exec(path) ?? [];
        if (name !== '') places.set(name, new Set([...(places.get(name) ?? []), place]));
      }
      expect(places.get('@aws-sdk/client-cloudformation')?.size).toBe(1);
      expect([...places].filter(([, where]) => where.size > 1).map(([name]) => name)).toEqual([]);
    },
    60_000,
  );

  test('is in the functions that ask nobody only as far as they read ARNs', async () => {
    for (const handler of ['slack', 'notify']) {
      expect((await inputsOf(handler, fileOf('watching'))).filter((path) => isOurs(path))).toEqual([]);
    }
    const sweep = (await inputsOf('sweep', fileOf('watching'))).filter((path) => isOurs(path));
    expect(sweep).toEqual(['src/lib/providers/cloudformation/names.ts']);
  }, 60_000);
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

  /** What a function may do for stacks, with what. */
  function rightsIn(resources: unknown, functionName: string): readonly (readonly [string, unknown])[] {
    const policies = list(at(resources, `${functionName}Role`, 'Properties', 'Policies'));
    const own = policies.filter((policy) => at(policy, 'PolicyName') === 'cloudFormation');
    return own.flatMap((policy) =>
      list(at(policy, 'PolicyDocument', 'Statement')).flatMap((statement) =>
        list(at(statement, 'Action')).map((action) => [String(action), at(statement, 'Resource')] as const),
      ),
    );
  }

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
    const all = ['Observe', 'Discover', 'Command'].flatMap((name) =>
      rightsIn(cancelling, name).map(([action]) => action),
    );
    const called = cloudFormationOperations.map((operation) => `cloudformation:${operation}`);
    expect([...new Set(all)].sort()).toEqual([...called].sort());
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
