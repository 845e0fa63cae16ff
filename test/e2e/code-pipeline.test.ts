import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ActionType } from '../../src/lib/model/claim.ts';
import { statusOf } from '../../src/lib/model/statuses.ts';
import { codePipelineOperations } from '../../src/lib/providers/code-pipeline/index.ts';
import { isReading } from '../../src/lib/providers/sdk-api.ts';
import { actionIds } from '../../src/lib/slack/action-ids.ts';
import type { Session } from '../../src/local/index.ts';
import { orders } from '../lib/providers/code-pipeline/in-process.ts';
import { Packaged } from '../packaging/support/packaged.ts';
import { callsOf } from './support/call-counts.ts';
import { ask, onCall } from './support/people.ts';
import { deadLetters, isQuiet } from './support/queues.ts';
import { projectDirectory, startTestSession, until } from './support/session.ts';
import { sweepUntil } from './support/sweeps.ts';
import { storedItems } from './support/table.ts';

/** The whole bot, deployed to the local cloud with CodePipeline as its only back end. */
const packageFolder = '.proton-bot/code-pipeline-test-package';
let session: Session;

beforeAll(async () => {
  session = await startTestSession({
    botFile: 'test/e2e/support/code-pipeline.yml',
    rulesFile: 'test/e2e/support/code-pipeline-rules.yml',
    packageFolder,
    codePipeline: { actionMs: 300, hangingEndsAfterStopMs: 500 },
  });
});

afterAll(async () => {
  expect(deadLetters(session)).toBe(0);
  await session.stop();
});

let name = '';
let count = 0;
beforeEach(() => {
  count += 1;
  name = `orders-${count}`;
  session.cloud.codePipeline.define({ ...orders, name });
});

const script = (where: string, outcome: 'succeed' | 'fail' | 'hang') =>
  session.cloud.codePipeline.script(`pipeline/${name}/${where}`, outcome, 'no such image');

function executions(): readonly { pipelineExecutionId: string; status: string; stopTrigger?: { reason: string } }[] {
  const answer = session.cloud.codePipeline.call('ListPipelineExecutions', { pipelineName: name });
  return JSON.parse(JSON.stringify(answer)).pipelineExecutionSummaries;
}

const message = () => session.slack.workspace.messages('deploys').findLast(({ text }) => text.includes(`\`${name}\``));
const shows = (text: string) => JSON.stringify(message()?.blocks ?? []).includes(text);

async function press(action: ActionType): Promise<void> {
  const outcome = await session.slack.click(onCall, message()?.ts ?? '', actionIds[action]);
  if (!outcome.ok) throw new Error(`Slack says: ${outcome.error}`);
}

const endsAs = (status: string) =>
  until(async () => {
    const items = (await storedItems(session)).filter(({ key }) => key.target.endsWith(`:${name}`));
    return isQuiet(session) && items.some(({ subject }) => statusOf(subject) === status);
  });

describe('CodePipeline, deployed', () => {
  test('each function has the rights to what it calls, and no other back end is there', () => {
    const packaged = new Packaged(`${projectDirectory}/${packageFolder}`);
    const rightsOf = (functionName: string) => {
      const roleId = packaged.functions.find((candidate) => candidate.name === functionName)?.roleId ?? '';
      const actions = packaged.statementsOf(roleId).flatMap((statement) => statement.actions);
      return actions.filter((action) => /^(?:codepipeline|proton|scn):/.test(action)).sort();
    };
    const all = codePipelineOperations.map((operation) => `codepipeline:${operation}`);
    const acting = codePipelineOperations.filter((operation) => !isReading(operation));
    expect(acting).toHaveLength(5);
    for (const functionName of ['observe', 'command']) {
      expect(rightsOf(functionName)).toEqual(all.filter((right) => right !== 'codepipeline:ListPipelines').sort());
    }
    expect(rightsOf('discover')).toEqual([
      'codepipeline:GetPipeline',
      'codepipeline:ListPipelineExecutions',
      'codepipeline:ListPipelines',
    ]);
    expect(['sweep', 'slack', 'notify'].flatMap(rightsOf)).toEqual([]);
    for (const { code } of packaged.functions) expect(code).not.toMatch(/AwsProton20200720|GalaxyPublicAPIGateway/);
  });

  test('what does not move is stopped by its rule, once, with the rule’s name as the reason, and told', async () => {
    script('Staging/Deploy', 'hang');
    session.cloud.codePipeline.start(name);
    await until(() => executions()[0]?.status === 'Stopped');
    await endsAs('Stopped');
    expect(executions()[0]?.stopTrigger?.reason).toBe(
      'proton-bot, rule stop-what-does-not-move: nothing moved for three seconds',
    );
    expect(callsOf(session, 'codepipeline.StopPipelineExecution')).toBe(1);
    await until(() => shows('Stopped'));
  });

  test('what waits for an approval is left alone, and approved by a button; the next approval is another one', async () => {
    const [source, , production] = orders.stages;
    const second = { ...production, name: 'America' };
    session.cloud.codePipeline.define({ ...orders, name, stages: [source, production, second] });
    session.cloud.codePipeline.start(name);
    await until(() => shows('waits for the approval Production/Approve'));
    await press('continue');
    await until(() => shows('waits for the approval America/Approve'));
    await press('continue');
    await until(() => executions()[0]?.status === 'Succeeded');
    await endsAs('Succeeded');
    expect(callsOf(session, 'codepipeline.PutApprovalResult')).toBe(2);
  });

  test('an approval is turned down by a command, and whoever may not is refused', async () => {
    session.cloud.codePipeline.start(name);
    await until(() => shows('waits for the approval Production/Approve'));
    expect(await ask(session, `/proton turn-down ${name}`, 'U0BEN0001')).toContain('not');
    expect(executions()[0]?.status).toBe('InProgress');
    await ask(session, `/proton turn-down codepipeline:${name}`);
    await until(() => executions()[0]?.status === 'Failed');
    await endsAs('Failed');
  });

  test('what failed is retried by a button, as a new run of the same execution; or rolled back', async () => {
    session.cloud.codePipeline.define({ ...orders, name, stages: orders.stages.slice(0, 2) });
    session.cloud.codePipeline.start(name);
    await until(() => executions()[0]?.status === 'Succeeded');
    await endsAs('Succeeded');
    script('Staging/Deploy', 'fail');
    session.cloud.codePipeline.start(name);
    await until(() => shows('no such image'));
    await press('retry');
    await until(async () => {
      const items = (await storedItems(session)).filter(({ key }) => key.target.endsWith(`:${name}`));
      return items.some(({ key }) => key.attempt.includes('#002#')) && isQuiet(session);
    });
    await until(() => executions()[0]?.status === 'Failed' && shows('no such image') && isQuiet(session));
    script('Staging/Deploy', 'succeed');
    await press('rollback');
    await until(() => executions().length === 3 && executions()[0]?.status === 'Succeeded');
    expect(callsOf(session, 'codepipeline.RollbackStage')).toBe(1);
    expect(callsOf(session, 'codepipeline.RetryStageExecution')).toBe(1);
  });

  test('what no event told of is found by listing', async () => {
    session.cloud.setFaults({ events: [{ pattern: { source: ['aws.codepipeline'] }, drop: 1 }] });
    script('Source/Checkout', 'hang');
    session.cloud.codePipeline.start(name);
    await sweepUntil(session, () => executions()[0]?.status === 'Stopped');
    session.cloud.setFaults({});
    expect(callsOf(session, 'codepipeline.ListPipelines')).toBeGreaterThan(0);
  });
});
