import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ecsOperations, isActing } from '../../src/lib/providers/ecs/index.ts';
import { bundle, contentsOf } from '../handlers/bundled-function.ts';
import { projectFolder } from '../support/bundles.ts';
import { at, list } from './support/packaged.ts';

const rules = join(projectFolder, 'config/rules.yml');
const off = join(projectFolder, 'config/bot.yml');
const sections = {
  watching: '{ enabled: true }',
  cancelling: '{ enabled: true, cancel: true }',
  everything: '{ enabled: true, cancel: true, approve: true }',
} as const;
let folder = '';

const fileOf = (name: keyof typeof sections) => join(folder, `${name}.yml`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-ecs-'));
  const text = await readFile(off, 'utf8');
  for (const name of ['watching', 'cancelling', 'everything'] as const) {
    const section = sections[name];
    const changed = text.replace(/^ {2}ecs:.*\n(?: {4}.*\n)+/m, `  ecs: ${section}\n`);
    expect(changed).toContain(section);
    await writeFile(fileOf(name), changed);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function inputsOf(handler: string, bot: string): Promise<readonly string[]> {
  const result = await bundle(`src/handlers/${handler}.ts`, join(folder, `${handler}.cjs`), { rules, bot });
  const [output] = Object.values(result.metafile.outputs);
  expect(contentsOf(result).inputs.length).toBeGreaterThan(50);
  return Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
}

const isOurs = (path: string) => /providers\/ecs\/|client-ecs/.test(path);

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
      expect(places.get('@aws-sdk/client-ecs')?.size).toBe(1);
      expect([...places].filter(([, where]) => where.size > 1).map(([name]) => name)).toEqual([]);
    },
    60_000,
  );

  test('is in the functions that ask nobody only as far as they read ARNs', async () => {
    for (const handler of ['slack', 'notify']) {
      expect((await inputsOf(handler, fileOf('watching'))).filter((path) => isOurs(path))).toEqual([]);
    }
    const sweep = (await inputsOf('sweep', fileOf('watching'))).filter((path) => isOurs(path));
    expect(sweep).toEqual(['src/lib/providers/ecs/names.ts']);
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

  /** What a function may do for services, with what: `action resource`. */
  function rightsIn(resources: unknown, functionName: string): readonly string[] {
    const policies = list(at(resources, `${functionName}Role`, 'Properties', 'Policies'));
    const own = policies.filter((policy) => at(policy, 'PolicyName') === 'ecs');
    const rights = own.flatMap((policy) =>
      list(at(policy, 'PolicyDocument', 'Statement')).flatMap((statement) => {
        const resource = String(at(statement, 'Resource', 'Fn::Sub') ?? at(statement, 'Resource'));
        return list(at(statement, 'Action')).map((action) => `${String(action)} ${resource.split(':').at(-1) ?? ''}`);
      }),
    );
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
  const stopping = ['ecs:StopServiceDeployment service-deployment/*', 'ecs:StopServiceDeployment service/*'];
  const continuing = ['ecs:ContinueServiceDeployment service-deployment/*', 'ecs:ContinueServiceDeployment service/*'];

  test('has nothing of it while it is off', async () => {
    expect(JSON.stringify(await resourcesOf(off))).not.toMatch(/ecs/i);
  });

  test('lets the bot watch, and nothing else, unless it is to cancel or to end pauses', async () => {
    const watching = await resourcesOf(fileOf('watching'));
    expect(rightsIn(watching, 'Observe')).toEqual(looking);
    expect(rightsIn(watching, 'Command')).toEqual(looking);
    const listing = ['ecs:ListClusters *', 'ecs:ListDaemons *', 'ecs:ListServices *', 'ecs:DescribeServices service/*'];
    const described = looking.filter((right) => !right.includes('Tags'));
    expect(rightsIn(watching, 'Discover')).toEqual([...listing, ...described].sort());
    for (const name of ['Slack', 'Sweep', 'Notify']) expect(rightsIn(watching, name)).toEqual([]);
  });

  test('each switch adds its right, where somebody uses it', async () => {
    const cancelling = await resourcesOf(fileOf('cancelling'));
    for (const name of ['Observe', 'Command']) {
      expect(rightsIn(cancelling, name)).toEqual([...looking, ...stopping].sort());
    }
    const everything = await resourcesOf(fileOf('everything'));
    // No rule ends a pause.
    expect(rightsIn(everything, 'Observe')).toEqual([...looking, ...stopping].sort());
    expect(rightsIn(everything, 'Command')).toEqual([...looking, ...stopping, ...continuing].sort());
    expect(rightsIn(everything, 'Discover')).toEqual(rightsIn(cancelling, 'Discover'));
    const all = ['Observe', 'Discover', 'Command'].flatMap((name) => rightsIn(everything, name));
    const allowed = new Set(all.map((right) => right.split(' ')[0]?.replace('ecs:', '')));
    expect(allowed).toEqual(new Set<string | undefined>(ecsOperations));
    expect(ecsOperations.filter((operation) => isActing(operation))).toHaveLength(2);
  });

  test('tells the functions what they may', async () => {
    const variables = async (name: keyof typeof sections, functionName: string) =>
      at(await resourcesOf(fileOf(name)), `${functionName}LambdaFunction`, 'Properties', 'Environment', 'Variables') ??
      {};
    expect(await variables('watching', 'Command')).not.toHaveProperty('PROTON_BOT_ECS_CANCEL');
    expect(await variables('cancelling', 'Observe')).toMatchObject({ PROTON_BOT_ECS_CANCEL: 'true' });
    expect(await variables('cancelling', 'Command')).not.toHaveProperty('PROTON_BOT_ECS_APPROVE');
    expect(await variables('everything', 'Command')).toMatchObject({ PROTON_BOT_ECS_APPROVE: 'true' });
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
