import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { GroupDefinition } from '@proton-bot/local-aws';
import { hasCli } from '../../packages/control-plane/test/support/aws-cli.ts';
import { statusOf } from '../../src/lib/model/statuses.ts';
import { codeDeployOperations } from '../../src/lib/providers/code-deploy/index.ts';
import { isReading } from '../../src/lib/providers/sdk-api.ts';
import { actionIds } from '../../src/lib/slack/action-ids.ts';
import type { Session } from '../../src/local/index.ts';
import { Packaged } from '../packaging/support/packaged.ts';
import { callsOf } from './support/call-counts.ts';
import { ask, ben, onCall } from './support/people.ts';
import { deadLetters, isQuiet } from './support/queues.ts';
import { projectDirectory, startTestSession, until } from './support/session.ts';
import { sweepUntil } from './support/sweeps.ts';
import { storedItems } from './support/table.ts';

/** The whole bot, deployed to the local cloud with CodeDeploy, and with the pipelines that deploy with it. */
const packageFolder = '.proton-bot/code-deploy-test-package';
let session: Session;

beforeAll(async () => {
  session = await startTestSession({
    botFile: 'test/e2e/support/code-deploy.yml',
    rulesFile: 'test/e2e/support/code-deploy-rules.yml',
    packageFolder,
    codeDeploy: { stepMs: 300, rollbackMs: 500 },
    codePipeline: { actionMs: 300 },
  });
});

afterAll(async () => {
  expect(deadLetters(session)).toBe(0);
  await session.stop();
});

let count = 0;
let group: GroupDefinition;
const nameOf = () => `${group.application}/${group.group}`;

function define(more: Partial<GroupDefinition> = {}): void {
  group = {
    application: 'shop',
    group: `fleet-${count}`,
    platform: 'Server',
    tags: { environment: 'prod-eu' },
    ...more,
  };
  session.cloud.codeDeploy.define(group);
}

beforeEach(() => {
  count += 1;
  define();
});

const script = (outcome: 'succeed' | 'fail' | 'hang') => session.cloud.codeDeploy.script(nameOf(), outcome);
const start = (options = {}) => session.cloud.codeDeploy.start(group.application, group.group, options);

function infoOf(deploymentId: string): Readonly<Record<string, unknown>> {
  const answer = session.cloud.codeDeploy.call('GetDeployment', { deploymentId });
  return JSON.parse(JSON.stringify(answer)).deploymentInfo;
}

/** Everything that was said of the group: messages and threads. */
const said = () =>
  session.slack.workspace
    .messages('deploys')
    .filter(({ blocks, text }) => JSON.stringify([blocks, text]).includes(nameOf()))
    .map(({ blocks, text }) => JSON.stringify([blocks, text]));
/** In a message, or in its thread. */
const isSaid = (text: string) =>
  session.slack.workspace
    .messages('deploys')
    .some(({ ts }) => JSON.stringify(session.slack.workspace.thread('deploys', ts)).includes(text));

const endsAs = (id: string, status: string) =>
  until(async () => {
    const items = await storedItems(session);
    const own = items.find(({ subject }) => subject.on === 'deployment' && subject.deployment.id === id);
    return isQuiet(session) && own !== undefined && statusOf(own.subject) === status;
  });

describe('CodeDeploy, deployed', () => {
  test('each function has the rights to what it calls', () => {
    const packaged = new Packaged(`${projectDirectory}/${packageFolder}`);
    const rightsOf = (functionName: string) => {
      const roleId = packaged.functions.find((candidate) => candidate.name === functionName)?.roleId ?? '';
      const actions = packaged.statementsOf(roleId).flatMap((statement) => statement.actions);
      return [...new Set(actions.filter((action) => /^(?:codedeploy|proton|scn):/.test(action)))].sort();
    };
    // CodeDeploy asks whoever creates a deployment for the rights to its revision, which the bot calls nothing for.
    const ofRevisions = ['codedeploy:GetApplicationRevision', 'codedeploy:RegisterApplicationRevision'];
    const all = [...codeDeployOperations.map((operation) => `codedeploy:${operation}`), ...ofRevisions].sort();
    expect(codeDeployOperations.filter((operation) => !isReading(operation))).toHaveLength(3);
    for (const functionName of ['observe', 'command']) expect(rightsOf(functionName)).toEqual(all);
    expect(rightsOf('discover')).toEqual([
      'codedeploy:BatchGetDeployments',
      'codedeploy:GetDeploymentGroup',
      'codedeploy:ListDeployments',
    ]);
    expect(['sweep', 'slack', 'notify'].flatMap(rightsOf)).toEqual([]);
  });

  test('what does not move is stopped by its rule, once, and rolled back; each of the two messages names the other', async () => {
    script('hang');
    const id = start();
    await until(() => infoOf(id)['status'] === 'Stopped');
    await endsAs(id, 'Stopped');
    const rollback = String(Object(infoOf(id)['rollbackInfo']).rollbackDeploymentId);
    await endsAs(rollback, 'Succeeded');
    expect(callsOf(session, 'codedeploy.StopDeployment')).toBe(1);
    await until(() => isSaid(`${rollback} rolls it back`) && isSaid(`It rolls back ${id}`));
  });

  test('what is ready waits, and is continued by a button; whoever may not is refused', async () => {
    define({ platform: 'ECS', readyWaitMinutes: 60 });
    const id = start();
    await until(() => infoOf(id)['status'] === 'Ready' && said().some((text) => text.includes(actionIds.continue)));
    expect(await ask(session, `/proton continue ${nameOf()}`, ben)).toContain('not');
    expect(infoOf(id)['status']).toBe('Ready');
    const message = session.slack.workspace
      .messages('deploys')
      .findLast(({ blocks }) => JSON.stringify(blocks).includes(nameOf()));
    const outcome = await session.slack.click(onCall, message?.ts ?? '', actionIds.continue);
    if (!outcome.ok) throw new Error(`Slack says: ${outcome.error}`);
    await until(() => infoOf(id)['status'] === 'Succeeded');
    await endsAs(id, 'Succeeded');
    expect(callsOf(session, 'codedeploy.ContinueDeployment')).toBe(1);
  });

  test('what a stack drives is left alone, and the thread says where it can be cancelled', async () => {
    const stops = callsOf(session, 'codedeploy.StopDeployment');
    script('hang');
    const externalId = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/checkout/1';
    const id = start({ creator: 'CloudFormation', externalId });
    await until(() => isSaid('cancel the update of the stack checkout'));
    expect(await ask(session, `/proton cancel ${nameOf()}`)).toContain('stack checkout');
    expect([infoOf(id)['status'], callsOf(session, 'codedeploy.StopDeployment')]).toEqual(['InProgress', stops]);
    script('succeed');
    await endsAs(id, 'Succeeded');
  });

  test('what has nothing to go back to is asked about, whatever the mode of the rule', async () => {
    define({ hasRevision: false });
    script('hang');
    const id = start();
    await until(async () => {
      const items = await storedItems(session);
      const own = items.find(({ subject }) => subject.on === 'deployment' && subject.deployment.id === id);
      return Object.values(own?.claims ?? {}).some(({ state }) => state === 'awaitingApproval') && isQuiet(session);
    });
    expect(infoOf(id)['status']).toBe('InProgress');
    script('succeed');
    await endsAs(id, 'Succeeded');
  });

  test('what no event told of is found by listing', async () => {
    session.cloud.setFaults({ events: [{ pattern: { source: ['aws.codedeploy'] }, drop: 1 }] });
    script('hang');
    const id = start();
    await sweepUntil(session, () => infoOf(id)['status'] === 'Stopped');
    session.cloud.setFaults({});
    await sweepUntil(session, async () => {
      const items = await storedItems(session);
      return isQuiet(session) && items.every(({ subject }) => statusOf(subject) !== 'InProgress');
    });
  });

  test('the deployment that a pipeline has begun is a part of the pipeline’s message', async () => {
    define({ tags: {} });
    script('hang');
    const id = start();
    const name = `release-${count}`;
    const action = { name: 'Deploy', category: 'Deploy', provider: 'CodeDeploy', externalExecutionId: id } as const;
    session.cloud.codePipeline.define({ name, stages: [{ name: 'Prod', actions: [action] }] });
    session.cloud.codePipeline.script(`pipeline/${name}`, 'hang');
    session.cloud.codePipeline.start(name);
    await until(async () => {
      const items = await storedItems(session);
      const part = items.find(({ subject }) => subject.on === 'deployment' && subject.deployment.id === id);
      return part?.partOf?.target.endsWith(`:${name}`) === true && isQuiet(session);
    });
    const message = session.slack.workspace.messages('deploys').findLast(({ text }) => text.includes(name));
    expect(JSON.stringify(message?.blocks)).toContain(nameOf());

    // Whoever cancels the pipeline cancels what hangs: a pipeline that is stopped waits for the actions that still run.
    expect(await ask(session, `/proton cancel codepipeline:${name}`)).toContain(nameOf());
    await until(() => infoOf(id)['status'] === 'Stopped');
    session.cloud.codePipeline.script(`pipeline/${name}`, 'fail');
    await endsAs(id, 'Stopped');
    expect(callsOf(session, 'codepipeline.StopPipelineExecution')).toBe(0);
    const executions = session.cloud.codePipeline.call('ListPipelineExecutions', { pipelineName: name });
    expect(JSON.parse(JSON.stringify(executions)).pipelineExecutionSummaries).not.toContainEqual(
      expect.objectContaining({ stopTrigger: expect.anything() }),
    );
  });
});

const testWithCli = hasCli() ? test : test.skip;

testWithCli('aws deploy wait sees a deployment that has succeeded, and one that has not', async () => {
  const aws = (...words: readonly string[]) =>
    promisify(execFile)(
      'aws',
      ['deploy', ...words, '--endpoint-url', session.awsUrl, '--region', 'eu-central-1', '--output', 'json'],
      {
        env: { ...process.env, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_PAGER: '' },
      },
    );
  define({ tags: {} });
  const place = ['--application-name', group.application, '--deployment-group-name', group.group];
  const revision = ['--s3-location', 'bucket=releases,key=shop.zip,bundleType=zip'];
  const deploy = async () =>
    String(JSON.parse((await aws('create-deployment', ...place, ...revision)).stdout).deploymentId);
  const good = await deploy();
  await until(() => infoOf(good)['status'] === 'Succeeded');
  expect((await aws('wait', 'deployment-successful', '--deployment-id', good)).stdout).toBe('');
  script('fail');
  const bad = await deploy();
  await until(() => infoOf(bad)['status'] === 'Failed');
  await expect(aws('wait', 'deployment-successful', '--deployment-id', bad)).rejects.toThrow(/terminal failure state/);
  const listed = JSON.parse((await aws('list-deployments', ...place, '--include-only-statuses', 'Failed')).stdout);
  expect(listed.deployments).toEqual([bad]);
  await expect(aws('stop-deployment', '--deployment-id', bad)).rejects.toThrow(/DeploymentAlreadyCompletedException/);
  await endsAs(bad, 'Failed');
});
