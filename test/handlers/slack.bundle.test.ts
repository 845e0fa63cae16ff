import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { BuildResult } from 'esbuild';
import { requestShapes } from '../lib/slack/support/request-shapes.ts';
import {
  buttonKey,
  clickBody,
  commandBody,
  commandFields,
  signedEvent,
  signingSecret,
  teamId,
} from '../lib/slack/support/signed-events.ts';
import { BundledFunction, bundle, contentsOf } from './bundled-function.ts';
import { botToken, TestCloud } from './slack-cloud.ts';

const cloud = new TestCloud(signingSecret);
const running: BundledFunction[] = [];
let folder = '';
let cloudUrl = '';
let built: BuildResult<{ metafile: true }>;

const botFile = `version: 1\nslack:\n  teamId: ${teamId}\nchannels: {}\nroutes: []\npeople: {}\npermissions: []\n`;
const rulesFile = 'version: 1\nrules: []\n';

beforeAll(async () => {
  cloudUrl = await cloud.start();
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-ingress-'));
  const configuration = { rules: join(folder, 'rules.yml'), bot: join(folder, 'bot.yml') };
  await writeFile(configuration.rules, rulesFile);
  await writeFile(configuration.bot, botFile);
  built = await bundle('src/handlers/slack.ts', join(folder, 'slack.cjs'), configuration);
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
  cloud.parameterIsMissing = false;
  cloud.queueFails = false;
  cloud.queued.length = 0;
  cloud.responses.length = 0;
  cloud.secretReads = 0;
  cloud.reads.length = 0;
  cloud.apiCalls.length = 0;
});

afterAll(async () => {
  await cloud.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A fresh container of the function. */
function start(changes: Readonly<Record<string, string>> = {}, file = 'slack.cjs'): BundledFunction {
  const started = new BundledFunction(join(folder, file), {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: cloudUrl,
    PROTON_BOT_COMMAND_QUEUE_URL: `${cloudUrl}/111122223333/commands`,
    SLACK_SIGNING_SECRET_PARAMETER: '/proton-bot/signing-secret',
    SLACK_API_URL: `${cloudUrl}/api/`,
    ...changes,
  });
  running.push(started);
  return started;
}

test('the bundle answers every shape of request as the source does, and never throws', async () => {
  const ingress = start();
  for (const shape of requestShapes) {
    cloud.queued.length = 0;
    const outcome = await ingress.invoke(shape.event(Date.now()));
    expect({ shape: shape.name, statusCode: outcome.statusCode }).toEqual({
      shape: shape.name,
      statusCode: shape.statusCode,
    });
    expect(outcome.body).toEqual(shape.body === undefined ? '' : expect.stringContaining(shape.body));
    expect({ shape: shape.name, queued: cloud.queued.length }).toEqual({
      shape: shape.name,
      queued: shape.isQueued ? 1 : 0,
    });
  }
  expect(cloud.secretReads).toBe(1);
  const output = await ingress.stop();
  expect(output).toContain('did not sign');
  for (const secret of ['hooks.slack.com', 'verification-token', '123.456', signingSecret, 'v0=']) {
    expect(output).not.toContain(secret);
  }
});

test('what is queued is what the worker reads', async () => {
  const ingress = start();
  await ingress.invoke(signedEvent(commandBody(), Date.now()));
  await ingress.invoke(signedEvent(clickBody(), Date.now()));
  const common = { userId: 'U0ADA0001', teamId, channelId: 'C0DEPLOYS', receivedAtMs: expect.any(Number) };
  expect(cloud.queued.map((body): unknown => JSON.parse(body))).toEqual([
    {
      ...common,
      id: commandFields.trigger_id,
      interaction: { type: 'command', command: { name: 'status', target: 'orders/api' } },
      responseUrl: commandFields.response_url,
    },
    {
      ...common,
      id: '123.456.fedcba',
      interaction: { type: 'click', action: 'cancel', key: buttonKey },
      responseUrl: 'https://hooks.slack.com/actions/T0LOCAL01/1/secret',
    },
  ]);
});

describe('what fails outside', () => {
  test('a queue that refuses is told in the acknowledgement', async () => {
    cloud.queueFails = true;
    const { statusCode, body } = await start().invoke(signedEvent(commandBody(), Date.now()));
    expect(statusCode).toBe(200);
    expect(body).toContain('could not be queued. Nothing was done');
  });

  test('a queue that refuses a click is told through the response URL', async () => {
    cloud.queueFails = true;
    const click = clickBody({}, { response_url: `${cloudUrl}/hooks/1` });
    expect(await start().invoke(signedEvent(click, Date.now()))).toEqual({ statusCode: 200, body: '' });
    expect(cloud.responses).toEqual([expect.stringContaining('could not be queued')]);
  });

  test('a secret that is not there is a 500 with the remedy in the log, and is asked for again', async () => {
    cloud.parameterIsMissing = true;
    const ingress = start();
    expect((await ingress.invoke(signedEvent(commandBody(), Date.now()))).statusCode).toBe(500);
    cloud.parameterIsMissing = false;
    expect((await ingress.invoke(signedEvent(commandBody(), Date.now()))).statusCode).toBe(200);
    expect(cloud.secretReads).toBe(2);
    expect(await ingress.stop()).toContain('aws ssm put-parameter');
  });

  test('a missing setting is named at start', async () => {
    const ingress = start({ PROTON_BOT_COMMAND_QUEUE_URL: '' });
    await expect(ingress.invoke({})).rejects.toThrow('missing environment variables: PROTON_BOT_COMMAND_QUEUE_URL');
  });
});

describe('where something can be created', () => {
  const file = 'slack-with-forms.cjs';
  const command = commandBody({ text: 'supply-chain create' });
  const settings = () => ({ SLACK_BOT_TOKEN_PARAMETER: '/proton-bot/bot-token', SLACK_API_URL: `${cloudUrl}/api/` });

  beforeAll(async () => {
    const configuration = { rules: join(folder, 'rules.yml'), bot: join(folder, 'bot-with-forms.yml') };
    const permission = `{ allow: [create], people: [platform], channels: [deploys] }`;
    const enabled = botFile
      .replace('channels: {}', 'providers: { supplyChain: { enabled: true } }\nchannels: { deploys: C0DEPLOYS }')
      .replace('people: {}', 'people: { platform: { users: [U0ADA0001] } }')
      .replace('permissions: []', `permissions: [${permission}]`);
    await writeFile(configuration.bot, enabled);
    await bundle('src/handlers/slack.ts', join(folder, file), configuration);
  });

  test('a form is opened with the bot’s token, which is read when it is needed', async () => {
    const ingress = start(settings(), file);
    await ingress.invoke(signedEvent(commandBody(), Date.now()));
    expect(cloud.reads).toEqual(['["/proton-bot/signing-secret"]']);
    for (let opened = 0; opened < 2; opened += 1) {
      expect(await ingress.invoke(signedEvent(command, Date.now()))).toEqual({ statusCode: 200, body: '' });
    }
    expect(cloud.reads).toEqual(['["/proton-bot/signing-secret"]', '["/proton-bot/bot-token"]']);
    expect(cloud.apiCalls.map(({ what, token }) => ({ what, token }))).toEqual(
      Array.from({ length: 2 }, () => ({ what: 'views.open', token: `Bearer ${botToken}` })),
    );
    expect(cloud.apiCalls[0]?.given.get('trigger_id')).toBe(commandFields.trigger_id);
    expect(cloud.queued).toHaveLength(1);
    expect(await ingress.stop()).not.toContain(botToken);
  });

  test('who may certainly not create is told so, without a token', async () => {
    const ingress = start(settings(), file);
    const { body } = await ingress.invoke(
      signedEvent(commandBody({ text: 'supply-chain create', user_id: 'U0BEN0001' }), Date.now()),
    );
    expect(body).toContain('You may not create this');
    expect(cloud.apiCalls).toEqual([]);
    expect(cloud.reads).toEqual(['["/proton-bot/signing-secret"]']);
  });

  test('a token that is not there is told, and is asked for again', async () => {
    const ingress = start(settings(), file);
    await ingress.invoke(signedEvent(commandBody(), Date.now()));
    cloud.parameterIsMissing = true;
    expect((await ingress.invoke(signedEvent(command, Date.now()))).body).toContain('could not be opened');
    cloud.parameterIsMissing = false;
    expect((await ingress.invoke(signedEvent(command, Date.now()))).body).toBe('');
  });

  test('a missing setting is named at start', async () => {
    const ingress = start({ SLACK_API_URL: `${cloudUrl}/api/` }, file);
    await expect(ingress.invoke({})).rejects.toThrow('missing environment variables: SLACK_BOT_TOKEN_PARAMETER');
  });
});

describe('what is in the bundle', () => {
  test('nothing of the receivers that Lambda never runs', () => {
    const { inputs } = contentsOf(built);
    expect(inputs.filter((input) => /node_modules\/(?:express|undici|iconv-lite|body-parser)\//u.test(input))).toEqual(
      [],
    );
    expect(inputs.filter((input) => /node_modules\/(?:@slack\/socket-mode|@slack\/oauth)\//u.test(input))).toEqual([]);
    expect(inputs.filter((input) => input.includes('node_modules/@slack/bolt/')).length).toBeGreaterThan(0);
  });

  test('the commands as they are typed, and nothing that carries them out or shows what came of it', () => {
    const { inputs } = contentsOf(built);
    expect(inputs).toContain('src/lib/slack/commands/cancel.ts');
    expect(inputs.filter((input) => /src\/lib\/(?:flow|slack\/blocks)\//u.test(input))).toEqual([]);
  });

  test('at most 620 KB in all', () => {
    expect(contentsOf(built).bytes).toBeLessThanOrEqual(620_000);
  });

  test('at most 200 KB without the clients of AWS', async () => {
    const boltOnly = await bundle('src/lib/slack/ingress/index.ts', join(folder, 'bolt-only.cjs'));
    const { bytes, inputs } = contentsOf(boltOnly);
    expect(inputs.filter((input) => /node_modules\/@(?:aws-sdk|smithy)\//u.test(input))).toEqual([]);
    expect(bytes).toBeLessThanOrEqual(200_000);
  });

  test('the worker’s side has the Web API client and nothing of Bolt', async () => {
    const worker = await bundle('src/lib/slack/index.ts', join(folder, 'worker.cjs'));
    const { inputs } = contentsOf(worker);
    expect(inputs.filter((input) => input.includes('node_modules/@slack/bolt/'))).toEqual([]);
    expect(inputs.some((input) => input.includes('node_modules/@slack/web-api/'))).toBe(true);
  });
});
