import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTable as createLocalTable, type LocalCloudOptions } from '@proton-bot/local-aws';
import { exampleWorkspace, type LocalSlack, startLocalSlack } from '@proton-bot/local-slack';
import { type CloudUnderTest, startCloudUnderTest } from '../../../packages/local-aws/test/fixture/cloud.ts';
import type { Finding } from '../../../src/cli/doctor/index.ts';
import { createDynamoDbClient, createTable, systemRandom } from '../../../src/lib/aws/index.ts';
import { noControls } from '../../../src/lib/model/controls.ts';
import type { DiscoveryRecord } from '../../../src/lib/model/discovery.ts';
import { createControlsStore, createDiscoveryRecords } from '../../../src/lib/store/index.ts';
import { tableProperties } from '../../lib/store/tables.ts';
import { projectDirectory, run } from '../support/run.ts';

const scopes = ['commands', 'chat:write', 'chat:write.public', 'usergroups:read', 'im:write'];
const botToken = 'xoxb-swordfish';
const parameters = [
  { name: '/proton-bot/slack/signing-secret', value: 'swordfish', type: 'SecureString' },
  { name: '/proton-bot/slack/bot-token', value: botToken, type: 'SecureString' },
] as const;
const roleArn = 'arn:aws:iam::222222222222:role/proton-bot-eu-west-1';

const bot = {
  version: 1,
  slack: { teamId: 'T0LOCAL01' },
  providers: { proton: { enabled: false }, cloudFormation: { enabled: true }, ecs: { enabled: true, cancel: true } },
  channels: { deploys: 'C0DEPLOYS', platform: 'C0PLATFRM' },
  routes: [{ channels: ['deploys'] }],
  people: { platform: { userGroups: ['S0ONCALL1'] } },
};
const scope = { name: 'staging', account: '222222222222', regions: ['eu-west-1'], roleArn, externalId: 'between-us' };
const rules = {
  version: 1,
  rules: [
    {
      name: 'cancel-hanging',
      on: 'deployment',
      when: 'deployment.phase == "running"',
      do: [{ cancel: { reason: 'it hangs' } }],
      mode: 'enforce',
    },
    {
      name: 'on-paper',
      on: 'deployment',
      when: 'deployment.needsHuman',
      do: [{ notify: { channel: 'platform' } }],
      mode: 'shadow',
    },
  ],
};

/** Whether the STS stand-in lets the role be assumed. */
let mayAssume = true;
type Service = ReturnType<NonNullable<LocalCloudOptions['services']>[number]>;
const sts: Service = {
  name: 'sts',
  faultErrors: { throttle: ['Throttling', 400], fail: ['InternalFailure', 500] },
  operationOf: ({ credential }) => (credential?.service === 'sts' ? 'AssumeRole' : undefined),
  serve: ({ request, response }) => {
    const answer = async () => {
      const asked = new URLSearchParams(await text(request));
      const isGranted = mayAssume && asked.get('RoleArn') === roleArn && asked.get('ExternalId') === 'between-us';
      response.writeHead(isGranted ? 200 : 403, { 'content-type': 'text/xml' });
      const expiration = new Date(Date.now() + 3_600_000).toISOString();
      const keys = `<AccessKeyId>222222222222</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${expiration}</Expiration>`;
      const refusal = '<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error>';
      response.end(
        isGranted
          ? `<AssumeRoleResponse><AssumeRoleResult><Credentials>${keys}</Credentials></AssumeRoleResult></AssumeRoleResponse>`
          : `<ErrorResponse>${refusal}<RequestId>r-1</RequestId></ErrorResponse>`,
      );
    };
    void answer();
  },
  refuse: (response) => response.writeHead(500).end(),
};

let running: CloudUnderTest;
let slack: LocalSlack;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-doctor-'));
  running = await startCloudUnderTest({ template: { Resources: {} }, parameters, services: [() => sts] });
  await createLocalTable(running.cloud.endpointUrl, { ...(await tableProperties()), TableName: 'proton-bot-prod' });
  slack = await slackWith(scopes);
});

beforeEach(() => {
  mayAssume = true;
  // Where the stand-ins are, also for what the tests write into the table.
  Object.assign(process.env, { AWS_ENDPOINT_URL: running.cloud.endpointUrl, AWS_REGION: 'eu-central-1' });
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
});

afterEach(() => running.cloud.setFaults({}));

afterAll(async () => {
  await slack.stop();
  await running.stop();
  await rm(folder, { recursive: true });
});

function slackWith(granted: readonly string[]): Promise<LocalSlack> {
  return startLocalSlack({
    port: 0,
    workspace: exampleWorkspace({ scopes: granted }),
    signingSecret: 'swordfish',
    botToken,
    deliver: async () => ({ statusCode: 200, headers: {}, body: '' }),
  });
}

/** What the doctor says of these files, in the local cloud and with this Slack. */
async function examine(changes: object = {}, ...flags: readonly string[]) {
  const files = { bot: join(folder, 'bot.yml'), rules: join(folder, 'rules.yml') };
  await writeFile(files.bot, JSON.stringify({ ...bot, ...changes }));
  await writeFile(files.rules, JSON.stringify(rules));
  const ports = ['--aws-port', new URL(running.cloud.endpointUrl).port, '--slack-port', new URL(slack.url).port];
  const outcome = await run(['doctor', '--bot', files.bot, '--rules', files.rules, ...ports, ...flags]);
  expect(outcome.out + outcome.err).not.toContain('swordfish');
  return { ...outcome, lines: outcome.out.split('\n') };
}

const problemsIn = (lines: readonly string[]) => lines.filter((line) => line.startsWith('✗'));

/** As the deployed functions would have written it. */
async function record(entry: Partial<DiscoveryRecord> & Pick<DiscoveryRecord, 'provider' | 'scope'>): Promise<void> {
  const records = createDiscoveryRecords({
    table: createTable(createDynamoDbClient()),
    tableName: 'proton-bot-prod',
    random: systemRandom,
  });
  const before = await records.get(entry.provider, entry.scope);
  await records.put({ version: before?.version ?? 0, startedAtMs: Date.now(), throttles: 0, ...entry });
}

describe('what is in order', () => {
  test('is said in one line each, with the mode of every rule; the exit code is 0', async () => {
    const { exitCode, err, lines } = await examine({ scopes: [scope] });
    expect([problemsIn(lines), err, exitCode]).toEqual([[], '', 0]);
    expect(lines).toEqual(
      expect.arrayContaining([
        `✓ ${join(folder, 'bot.yml')}: valid`,
        `✓ ${join(folder, 'rules.yml')}: valid, 2 rules, all tests in it pass`,
        '· rule cancel-hanging: enforce (it acts)',
        '· rule on-paper: shadow (it records what it would do, and does nothing)',
        '✓ table proton-bot-prod: the bot is deployed; every build decides and acts',
        `✓ role of the scope staging: ${roleArn} can be assumed`,
        '✓ Amazon ECS in own: your credentials can list it; nothing is in progress',
        '✓ AWS CloudFormation in staging: your credentials can list it; nothing is in progress',
        '· deployed bot, Amazon ECS in own: it has not listed anything yet; that takes a minute or two after a deploy',
        '✓ SSM parameter /proton-bot/slack/bot-token: is there',
        '✓ Slack workspace: T0LOCAL01, as in bot.yml',
        `✓ Slack scopes: the token has ${scopes.join(', ')}`,
        '✓ Slack channel deploys: the bot knows C0DEPLOYS',
        '✓ Slack user group of platform: S0ONCALL1 has 1 member',
      ]),
    );
    // Nothing was changed, posted or started by it.
    expect(slack.workspace.messages('C0DEPLOYS')).toEqual([]);
    const calls = Object.keys(Object.assign({}, ...Object.values(running.cloud.calls())));
    expect(calls.filter((name) => /\.(?:Create|Update|Put|Delete|Stop|Cancel|Start|Send)(?!Table)/.test(name))).toEqual(
      [],
    );
  });

  test('is a list for programs, too', async () => {
    const { exitCode, out } = await examine({}, '--json');
    const findings: readonly Finding[] = JSON.parse(out);
    expect(exitCode).toBe(0);
    expect(findings).toContainEqual({
      verdict: 'good',
      about: 'Slack channel deploys',
      text: 'the bot knows C0DEPLOYS',
    });
  });
});

describe('a problem has its remedy, and the exit code is 1', () => {
  test('files that are invalid, with the place; nothing else is asked', async () => {
    const { exitCode, lines, err } = await examine({ routes: [{ channels: ['nowhere'] }] });
    expect(exitCode).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^✗ configuration: .*bot\.yml:\d+:\d+: .*nowhere.*Correct the file/);
    expect(err).toBe('1 of 1 findings are problems');
  });

  test('a file that is not there', async () => {
    const { exitCode, out } = await run(['doctor', '--bot', 'no-such.yml', '--rules', 'neither.yml']);
    expect(exitCode).toBe(1);
    expect(out).toBe(
      '✗ neither.yml: the file cannot be read. Name it with --rules or --bot.\n✗ no-such.yml: the file cannot be read. Name it with --rules or --bot.',
    );
  });

  test('a role that cannot be assumed; the own account is checked all the same', async () => {
    mayAssume = false;
    const { exitCode, lines } = await examine({ scopes: [scope] });
    expect(exitCode).toBe(1);
    expect(problemsIn(lines)).toEqual([
      expect.stringMatching(/^✗ role of the scope staging: .*role\/proton-bot-eu-west-1.*member-account\.yml/),
    ]);
    expect(lines).toContain('✓ Amazon ECS in own: your credentials can list it; nothing is in progress');
  });

  test('a back end that does not answer, with the calls that the bot needs', async () => {
    running.cloud.setFaults({ calls: [{ service: 'ecs', how: 'fail' }] });
    const { exitCode, lines } = await examine();
    expect(exitCode).toBe(1);
    expect(problemsIn(lines)).toEqual([
      expect.stringMatching(
        /^✗ Amazon ECS in own: .*\(.+\)\. The bot needs ecs:ListClusters, .*ecs:DescribeServiceDeployments/,
      ),
    ]);
  });

  test('channels and groups that Slack does not know, and another workspace', async () => {
    const { exitCode, lines } = await examine({
      slack: { teamId: 'T0ANOTHER' },
      channels: { deploys: 'C0GONE', platform: 'C0PLATFRM' },
      people: { platform: { userGroups: ['S0GONE'] } },
    });
    expect(exitCode).toBe(1);
    expect(problemsIn(lines)).toEqual([
      '✗ Slack workspace: the token is of T0LOCAL01. Set slack.teamId in bot.yml; it says T0ANOTHER.',
      '✗ Slack channel deploys: C0GONE cannot be used (channel_not_found). Correct its id in bot.yml; into a private channel, invite the bot.',
      '✗ Slack user group of platform: the members of S0GONE cannot be read (no_such_subteam). Correct its id in bot.yml.',
    ]);
  });

  test('parameters that are not there, with the command that creates them; Slack is not asked', async () => {
    const { exitCode, lines } = await examine({}, '--bot-token-parameter', '/elsewhere/token');
    expect(exitCode).toBe(1);
    expect(problemsIn(lines)).toEqual([
      '✗ SSM parameter /elsewhere/token: is not there. Create it: aws ssm put-parameter --type SecureString --name /elsewhere/token --value …',
    ]);
    expect(lines.filter((line) => line.includes('Slack '))).toEqual([]);
  });

  test('a token that Slack refuses', async () => {
    slack.faults.refuse('auth.test', { times: 1, error: 'token_revoked' });
    const { exitCode, lines } = await examine();
    expect(exitCode).toBe(1);
    expect(problemsIn(lines)).toEqual([
      expect.stringContaining('✗ Slack token: Slack refuses it (token_revoked). Install'),
    ]);
  });

  test('scopes that the token lacks, one a line', async () => {
    const whole = slack;
    slack = await slackWith(['commands', 'chat:write', 'usergroups:read']);
    try {
      const { exitCode, lines } = await examine();
      expect(exitCode).toBe(1);
      const remedy = 'the token does not have it. Add it under "OAuth & Permissions", and install the app again.';
      expect(problemsIn(lines)).toEqual([
        `✗ Slack scope chat:write.public: ${remedy}`,
        `✗ Slack scope im:write: ${remedy}`,
      ]);
    } finally {
      await slack.stop();
      slack = whole;
    }
  });

  test('a local cloud that does not run', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = String(typeof address === 'object' && address !== null ? address.port : 0);
    await new Promise((resolve) => server.close(resolve));
    const [bots, rulesFile] = ['bot.yml', 'rules.yml'].map((name) => join(projectDirectory, 'config', name));
    const files = ['--bot', String(bots), '--rules', String(rulesFile)];
    const { exitCode, out } = await run(['doctor', ...files, '--aws-port', port]);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/✗ table proton-bot-prod: cannot be read \(\w+\)\. Is the local cloud running/);
  });
});

describe('what the deployed bot has recorded', () => {
  test('counts for its own rights: a listing that works, that fails, that has stopped', async () => {
    await record({ provider: 'ecs', scope: 'own', lastSuccessAtMs: Date.now() - 30_000 });
    await record({ provider: 'cloudFormation', scope: 'own', lastSuccessAtMs: Date.now() - 3_600_000 });
    await record({ provider: 'ecs', scope: 'staging', failure: 'ListClusters: AccessDeniedException' });
    const { exitCode, lines } = await examine({ scopes: [scope] });
    expect(exitCode).toBe(1);
    expect(lines).toContainEqual(
      expect.stringMatching(/^✓ deployed bot, Amazon ECS in own: listed in full 3\d s ago$/),
    );
    expect(problemsIn(lines)).toEqual([
      expect.stringMatching(
        /^✗ deployed bot, AWS CloudFormation in own: last listed in full 36\d\d s ago\. See the alarms/,
      ),
      '✗ deployed bot, Amazon ECS in staging: its listing fails: ListClusters: AccessDeniedException. See why: npx proton-bot trail scope:staging',
    ]);
  });

  test('a role that only the deployed bot may assume is in order, if it does', async () => {
    mayAssume = false;
    for (const provider of ['ecs', 'cloudFormation']) {
      for (const place of ['own', 'staging']) {
        const records = { provider, scope: place, lastSuccessAtMs: Date.now() - 30_000 };
        await record(records);
      }
    }
    const { exitCode, lines } = await examine({ scopes: [scope] });
    expect([problemsIn(lines), exitCode]).toEqual([[], 0]);
    expect(lines).toContain(
      '✓ role of the scope staging: the deployed bot assumes it; your own credentials may not, which is right',
    );
  });

  test('rules that people have stopped are shown so', async () => {
    const storage = { table: createTable(createDynamoDbClient()), tableName: 'proton-bot-prod', random: systemRandom };
    const killSwitch = { id: 'k1', byUserId: 'U0CLEO001', reason: 'a release', sinceMs: Date.now() };
    await createControlsStore(storage).put({ ...noControls, killSwitch, buildInForce: '0123456789ab' });
    const { lines } = await examine();
    expect(lines).toEqual(
      expect.arrayContaining([
        '· rules: stopped by U0CLEO001 ("a release"): no rule acts until somebody lifts that',
        '· rule cancel-hanging: shadow now, enforce in the file (it records what it would do, and does nothing)',
        '✓ table proton-bot-prod: the bot is deployed; 0123456789ab decides and acts',
      ]),
    );
  });

  test('a table that is not there: the bot is about to be deployed', async () => {
    // Without a token, Slack itself is not asked.
    const { exitCode, lines } = await examine({}, '--table', 'not-yet', '--bot-token-parameter', '/elsewhere/token');
    expect(lines).toContain(
      '· table not-yet: is not there: the bot is not deployed yet, or its table has another name',
    );
    expect(lines.filter((line) => line.includes('deployed bot'))).toEqual([]);
    expect(lines).toContain('✓ Amazon ECS in own: your credentials can list it; nothing is in progress');
    expect(problemsIn(lines)).toEqual([expect.stringContaining('SSM parameter /elsewhere/token')]);
    expect(exitCode).toBe(1);
  });
});
