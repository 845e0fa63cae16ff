import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundleHandler, bundleText, importsOf, projectFolder } from '../support/bundles.ts';
import {
  BundledFunction,
  bundleHandlers,
  type HandlerBundle,
  type HandlerName,
  handlerNames,
} from './bundled-function.ts';

/** The same rules in both: only what `bot.yml` enables is different. */
const rules = join(projectFolder, 'config/rules.yml');
const configurations = {
  off: 'config/bot.yml',
  on: 'test/e2e/support/bot.yml',
  alone: 'test/e2e/support/supply-chain-alone.yml',
} as const;
type Switch = keyof typeof configurations;

let folder = '';
const bundles = new Map<Switch, (name: HandlerName) => HandlerBundle>();

/** @throws TypeError before all are bundled */
function bundleOf(handler: HandlerName, position: Switch): HandlerBundle {
  const of = bundles.get(position);
  if (of === undefined) throw new TypeError(`${position} is not bundled`);
  return of(handler);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-providers-'));
  for (const position of ['off', 'on', 'alone'] as const) {
    const bot = join(projectFolder, configurations[position]);
    bundles.set(position, await bundleHandlers(join(folder, position), { rules, bot }));
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The files of the bot itself that only one back end needs. */
function ownFiles(handler: HandlerName, position: Switch, backEnd = /^src\/.*supply-chain/): readonly string[] {
  return bundleOf(handler, position).inputs.filter((path) => backEnd.test(path));
}

/** By the last `node_modules` of each path. */
function packagesIn(paths: readonly string[]): readonly string[] {
  const names = paths.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return [...new Set(names)].sort();
}

describe('a back end that is off', () => {
  test.each(handlerNames)('is not in %s', (handler) => {
    expect(ownFiles(handler, 'off')).toEqual([]);
    // A list that is empty for another reason would prove nothing.
    expect(bundleOf(handler, 'off').inputs.length).toBeGreaterThan(100);
  });

  test.each(handlerNames)('is not in %s, where it is the one that is on by default', (handler) => {
    const proton = /^src\/lib\/providers\/proton|client-proton/;
    expect(ownFiles(handler, 'alone', proton)).toEqual([]);
    expect(bundleOf(handler, 'alone').inputs.length).toBeGreaterThan(100);
    // The others read no ARNs, and ask nobody.
    if (['observe', 'discover', 'command', 'sweep'].includes(handler))
      expect(ownFiles(handler, 'off', proton)).not.toEqual([]);
  });

  test('brings observe no part of the SDK that its other clients do not bring', async () => {
    const observe = await bundleHandler(folder, 'observe', 'observe-alone');
    const imports = await importsOf(observe, (name) => name.startsWith('@aws-sdk/client-'));
    const clients = await bundleText(folder, 'clients', imports);
    const ofSdk = (paths: readonly string[]) => packagesIn(paths).filter((name) => /^@(?:aws-sdk|smithy)\//.test(name));
    const brought = ofSdk(Object.keys(clients.inputs));
    expect(brought).toContain('@smithy/core');
    expect(ofSdk(bundleOf('observe', 'off').inputs).filter((name) => !brought.includes(name))).toEqual([]);
    expect(bundleOf('observe', 'off').bytes).toBeLessThan(bundleOf('observe', 'on').bytes);
  });
});

describe('a back end that is on', () => {
  const client = 'src/lib/providers/supply-chain/client/client.ts';
  const form = 'src/lib/providers/supply-chain/form.ts';
  const manager = 'src/lib/providers/supply-chain/resource-manager.ts';
  const events = 'src/lib/providers/supply-chain/events.ts';

  test.each([
    // Observe takes in events of every back end.
    ['observe', [client, events], [form, manager]],
    ['discover', [client], [form, manager, events]],
    // It reads ARNs, and asks nobody.
    ['sweep', ['src/lib/providers/supply-chain/names.ts'], [client, form, manager, events]],
    ['command', [client, form, manager], [events]],
    ['slack', [form], [client, manager, events]],
    ['notify', [events, form], [client, manager]],
  ] as const)('is in %s as far as it is needed there', (handler, needed, foreign) => {
    const files = ownFiles(handler, 'on');
    expect(files).toEqual(expect.arrayContaining([...needed]));
    expect(files.filter((path) => foreign.some((name) => name === path))).toEqual([]);
  });

  test('has the function that answers Slack ask for what opens forms', async () => {
    const settings = {
      PROTON_BOT_COMMAND_QUEUE_URL: 'https://queue',
      SLACK_SIGNING_SECRET_PARAMETER: '/secret',
      SLACK_API_URL: 'https://slack.com/api/',
    };
    const slack = new BundledFunction(bundleOf('slack', 'on').path, { AWS_REGION: 'eu-central-1', ...settings });
    await expect(slack.invoke({})).rejects.toThrow(
      'missing environment variables: SLACK_BOT_TOKEN_PARAMETER. serverless.yml',
    );
    await slack.stop();
  });
});
