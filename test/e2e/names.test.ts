import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MANIFEST } from '../../packages/control-plane/test/support/bundles.ts';
import { ENVIRONMENT_SPEC, ROLE_ARN, type World } from '../../packages/control-plane/test/support/world.ts';
import { nameOf, statusOf } from '../../src/lib/model/statuses.ts';
import type { Session } from '../../src/local/index.ts';
import { run } from '../cli/support/run.ts';
import { type FleetInstance, installInstances, unhurried } from './support/fleet.ts';
import { ask, pressCancel } from './support/people.ts';
import { deadLetters, isQuiet } from './support/queues.ts';
import { hangUpdate } from './support/service.ts';
import { logsOf, startTestSession, until } from './support/session.ts';
import { expectEachToldOnce, itemsAtRest } from './support/told.ts';

/** Every character that a name may have; the first one is a digit, which is allowed, too. */
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-';

/** As long as a name may be. */
function longest(beginning: string): string {
  return `${beginning}${alphabet}${'-_'.repeat(50)}`.slice(0, 100);
}

/** Nobody but a person ends their deployments. */
const patient = [
  { service: longest(unhurried), instance: longest('') },
  { service: longest(unhurried), instance: longest('0').slice(0, 99) },
  // Words that mean something else to YAML, to JavaScript, or to the bot's own commands.
  { service: `${unhurried}--`, instance: 'true' },
  { service: `${unhurried}__`, instance: '1e3' },
  { service: `${unhurried}-constructor`, instance: 'constructor' },
  { service: `${unhurried}-status`, instance: 'pipeline' },
];

/** The bot cancels their deployments at the deadline. */
const hasty = [
  { service: longest('7'), instance: longest('x') },
  { service: 'hasOwnProperty', instance: 'toString' },
];
const environment = longest('prod');
const component = longest('c');

let session: Session;
let instances: readonly FleetInstance[];

beforeAll(async () => {
  session = await startTestSession();
  instances = installInstances(session, [...patient, ...hasty], (world) => prepare(world));
  for (const { service, instance } of instances.slice(0, patient.length)) hangUpdate(session, service, instance);
});

/** Of what has a deadline. Its functions are warm by then: on a busy machine, a cold one takes longer to look than the two seconds. */
function hangHasty(): void {
  for (const { service, instance } of instances.slice(patient.length)) hangUpdate(session, service, instance);
  const update = { deploymentType: 'CURRENT_VERSION' };
  session.controlPlane.script(`environment/${environment}`, 'hang');
  session.controlPlane.call('UpdateEnvironment', { name: environment, ...update, spec: ENVIRONMENT_SPEC });
  session.controlPlane.script(`component/${component}`, 'hang');
  session.controlPlane.call('UpdateComponent', {
    name: component,
    ...update,
    templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
  });
}

afterAll(async () => {
  await session.stop();
});

function prepare(world: World): void {
  const template = { templateName: 'network', templateMajorVersion: '1', spec: ENVIRONMENT_SPEC };
  world.call('CreateEnvironment', { name: environment, ...template, protonServiceRoleArn: ROLE_ARN });
  world.clock.settle();
  const files = { manifest: MANIFEST, templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }' };
  world.call('CreateComponent', { name: component, environmentName: 'prod', ...files });
}

function messageOf(name: string) {
  return session.slack.workspace.messages('deploys').find(({ text }) => text.includes(`\`${name}\``));
}

describe('targets whose names have every character that Proton allows, and as many as it allows', () => {
  test('are deployed, shown, asked about and cancelled by command and by button, each as what it is', async () => {
    const shown = instances.slice(0, patient.length);
    await until(() => shown.every(({ name }) => messageOf(name) !== undefined));
    for (const { name } of shown) expect(await ask(session, `/proton status ${name}`)).toContain(`\`${name}\``);
    for (const [index, { name }] of shown.entries()) {
      const isTyped = index % 2 === 0;
      const answer = isTyped
        ? ask(session, `/proton cancel ${name}`)
        : pressCancel(session, messageOf(name)?.ts ?? 'no message');
      expect(await answer).toContain(`\`${name}\`: The provider accepted the request.`);
    }
  });

  test('are cancelled at their deadline, for which a schedule is made', async () => {
    hangHasty();
    const names = [...instances.map(({ name }) => name), environment, component];
    const items = await itemsAtRest(session, names.length);
    expect(Object.fromEntries(items.map(({ subject }) => [nameOf(subject), statusOf(subject)]))).toEqual(
      Object.fromEntries(names.map((name) => [name, 'CANCELLED'])),
    );
    await expectEachToldOnce(session, 'C0DEPLOYS', items);
    const calls = Object.values(session.cloud.calls());
    const schedules = calls.reduce((sum, counts) => sum + (counts['scheduler.CreateSchedule'] ?? 0), 0);
    expect(schedules).toBeGreaterThanOrEqual(hasty.length + 2);
    expect(logsOf(session).filter((line) => line.includes('no schedule could be made'))).toEqual([]);
  });

  test('have a trail that the command line finds by name and by ARN', async () => {
    const port = new URL(session.awsUrl).port;
    const arn = 'arn:aws:proton:eu-central-1:123456789012';
    const [first] = patient;
    for (const target of [
      ...instances.map(({ name }) => name),
      environment,
      `component:${component}`,
      `${arn}:service/${first?.service}/service-instance/${first?.instance}`,
      `${arn}:component/${component}`,
    ]) {
      const { exitCode, out, err } = await run(['trail', target, '--aws-port', port]);
      expect([target, exitCode, err]).toEqual([target, 0, '']);
      expect(out).toContain('CANCELLED (was CANCELLING');
    }
  });
});

describe('a name that Proton does not allow', () => {
  const names = [`${longest('a')}b`, '-a', '_a', 'a.b', 'ä', 'a%2Fb', '..', '${a}', '😀'];

  test.each(names)('is refused by the control plane, and nothing that the bot knows: %s', async (name) => {
    expect(() => session.controlPlane.call('GetEnvironment', { name })).toThrow(/failed to satisfy constraint/);
    expect(await ask(session, `/proton status ${name}/${name}`)).toContain('Nothing named');
    expect(await ask(session, `/proton cancel ${name}`)).toContain(`Not done: \`cancel ${name}\``);
  });

  test('has left no error in the log, and no message given up', async () => {
    await until(() => isQuiet(session));
    expect(logsOf(session).filter((line) => line.includes('"level":"ERROR"'))).toEqual([]);
    expect(deadLetters(session)).toBe(0);
  });
});
