import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type ControlPlane,
  type ControlPlaneState,
  createControlPlane,
  EXPECTED_DEPLOYMENT_HEADER,
  type ProtonEvent,
} from '@proton-bot/control-plane';
import { type RunningServer, startServer } from '../../../../packages/control-plane/test/support/server.ts';
import type { SubjectReference } from '../../../../src/lib/model/reference.ts';
import { statusOf } from '../../../../src/lib/model/statuses.ts';
import type { DeploymentFacts, Subject } from '../../../../src/lib/model/subject.ts';
import type { Provider } from '../../../../src/lib/ports.ts';
import {
  createProtonApi,
  createProtonProvider,
  expectedDeploymentHeader,
  parseProtonEvent,
  referenceOf,
} from '../../../../src/lib/providers/proton/index.ts';
import {
  prepareProtonFixtures,
  simulatedAccount,
  simulatedRegion,
  startMs,
  type TargetName,
  targetArns,
} from '../../../../src/simulation/index.ts';
import { VirtualClock } from '../../../../src/simulation/virtual-clock.ts';
import { readAttempt } from '../read-attempt.ts';

/** The provider over real clients and real HTTP, against the project's control plane. */
describe('the provider against the control plane', () => {
  const clock = new VirtualClock(startMs);
  const events: ProtonEvent[] = [];
  let state: ControlPlaneState;
  let plane: ControlPlane;
  let server: RunningServer;
  let provider: Provider;
  let count = 0;

  beforeAll(async () => {
    state = await prepareProtonFixtures({
      hash: 'none',
      document: { version: 1, hash: 'none', lists: {}, rules: [] },
      compiled: [],
    });
    plane = createControlPlane({
      clock,
      random: { uuid: () => `11111111-0000-4000-8000-${String((count += 1)).padStart(12, '0')}` },
      region: simulatedRegion,
      accountId: simulatedAccount,
      emit: (event) => events.push(event),
    });
    server = await startServer({ plane });
    provider = createProtonProvider(
      createProtonApi({ reading: server.client(simulatedAccount), acting: server.client(simulatedAccount) }),
    );
  });
  beforeEach(() => {
    plane.restore(state);
    events.length = 0;
  });
  afterAll(async () => {
    expect(server.faults).toEqual([]);
    await server.close();
  });

  function at(target: TargetName): SubjectReference {
    const reference = referenceOf(targetArns[target]);
    if (reference === undefined) throw new Error(`no reference leads to ${target}`);
    return reference;
  }

  async function read(target: TargetName): Promise<Subject> {
    const reading = await readAttempt(provider, at(target));
    if (reading === undefined) throw new Error(`${target} is not there`);
    return reading.subject;
  }

  async function deploymentOf(target: TargetName): Promise<DeploymentFacts> {
    const subject = await read(target);
    if (subject.on !== 'deployment') throw new Error('not a deployment');
    return subject.deployment;
  }

  /** Starts a deployment that hangs, and gives what the provider reads of it. */
  async function hanging(target: TargetName): Promise<Subject> {
    plane.script(targetArns[target], 'hang');
    const spec = 'proton: EnvironmentSpec\nspec:\n  size: large\n';
    const serviceSpec =
      'proton: ServiceSpec\npipeline:\n  branch: main\ninstances:\n  - name: api\n    environment: prod-eu\n    spec:\n      port: 80\n';
    const deploymentType = 'CURRENT_VERSION';
    const updates: Readonly<Record<TargetName, readonly [string, object]>> = {
      environment: ['UpdateEnvironment', { name: 'prod-eu', deploymentType, spec }],
      instance: ['UpdateServiceInstance', { serviceName: 'orders', name: 'api', deploymentType, spec: serviceSpec }],
      pipeline: ['UpdateServicePipeline', { serviceName: 'orders', deploymentType, spec: serviceSpec }],
      component: [
        'UpdateComponent',
        { name: 'cache', deploymentType, templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }' },
      ],
    };
    const [operation, input] = updates[target];
    plane.call(operation, input);
    return read(target);
  }

  const targets: readonly TargetName[] = ['environment', 'instance', 'pipeline', 'component'];

  test('both sides mean the same header', () => {
    expect(expectedDeploymentHeader).toBe(EXPECTED_DEPLOYMENT_HEADER);
  });

  test.each(targets)('%s: a typed ARN leads to it, and what is read names it so', async (target) => {
    const facts = await deploymentOf(target);
    expect(facts).toMatchObject({ target: targetArns[target], status: 'SUCCEEDED', account: simulatedAccount });
    expect(facts.id).not.toBe('');
    expect(facts.startedAtMs).toBeLessThan(startMs);
    const [candidate] = provider.candidates(facts.target);
    expect(candidate).toEqual(at(target));
  });

  test.each(targets)('%s: cancelled while it is in progress; the end is in the history', async (target) => {
    const subject = await hanging(target);
    if (subject.on !== 'deployment') throw new Error('not a deployment');
    expect(subject.deployment).toMatchObject({ status: 'IN_PROGRESS', operation: 'update' });

    const result = await provider.perform('cancel', subject);
    expect(result).toMatchObject({ result: 'accepted' });
    const answered = result.result === 'accepted' ? result.observation?.subject : undefined;
    expect(answered).toMatchObject({ deployment: { status: 'CANCELLING', id: subject.deployment.id } });

    while (clock.step(clock.now() + 600_000));
    expect(statusOf(await read(target))).toBe('CANCELLED');
    expect(await provider.observeAttempt(subject.deployment)).toMatchObject({
      subject: { deployment: { id: subject.deployment.id, status: 'CANCELLED', phase: 'cancelled', cause: 'asked' } },
      statusMessage: 'User initiated cancellation.',
    });
  });

  test('a cancel that is meant for another deployment is refused, and nothing is touched', async () => {
    const subject = await hanging('instance');
    if (subject.on !== 'deployment') throw new Error('not a deployment');
    const other = {
      on: 'deployment',
      deployment: { ...subject.deployment, id: 'e9d8b51c-0000-4000-8000-000000000000' },
    } as const;
    expect(await provider.perform('cancel', other)).toEqual({
      result: 'refused',
      conflict: true,
      error: 'ConflictException',
    });
    expect(statusOf(await read('instance'))).toBe('IN_PROGRESS');
    plane.script(targetArns.instance, 'succeed');
    expect(await provider.perform('cancel', subject)).toMatchObject({ result: 'refused', conflict: true });
  });

  test('a create cannot be cancelled (A15)', async () => {
    const name = 'brand-new_ENV';
    plane.script(`environment/${name}`, 'hang');
    const role = `arn:aws:iam::${simulatedAccount}:role/proton`;
    plane.call('CreateEnvironment', {
      name,
      templateName: 'fargate',
      templateMajorVersion: '1',
      spec: 'proton: EnvironmentSpec\nspec:\n  size: small\n',
      protonServiceRoleArn: role,
    });
    const [reference] = provider.candidates(name);
    const reading = reference && (await readAttempt(provider, reference));
    expect(reading?.subject).toMatchObject({ deployment: { operation: 'create', status: 'IN_PROGRESS' } });
    if (!reading) throw new Error('it is not there');
    expect(await provider.perform('cancel', reading.subject)).toMatchObject({ result: 'refused', conflict: true });
  });

  test('what does not exist is not there', async () => {
    for (const typed of ['nothing-here', 'orders/nothing', 'pipeline:nothing', 'component:nothing']) {
      for (const reference of provider.candidates(typed))
        expect(await readAttempt(provider, reference)).toBeUndefined();
    }
    const id = '00000000-0000-4000-8000-00000000dead';
    expect(await readAttempt(provider, { on: 'connection', provider: 'proton', id })).toBeUndefined();
    expect(await readAttempt(provider, { on: 'deploymentId', provider: 'proton', id })).toBeUndefined();
  });

  test('a deployment’s id leads to its target', async () => {
    const facts = await deploymentOf('pipeline');
    const reading = await readAttempt(provider, { on: 'deploymentId', provider: 'proton', id: facts.id });
    expect(reading?.subject).toEqual({ on: 'deployment', deployment: facts });
  });

  test('a connection is found while it is pending, and accepted', async () => {
    const environmentAccount = '111122223333';
    const created = plane.call(
      'CreateEnvironmentAccountConnection',
      {
        environmentName: 'prod-eu',
        managementAccountId: simulatedAccount,
        roleArn: `arn:aws:iam::${environmentAccount}:role/r`,
      },
      { accountId: environmentAccount },
    );
    expect(created).toHaveProperty('environmentAccountConnection.id');
    const found: SubjectReference[] = [];
    for await (const { references } of provider.discover({ on: 'connection' })) found.push(...references);
    expect(found).toHaveLength(1);
    const [reference] = found;
    const reading = reference && (await readAttempt(provider, reference));
    if (reading?.subject.on !== 'connection') throw new Error('no connection was read');
    expect(reading.subject.connection).toMatchObject({ status: 'PENDING', environmentAccountId: environmentAccount });
    expect(reading.subject.connection.target).toBe(reference?.target);
    expect(await provider.perform('accept', reading.subject)).toMatchObject({
      result: 'accepted',
      observation: { subject: { connection: { status: 'CONNECTED' } } },
    });
    for await (const { references } of provider.discover({ on: 'connection' })) expect(references).toEqual([]);
  });

  test('what is under way is discovered, all four kinds of it', async () => {
    for (const target of targets) await hanging(target);
    const found: (string | undefined)[] = [];
    for await (const { references } of provider.discover({ on: 'deployment' })) {
      found.push(...references.map(({ target }) => target));
    }
    expect(found).toEqual(expect.arrayContaining(targets.map((target) => targetArns[target])));
  });

  test('every event that was emitted leads to something that can be read, or says that it is nothing to watch', async () => {
    for (const target of targets) await provider.perform('cancel', await hanging(target));
    while (clock.step(clock.now() + 600_000));
    expect(new Set(events.map((event) => event['detail-type'])).size).toBe(5);
    const unread: string[] = [];
    for (const event of events) {
      const parsed = parseProtonEvent(event);
      if (parsed.kind !== 'hint') continue;
      const reading = await readAttempt(provider, parsed.reference);
      if (reading === undefined) unread.push(event['detail-type']);
    }
    expect(unread).toEqual([]);
  });
});
