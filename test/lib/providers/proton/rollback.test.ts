import {
  type DeploymentState,
  GetComponentCommand,
  GetDeploymentCommand,
  GetEnvironmentCommand,
  GetEnvironmentTemplateVersionCommand,
  GetServiceCommand,
  GetServiceInstanceCommand,
  GetServiceTemplateVersionCommand,
  ProtonClient,
  type ServiceInstanceState,
} from '@aws-sdk/client-proton';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { Availability } from '../../../../src/lib/model/observation.ts';
import { createProtonApi, createProtonProvider } from '../../../../src/lib/providers/proton/index.ts';
import { clientError } from '../stand-in-api.ts';

const options = { region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
const readingClient = new ProtonClient(options);
/** The client that acts, apart: what it is asked is what changes something. */
const actingClient = new ProtonClient({ ...options, maxAttempts: 1 });
const [reading, acting] = [mockClient(readingClient), mockClient(actingClient)];
const api = createProtonApi({ reading: readingClient, acting: actingClient });
const provider = createProtonProvider(api, { redeploy: true });

const prefix = 'arn:aws:proton:us-east-1:123456789012';
const [goodId, failedId] = ['good-0000', 'failed-0000'];
const [startedAt, succeededAt] = [new Date('2026-11-21T09:00:00Z'), new Date('2026-11-20T09:00:00Z')];
const version = { templateName: 'web', templateMajorVersion: '1', templateMinorVersion: '4' };
const secret = 'password: "hunter2"';
const common = {
  createdAt: succeededAt,
  deploymentStatus: 'FAILED' as const,
  lastDeploymentAttemptedAt: startedAt,
  lastDeploymentSucceededAt: succeededAt,
  lastAttemptedDeploymentId: failedId,
  lastSucceededDeploymentId: goodId,
  environmentName: 'prod-eu',
};

type Kind = 'environment' | 'serviceInstance' | 'servicePipeline' | 'component';
const targets = {
  environment: { arn: `${prefix}:environment/prod-eu`, name: 'prod-eu' },
  serviceInstance: { arn: `${prefix}:service/orders/service-instance/api`, name: 'orders/api' },
  servicePipeline: { arn: `${prefix}:service/orders/pipeline`, name: 'orders' },
  component: { arn: `${prefix}:component/cache`, name: 'cache' },
} as const;
const good = { ...version, spec: secret };
const file = { templateFile: `Resources: {} # ${secret}` };

/** How a test's answers differ from the usual ones. */
interface Different {
  readonly resource?: object;
  /** What the deployment that succeeded last deployed, and what else is said of it. */
  readonly good?: object;
  readonly deployment?: object;
  /** What the newest one was to deploy. */
  readonly failed?: object;
}

const stateOf = (kind: Kind, state: object): DeploymentState => Object({ [kind]: state });

/** What Proton answers about a target whose newest deployment has failed. */
function answer(kind: Kind, different: Different = {}): void {
  const { arn, name } = targets[kind];
  const { resource: other = {}, good: otherGood = {}, deployment = {}, failed = {} } = different;
  const resource = { ...common, ...(kind === 'component' ? {} : version), arn, ...other };
  const [usual, usualFailed] =
    kind === 'component' ? [file, { templateFile: 'other' }] : [good, { ...good, spec: 'b' }];
  const of = { ...common, arn: '', lastModifiedAt: startedAt, targetArn: arn, targetResourceCreatedAt: succeededAt };
  const about = { ...of, targetResourceType: 'ENVIRONMENT' as const };
  reading.on(GetDeploymentCommand, { id: goodId }).resolves({
    deployment: {
      ...about,
      id: goodId,
      deploymentStatus: 'SUCCEEDED',
      targetState: stateOf(kind, { ...usual, ...otherGood }),
      ...deployment,
    },
  });
  reading.on(GetDeploymentCommand, { id: failedId }).resolves({
    deployment: { ...about, id: failedId, targetState: stateOf(kind, { ...usualFailed, ...failed }) },
  });
  const named = { ...version, ...resource, name };
  reading.on(GetEnvironmentCommand).resolves({ environment: named });
  const instance = { ...named, name: 'api', serviceName: 'orders' };
  reading.on(GetServiceInstanceCommand).resolves({ serviceInstance: instance });
  const service = { arn: `${prefix}:service/orders`, name, createdAt: startedAt, lastModifiedAt: startedAt };
  const described = { ...service, templateName: 'web', spec: secret, status: 'ACTIVE' as const };
  reading.on(GetServiceCommand).resolves({ service: { ...described, pipeline: { ...version, ...resource } } });
  const { templateName: _, ...component } = { ...named, lastModifiedAt: startedAt };
  reading.on(GetComponentCommand).resolves({ component });
  reading.on(GetEnvironmentTemplateVersionCommand).resolves({});
  reading.on(GetServiceTemplateVersionCommand).resolves({});
}

async function read(kind: Kind, by = provider) {
  const { arn: target, name } = targets[kind];
  const state = await by.observe({ on: 'deployment', provider: 'proton', kind, name, target });
  const [attempt] = state?.attempts ?? [];
  if (attempt === undefined) throw new Error('nothing is shown');
  return attempt;
}

const offered = async (kind: Kind): Promise<Availability | undefined> => (await read(kind)).details.actions.rollback;
const inputs = () => acting.calls().map(({ args: [command] }) => [command.constructor.name, command.input]);

beforeEach(() => {
  reading.reset();
  acting.reset();
});

const token = expect.stringMatching(/^[0-9a-f]{64}$/);
const redeploy = { deploymentType: 'CURRENT_VERSION', spec: secret };

describe('what goes out', () => {
  test.each([
    ['environment', 'UpdateEnvironmentCommand', { name: 'prod-eu', ...redeploy }],
    [
      'serviceInstance',
      'UpdateServiceInstanceCommand',
      { serviceName: 'orders', name: 'api', ...redeploy, clientToken: token },
    ],
    ['servicePipeline', 'UpdateServicePipelineCommand', { serviceName: 'orders', ...redeploy }],
    [
      'component',
      'UpdateComponentCommand',
      { name: 'cache', deploymentType: 'CURRENT_VERSION', ...file, clientToken: token },
    ],
  ] as const)('the last good version of a %s, in one call by the acting client', async (kind, command, input) => {
    answer(kind);
    acting.resolves({});
    const { subject, details } = await read(kind);
    expect(details.actions).toEqual({ rollback: { available: true, about: goodId } });
    expect(await provider.perform('rollback', subject, goodId)).toEqual({ result: 'accepted' });
    expect(inputs()).toEqual([[command, input]]);
  });

  test('what was cancelled can be rolled back, too', async () => {
    answer('environment', { resource: { deploymentStatus: 'CANCELLED' } });
    expect(await offered('environment')).toEqual({ available: true, about: goodId });
  });

  test.each([
    ['1', '4', { deploymentType: 'CURRENT_VERSION' }],
    ['1', '5', { deploymentType: 'MINOR_VERSION', templateMajorVersion: '1', templateMinorVersion: '4' }],
    ['0', '9', { deploymentType: 'MAJOR_VERSION', templateMajorVersion: '1', templateMinorVersion: '4' }],
  ])('from the version %s.%s that it shows, with the deployment type that this takes', async (major, minor, type) => {
    answer('environment', { resource: { templateMajorVersion: major, templateMinorVersion: minor } });
    acting.resolves({});
    await provider.perform('rollback', (await read('environment')).subject, goodId);
    expect(inputs()).toEqual([['UpdateEnvironmentCommand', { name: 'prod-eu', spec: secret, ...type }]]);
  });

  const attached = { serviceName: 'orders', serviceInstanceName: 'api' };
  const withSpec = { ...attached, serviceSpec: secret };
  test.each([
    ['stays detached', {}, {}, {}],
    ['is detached', {}, attached, { serviceName: '', serviceInstanceName: '' }],
    ['is attached again', withSpec, {}, withSpec],
    ['stays attached, with its spec', withSpec, attached, { serviceSpec: secret }],
  ])('a component %s', async (_how, goodState, resource, more) => {
    answer('component', { good: goodState, resource });
    acting.resolves({});
    await provider.perform('rollback', (await read('component')).subject, goodId);
    const update = { name: 'cache', deploymentType: 'CURRENT_VERSION', ...file, clientToken: token };
    expect(inputs()).toEqual([['UpdateComponentCommand', { ...update, ...more }]]);
  });

  test('a repeated call has the same token; after another failure it is another call', async () => {
    answer('serviceInstance');
    acting.resolves({});
    for (const resource of [{}, {}, { lastAttemptedDeploymentId: 'failed-0001' }]) {
      answer('serviceInstance', { resource });
      reading.on(GetDeploymentCommand, { id: 'failed-0001' }).resolves({});
      await provider.perform('rollback', (await read('serviceInstance')).subject, goodId);
    }
    const [first, second, third] = acting.calls().map(({ args: [command] }) => Object(command.input).clientToken);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  test('nothing, if what people saw is not what the last read shows, or nothing was read', async () => {
    answer('environment');
    const { subject } = await read('environment');
    for (const about of ['another', undefined]) {
      expect(await provider.perform('rollback', subject, about)).toMatchObject({ result: 'refused', conflict: true });
    }
    const copy = structuredClone(subject);
    expect(await provider.perform('rollback', copy, goodId)).toMatchObject({ result: 'refused', error: 'NotShown' });
    expect(acting.calls()).toEqual([]);
  });
});

describe('what is not offered, and why', () => {
  const later = { ...version, templateMajorVersion: '2' };
  test.each<[string, Kind, Different, RegExp]>([
    ['a deletion', 'environment', { resource: { deploymentStatus: 'DELETE_FAILED' } }, /takes a deletion back/],
    [
      'no success',
      'environment',
      { resource: { lastSucceededDeploymentId: undefined, lastDeploymentSucceededAt: undefined } },
      /no deployment of it has succeeded/,
    ],
    ['no id', 'environment', { resource: { lastSucceededDeploymentId: undefined } }, /does not say which/],
    ['no newest', 'environment', { resource: { lastAttemptedDeploymentId: undefined } }, /which.*is the newest/],
    ['this one', 'environment', { resource: { lastSucceededDeploymentId: failedId } }, /is what is deployed/],
    ['deleted since', 'environment', { deployment: { deploymentStatus: 'DELETE_COMPLETE' } }, /was a deletion/],
    ['another target', 'environment', { deployment: { targetArn: `${prefix}:environment/x` } }, /does not show what/],
    ['no state', 'servicePipeline', { deployment: { targetState: undefined } }, /does not show what/],
    ['no spec', 'serviceInstance', { good: { spec: undefined } }, /version and the spec/],
    ['no version', 'servicePipeline', { good: { templateMinorVersion: undefined } }, /version and the spec/],
    ['no file', 'component', { good: { templateFile: undefined } }, /does not show the file/],
    ['the same', 'serviceInstance', { failed: { spec: secret } }, /same would be deployed again/],
    ['the same file', 'component', { failed: file }, /same would be deployed again/],
    ['a lower major', 'environment', { resource: later }, /cannot go back to the earlier major version 1/],
    ['no current major', 'environment', { resource: { templateMajorVersion: undefined } }, /earlier major version 1/],
    ['another template', 'serviceInstance', { resource: { templateName: 'other' } }, /another template/],
    [
      'attached elsewhere',
      'component',
      {
        good: { serviceName: 'orders', serviceInstanceName: 'api' },
        resource: { serviceName: 'orders', serviceInstanceName: 'worker' },
      },
      /detach it first/,
    ],
  ])('%s', async (_name, kind, different, reason) => {
    answer(kind, different);
    const availability = await offered(kind);
    expect(availability).toMatchObject({ available: false, reason: expect.stringMatching(reason) });
    expect(await provider.perform('rollback', (await read(kind)).subject, goodId)).toMatchObject({ result: 'refused' });
    expect(acting.calls()).toEqual([]);
  });

  test.each([
    ['the deployment', GetDeploymentCommand, /has its last successful deployment no more/],
    ['the version', GetEnvironmentTemplateVersionCommand, /web 1.4 does not exist any more/],
  ])('%s is gone', async (_name, command, reason) => {
    answer('environment');
    const missing = clientError('ResourceNotFoundException', 400);
    if (command === GetDeploymentCommand) reading.on(GetDeploymentCommand, { id: goodId }).rejects(missing);
    else reading.on(GetEnvironmentTemplateVersionCommand).rejects(missing);
    expect(await offered('environment')).toMatchObject({ available: false, reason: expect.stringMatching(reason) });
  });

  // The rights to it are a choice of each account: whoever lacks them still sees what failed.
  test.each(['environment', 'serviceInstance'] as const)(
    '%s: a role without the right to ask for versions',
    async (kind) => {
      answer(kind);
      const denied = clientError('AccessDeniedException', 400);
      reading.on(GetEnvironmentTemplateVersionCommand).rejects(denied);
      reading.on(GetServiceTemplateVersionCommand).rejects(denied);
      expect((await read(kind)).subject).toMatchObject({ deployment: { status: 'FAILED' } });
      expect(await offered(kind)).toMatchObject({
        available: false,
        reason: expect.stringMatching(/may not call proton:Get\w+TemplateVersion: give it the rights of "redeploy"/),
      });
    },
  );

  test('without the right to it: bot.yml has it off, and nothing more is asked', async () => {
    answer('environment');
    const { details } = await read('environment', createProtonProvider(api));
    expect(details.actions).toEqual({
      rollback: { available: false, reason: expect.stringContaining('providers.proton.redeploy in bot.yml') },
    });
    expect(reading.calls()).toHaveLength(1);
  });

  test.each(['SUCCEEDED', 'IN_PROGRESS', 'CANCELLING', 'DELETE_IN_PROGRESS', 'A_WORD_OF_TOMORROW'])(
    'while it is %s nothing is said of it, and nothing more is asked',
    async (deploymentStatus) => {
      answer('environment', { resource: { deploymentStatus } });
      expect(await offered('environment')).toBeUndefined();
      expect(reading.calls()).toHaveLength(1);
    },
  );
});

test.each([
  ['ThrottlingException', 400, 'ThrottlingException'],
  ['AccessDeniedException', 400, 'ProtonUnavailable'],
  ['InternalServerException', 500, 'ProtonUnavailable'],
  ['TimeoutError', undefined, 'ProtonUnavailable'],
])('a history that answers %s is not taken for "not possible": the look is made again', async (name, status, told) => {
  answer('environment');
  reading.on(GetDeploymentCommand, { id: goodId }).rejects(clientError(name, status));
  await expect(read('environment')).rejects.toMatchObject({ name: told });
});

const kinds = ['environment', 'serviceInstance', 'servicePipeline', 'component'] as const;
const refused = { result: 'refused', conflict: false };
const conflict = { result: 'refused', conflict: true };

describe('what comes back', () => {
  // Every error that the API model declares for the four operations, and what is not declared.
  test.each([
    ['ValidationException', 400, refused],
    ['AccessDeniedException', 400, refused],
    ['ServiceQuotaExceededException', 400, refused],
    ['ThrottlingException', 400, { result: 'throttled' }],
    ['ResourceNotFoundException', 400, conflict],
    ['ConflictException', 400, conflict],
    ['InternalServerException', 500, { result: 'unknown' }],
    ['UnknownOperationException', 400, refused],
    ['ServiceUnavailable', 503, { result: 'unknown' }],
    ['RequestTimeout', 408, { result: 'unknown' }],
    ['TimeoutError', undefined, { result: 'unknown' }],
  ])('%s, %s: nothing is repeated', async (name, status, expected) => {
    for (const kind of kinds) {
      acting.reset();
      answer(kind);
      acting.onAnyCommand().rejects(clientError(name, status, secret));
      const result = await provider.perform('rollback', (await read(kind)).subject, goodId);
      expect(result).toMatchObject(expected);
      expect(acting.calls()).toHaveLength(1);
      expect(JSON.stringify(result)).not.toContain('hunter2');
    }
  });
});

test('nothing that is kept or shown has anything of a spec', async () => {
  const usual: Partial<ServiceInstanceState> = { spec: secret };
  for (const kind of kinds) {
    answer(kind, kind === 'serviceInstance' ? { good: usual } : {});
    expect(JSON.stringify(await read(kind))).not.toContain('hunter2');
  }
});
