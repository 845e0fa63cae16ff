import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gitSyncOperations } from '../../src/lib/providers/git-sync/index.ts';
import { isReading } from '../../src/lib/providers/sdk-api.ts';
import { bundleHandlers, handlerNames } from '../handlers/bundled-function.ts';
import { projectFolder } from '../support/bundles.ts';
import { at, list } from './support/packaged.ts';

const rules = join(projectFolder, 'config/rules.yml');
const off = join(projectFolder, 'config/bot.yml');
let folder = '';
const fileOf = (name: 'watching' | 'resolving') => join(folder, `${name}.yml`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-git-sync-'));
  const text = await readFile(off, 'utf8');
  const sections = { watching: '{ enabled: true }', resolving: '{ enabled: true, resolve: true }' };
  for (const [name, section] of Object.entries(sections)) {
    const changed = text.replace(/^ {2}gitSync:.*\n(?: {4}.*\n)+/m, `  gitSync: ${section}\n`);
    expect(changed).toContain(section);
    await writeFile(join(folder, `${name}.yml`), changed);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('its code is in the functions that ask back ends, and nowhere while it is off', async () => {
  const isOurs = (path: string) => /providers\/git-sync\/|client-codestar-connections/.test(path);
  const [without, watching] = await Promise.all(
    [off, fileOf('watching')].map((bot) => bundleHandlers(folder, { rules, bot })),
  );
  for (const name of handlerNames) expect(without?.(name).inputs.filter(isOurs)).toEqual([]);
  const has = handlerNames.filter((name) => watching?.(name).inputs.some(isOurs));
  // The sweep knows what its targets are called, and asks nobody.
  expect([...has].sort()).toEqual(['command', 'discover', 'observe', 'sweep']);
  const namesOnly = watching?.('sweep').inputs.filter(isOurs) ?? [];
  expect(namesOnly).toEqual([expect.stringMatching(/git-sync\/names\.ts$/)]);
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

  /** Names of operations; each is allowed under both names of the service. */
  function rightsIn(resources: unknown, functionName: string): readonly string[] {
    const policies = list(at(resources, `${functionName}Role`, 'Properties', 'Policies'));
    const own = policies.filter((policy) => at(policy, 'PolicyName') === 'gitSync');
    const actions = own.flatMap((policy) =>
      list(at(policy, 'PolicyDocument', 'Statement')).flatMap((statement) => list(at(statement, 'Action'))),
    );
    const [newer, older] = ['codeconnections:', 'codestar-connections:'].map((prefix) =>
      actions
        .flatMap((action) => (String(action).startsWith(prefix) ? [String(action).slice(prefix.length)] : []))
        .sort(),
    );
    expect(newer).toEqual(older);
    return newer ?? [];
  }

  const looking = ['GetResourceSyncStatus', 'GetSyncBlockerSummary', 'GetSyncConfiguration'];

  test('has nothing of it while it is off', async () => {
    expect(JSON.stringify(await resourcesOf(off))).not.toMatch(/codeconnections|codestar|gitSync/i);
  });

  test('lets the bot watch, and only with its switch resolve', async () => {
    const [watching, resolving] = [await resourcesOf(fileOf('watching')), await resourcesOf(fileOf('resolving'))];
    for (const name of ['Observe', 'Command']) {
      expect(rightsIn(watching, name)).toEqual(looking);
      expect(rightsIn(resolving, name)).toEqual([...looking, 'UpdateSyncBlocker']);
      const variables = [name + 'LambdaFunction', 'Properties', 'Environment', 'Variables'] as const;
      expect(at(resolving, ...variables)).toMatchObject({ PROTON_BOT_GIT_SYNC_RESOLVE: 'true' });
      expect(at(watching, ...variables) ?? {}).not.toHaveProperty('PROTON_BOT_GIT_SYNC_RESOLVE');
    }
    const all = new Set(['Observe', 'Discover', 'Command'].flatMap((name) => rightsIn(resolving, name)));
    expect(all).toEqual(new Set<string>(gitSyncOperations));
    expect(gitSyncOperations.filter((operation) => !isReading(operation))).toEqual(['UpdateSyncBlocker']);
    for (const name of ['Slack', 'Sweep', 'Notify']) expect(rightsIn(resolving, name)).toEqual([]);
  });

  test('sends what CodeConnections says of stacks to the observer', async () => {
    const rule = at(await resourcesOf(fileOf('watching')), 'GitSyncEvents', 'Properties');
    expect(at(rule, 'EventPattern')).toEqual({
      source: ['aws.codeconnections'],
      'detail-type': ['Git Sync Resource Sync Status Change'],
    });
  });
});
