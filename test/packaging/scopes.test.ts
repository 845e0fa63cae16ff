import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundleHandlers, type HandlerBundle, type HandlerName } from '../handlers/bundled-function.ts';
import { projectFolder } from '../support/bundles.ts';
import { at } from './support/packaged.ts';

const rules = join(projectFolder, 'config/rules.yml');
const withoutScopes = join(projectFolder, 'config/bot.yml');
const roleArn = 'arn:aws:iam::222222222222:role/proton-bot';
let folder = '';
let withScopes = '';
let scoped: (name: HandlerName) => HandlerBundle;
let plain: (name: HandlerName) => HandlerBundle;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-scopes-'));
  withScopes = join(folder, 'bot.yml');
  const scopes = `scopes:\n  - { account: "222222222222", regions: [eu-west-1, us-east-1], roleArn: "${roleArn}" }\n`;
  await writeFile(withScopes, `${await readFile(withoutScopes, 'utf8')}\n${scopes}`);
  const bundled = (bot: string, name: string) => bundleHandlers(join(folder, name), { rules, bot });
  scoped = await bundled(withScopes, 'scoped');
  plain = await bundled(withoutScopes, 'plain');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const codeOf = ({ path }: HandlerBundle) => readFile(path, 'utf8');

describe('the code that assumes roles', () => {
  test.each(['observe', 'discover', 'command'] as const)(
    'is in %s where there are scopes, and only there',
    async (handler) => {
      expect(await codeOf(scoped(handler))).toContain('PROTON_BOT_ACCOUNT_ID');
      expect(await codeOf(plain(handler))).not.toMatch(/PROTON_BOT_ACCOUNT_ID|RoleNotAssumed/);
    },
  );

  test.each(['sweep', 'slack', 'notify'] as const)('is never in %s, which asks no back end', async (handler) => {
    expect(await codeOf(scoped(handler))).not.toMatch(/PROTON_BOT_ACCOUNT_ID|AwsProton20200720/);
  });
});

describe('the template', () => {
  const require = createRequire(import.meta.url);
  const resources = async (bot: string): Promise<unknown> => {
    process.env['PROTON_BOT_CONFIGURATION'] = bot;
    try {
      const providers: () => Promise<{ readonly scopes: unknown }> = require('../../infrastructure/providers.cjs');
      return (await providers()).scopes;
    } finally {
      delete process.env['PROTON_BOT_CONFIGURATION'];
    }
  };

  test('has nothing of scopes where there are none', async () => {
    expect(await resources(withoutScopes)).toBeNull();
  });

  test('lets the functions that ask assume the roles that are named, and no others', async () => {
    const { Resources } = Object(await resources(withScopes));
    expect(at(Resources, 'AssumeScopes', 'Properties', 'Roles')).toEqual([
      { Ref: 'ObserveRole' },
      { Ref: 'DiscoverRole' },
      { Ref: 'CommandRole' },
    ]);
    expect(at(Resources, 'AssumeScopes', 'Properties', 'PolicyDocument', 'Statement')).toEqual([
      { Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: [roleArn] },
    ]);
    expect(at(Resources, 'EventsOf222222222222', 'Properties', 'Principal')).toBe('222222222222');
  });
});
