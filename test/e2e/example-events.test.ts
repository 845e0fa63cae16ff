import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ReplayReport, Session } from '../../src/local/index.ts';
import { samples } from '../support/example-events.ts';
import { logsOf, projectDirectory, startTestSession, until } from './support/session.ts';
import { storedItems } from './support/table.ts';

/** What waits for a person, so that the pipeline's execution stays under way. */
const approval = { name: 'Approve', category: 'Approval', provider: 'Manual' } as const;

/** The shipped samples through the deployed bot with every back end on, as examples/events/README.md says. */
let session: Session;
let reports: ReadonlyMap<string, ReplayReport>;

beforeAll(async () => {
  session = await startTestSession({
    botFile: 'examples/events/bot.yml',
    rulesFile: 'config/local/rules.yml',
    packageFolder: '.proton-bot/examples-test-package',
  });
  // Of the same name as in a sample, but in the bot's own account and Region.
  session.cloud.codePipeline.define({ name: 'myPipeline', stages: [{ name: 'Release', actions: [approval] }] });
  session.cloud.codePipeline.start('myPipeline');
  const program = [join(projectDirectory, 'bin/proton-bot.js'), 'replay', 'examples/events', '--json'];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...program, '--aws-port', new URL(session.awsUrl).port],
    { cwd: projectDirectory },
  );
  const list: readonly ReplayReport[] = JSON.parse(stdout);
  expect(list).toHaveLength(samples.size);
  reports = new Map([...samples.keys()].map((path, index) => [path, list[index] ?? fail(path)]));
});

afterAll(() => session.stop());

function fail(path: string): never {
  throw new Error(`no report of ${path}`);
}

test('every sample is answered: observed, or ignored with the reason', () => {
  for (const [path, { result, reason }] of reports) {
    expect([path, result]).toEqual([path, expect.stringMatching(/^(?:observed|ignored)$/)]);
    if (result === 'ignored') expect([path, reason]).toEqual([path, expect.stringMatching(/\w+ \w+/)]);
  }
  expect(logsOf(session).filter((line) => line.includes('"level":"ERROR"'))).toEqual([]);
});

test.each([
  'cloudformation/stack-create-complete.json',
  'cloudformation/stack-set-operation-queued.json',
  'code-deploy/deployment-succeeded.json',
  'code-pipeline/execution-started.json',
  'ecs/daemon-deployment-pending.json',
  'ecs/hook-awaiting-action.json',
  'ecs/service-deployment-in-progress.json',
  'git-sync/resource-sync-succeeded.json',
])('%s is of another account or Region: nobody is asked about it, and the reason says what to do', (path) => {
  const { result, reason } = reports.get(path) ?? fail(path);
  expect(result).toBe('ignored');
  expect(reason).toContain('is in none of the bot\'s scopes: add its account and Region to "scopes" in bot.yml');
  expect(logsOf(session).some((line) => line.includes('a hint is about what is not served'))).toBe(true);
});

test('a pipeline of the same name in the own account and Region is not taken for the one of the event', async () => {
  const own = 'arn:aws:codepipeline:eu-central-1:123456789012:myPipeline';
  // Its own events lead to it.
  await until(async () => (await storedItems(session)).some(({ key }) => key.target === own));
  const targets = (await storedItems(session)).map(({ key }) => key.target);
  expect([...new Set(targets)]).toEqual([own]);
});

test.each([
  ['proton/environment-delete-failed.json', 'observed', 'the provider does not know the target'],
  ['proton/service-template-published.json', 'ignored', 'a template is registered, not deployed'],
  ['git-sync/repository-sync-in-progress.json', 'ignored', 'no rule of the bus is for it'],
  ['other/alarm-state-change.json', 'ignored', 'no rule of the bus is for it'],
])('%s: %s, as %s', (path, result, reason) => {
  expect(reports.get(path)).toMatchObject({ result, reason });
});
