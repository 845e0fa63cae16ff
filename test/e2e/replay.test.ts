import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { EventDraft } from '@proton-bot/local-aws';
import {
  createEnvironment,
  createWorld,
  ENVIRONMENT_SPEC,
  REPOSITORY,
  ROLE_ARN,
  serviceSpec,
} from '../../packages/control-plane/test/support/world.ts';
import type { ReplayReport, Session } from '../../src/local/index.ts';
import { isQuiet } from './support/queues.ts';
import { logsOf, projectDirectory, startTestSession, until } from './support/session.ts';

const run = promisify(execFile);
const folder = join(projectDirectory, 'examples/events/proton');
let session: Session;

beforeEach(async () => {
  session = await startTestSession();
  installWhatTheyAreAbout();
});

afterEach(async () => {
  await session.stop();
});

/** What the published events tell of, as they tell it: a service being updated, and an environment that could not be deleted. */
function installWhatTheyAreAbout(): void {
  const world = createWorld({ accountId: '123456789012' });
  createEnvironment(world);
  world.call('UpdateAccountSettings', { pipelineServiceRoleArn: ROLE_ARN });
  const web = { name: 'your-service', templateName: 'web', templateMajorVersion: '1' };
  world.call('CreateService', { ...web, spec: serviceSpec(['api'], { pipeline: 'main' }), ...REPOSITORY });
  const network = { templateName: 'network', templateMajorVersion: '1', spec: ENVIRONMENT_SPEC };
  world.call('CreateEnvironment', { name: 'sample-environment', ...network, protonServiceRoleArn: ROLE_ARN });
  world.clock.settle();
  world.plane.script('environment/sample-environment', 'fail', { on: 'deletion' });
  world.call('DeleteEnvironment', { name: 'sample-environment' });
  world.clock.settle();
  world.plane.script('service/your-service/pipeline', 'hang');
  const pipeline = { spec: serviceSpec(['api'], { pipeline: 'main' }) };
  world.call('UpdateServicePipeline', { serviceName: 'your-service', deploymentType: 'CURRENT_VERSION', ...pipeline });
  // Nothing of all this goes over the bus: the bot hears of it from the published events alone.
  session.controlPlane.restore(world.plane.snapshot());
}

/** What the bot says of them: two are hints at something it knows rules for, and templates are not deployed. */
const pipeline = 'arn:aws:proton:eu-central-1:123456789012:service/your-service/pipeline';
const environment = 'arn:aws:proton:eu-central-1:123456789012:environment/sample-environment';
const cancelInShadow = [
  'cancel-stuck-pipelines (shadow): would fire: cancel: stuck for half a day (shadow mode: takes no action)',
  '✓ when: deployment.status == "IN_PROGRESS"',
  '✓ when: now - deployment.startedAt > duration("12h")',
];
const tellOfDeletion = [
  'tell-of-failed-deletions (enforce): fired: notify platform',
  '✓ when: deployment.status == "DELETE_FAILED"',
];
const ignored = { result: 'ignored', reason: 'a template is registered, not deployed' };
const updating = { result: 'observed', target: pipeline, status: 'IN_PROGRESS' };
const deleting = { result: 'observed', target: environment, status: 'DELETE_FAILED' };
const expected: Readonly<Record<string, { readonly report: object; readonly reasons: readonly string[] }>> = {
  'environment-delete-failed.json': { report: deleting, reasons: tellOfDeletion },
  'service-active.json': { report: updating, reasons: cancelInShadow },
  'service-template-published.json': { report: ignored, reasons: [] },
  'service-template-version-registration-failed.json': { report: ignored, reasons: [] },
  'service-update-in-progress.json': { report: updating, reasons: cancelInShadow },
};

/** What the program prints about this session. */
async function proton(...words: readonly string[]): Promise<string> {
  const program = join(projectDirectory, 'bin/proton-bot.js');
  const { stdout } = await run(process.execPath, [program, ...words, '--aws-port', new URL(session.awsUrl).port]);
  return stdout;
}

async function publishedFiles(): Promise<readonly string[]> {
  const files = (await readdir(folder)).sort();
  expect(files).toEqual(Object.keys(expected));
  return files.map((name) => join(folder, name));
}

describe('the events that AWS has published, verbatim', () => {
  test('go through proton-bot replay, which says what was decided and why', async () => {
    const files = await publishedFiles();
    const reports: readonly ReplayReport[] = JSON.parse(await proton('replay', ...files, '--json'));
    expect(reports).toMatchObject(Object.values(expected).map(({ report }) => report));
    for (const [index, { reasons }] of Object.values(expected).entries()) {
      const decisions = reports[index]?.decisions ?? [];
      expect(decisions).toHaveLength(reasons.length === 0 ? 0 : 1);
      expect(reasons.filter((reason) => decisions[0]?.includes(reason) !== true)).toEqual([]);
    }
  });

  test('go through bus, queue and handler bundle without it, and the trail says what was decided and why', async () => {
    const texts = await Promise.all((await publishedFiles()).map((file) => readFile(file, 'utf8')));
    const sent: readonly EventDraft[] = texts.map((text) => JSON.parse(text));
    session.cloud.resetCalls();
    session.cloud.putEvents(sent);
    await until(() => handled().length === sent.length && isQuiet(session));

    // What the function in the bundle logged, of each event once.
    const lines = handled().map(({ message, cause, target, status, reason }) =>
      [message, reason ?? `${cause} ${target} ${status}`].join(': '),
    );
    expect(lines.toSorted()).toEqual([
      `ignored an event: ${ignored.reason}`,
      `ignored an event: ${ignored.reason}`,
      `observed: event ${environment} DELETE_FAILED`,
      `observed: event ${pipeline} IN_PROGRESS`,
      `observed: event ${pipeline} IN_PROGRESS`,
    ]);
    // It has looked at the truth, and has not cancelled in shadow.
    const calls = session.cloud.calls()['proton-bot-prod-observe'] ?? {};
    expect(
      Object.keys(calls)
        .filter((name) => name.startsWith('proton.'))
        .sort(),
    ).toEqual(['proton.GetEnvironment', 'proton.GetService']);

    const trails = { [pipeline]: cancelInShadow, [environment]: tellOfDeletion };
    for (const [target, reasons] of Object.entries(trails)) {
      const trail = await proton('trail', target);
      expect(reasons.filter((reason) => !trail.includes(reason))).toEqual([]);
    }
  });

  test('but a malformed one comes back from the handler as a failure, its reason logged, its content not', async () => {
    const event = {
      source: 'aws.proton',
      'detail-type': 'AWS Proton Environment Status Change',
      detail: { name: '*secret*' },
    };
    const report = await session.replayer.replay(event);
    expect(report.result).toBe('malformed');
    await until(() => logsOf(session).some((line) => line.includes('is not the name of a resource')));
    expect(logsOf(session).join('\n')).not.toContain('*secret*');
  });
});

test('a web page that a developer visits cannot replay anything, nor schedule anything', async () => {
  const before = session.cloud.calls();
  const post = (path: string, headers: Record<string, string>) =>
    fetch(new URL(path, session.awsUrl), { method: 'POST', headers, body: '[{"source":"proton-bot.test"}]' });
  const plain = { 'content-type': 'text/plain' };
  for (const path of ['/_proton-bot/replay', '/schedules/nightly', '/_proton-bot/outcomes']) {
    for (const headers of [{ origin: 'https://attacker.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      expect((await post(path, { ...plain, ...headers })).status).toBe(403);
    }
  }
  // A browser that is too old to say where a request comes from.
  expect((await post('/_proton-bot/replay', plain)).status).toBe(415);
  expect(session.cloud.calls()['(outside)']).toEqual(before['(outside)']);
  expect((await post('/_proton-bot/replay', { 'content-type': 'application/json' })).status).toBe(200);
});

interface Handled {
  readonly message: string;
  readonly reason?: string;
  readonly cause?: string;
  readonly target?: string;
  readonly status?: string;
}

/** What `observe` said of the events it was handed. */
function handled(): readonly Handled[] {
  const lines = logsOf(session).filter((line) => line.startsWith('proton-bot-prod-observe {'));
  const said: readonly Handled[] = lines.map((line) => JSON.parse(line.slice(line.indexOf('{'))));
  return said.filter(({ message }) => message === 'observed' || message === 'ignored an event');
}
