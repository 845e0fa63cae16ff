import {
  AccessDeniedException,
  ConflictException,
  CreateServiceInstanceCommand,
  GetServiceCommand,
  GetServiceInstanceCommand,
  GetServiceTemplateVersionCommand,
  InternalServerException,
  ProtonClient,
  ResourceNotFoundException,
  ThrottlingException,
  ValidationException,
} from '@aws-sdk/client-proton';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { PlannedOperation, ResourceOperation } from '../../../../../src/lib/model/resource-operation.ts';
import {
  createServiceInstanceApi,
  serviceInstanceOperations,
} from '../../../../../src/lib/providers/proton/service-instances/api.ts';
import { createServiceInstanceManager } from '../../../../../src/lib/providers/proton/service-instances/resource-manager.ts';
import { specWith } from './in-process.ts';

const clients = { reading: new ProtonClient({}), acting: new ProtonClient({}) };
const reading = mockClient(clients.reading);
const acting = mockClient(clients.acting);
const manager = createServiceInstanceManager(createServiceInstanceApi(clients));
const token = '5a2ecc0e-68b1-4a1e-9a5b-1f1d0c7d3b11';
const arn = 'arn:aws:proton:eu-central-1:123456789012:service/orders/service-instance/api-2';

function creation(fields: ResourceOperation['fields'] = {}): ResourceOperation {
  const given = { serviceName: 'orders', name: 'api-2', templateVersion: '1.0', spec: specWith('api-2'), ...fields };
  return { kind: 'create', provider: 'proton', name: 'orders/api-2', fields: given };
}

const planned: PlannedOperation = { ...creation(), target: '' };

const of = (httpStatusCode: number) => ({ message: 'the words of the service', $metadata: { httpStatusCode } });
const notFound = () => new ResourceNotFoundException(of(400));

beforeEach(() => {
  for (const mock of [reading, acting]) mock.reset();
  reading.on(GetServiceCommand).resolves({ service: Object({ templateName: 'web' }) });
  reading.on(GetServiceInstanceCommand).rejects(notFound());
  reading.on(GetServiceTemplateVersionCommand).resolves({});
});

describe('creating', () => {
  test('sends what was filled in, with the token, and looks at the new instance from then on', async () => {
    acting.on(CreateServiceInstanceCommand).resolves({ serviceInstance: Object({ arn }) });
    expect(await manager.execute(planned, token)).toEqual({
      result: 'accepted',
      name: 'orders/api-2',
      note: expect.stringContaining('cancels updates only'),
      reference: { on: 'deployment', provider: 'proton', kind: 'serviceInstance', name: 'orders/api-2', target: arn },
    });
    expect(acting.calls().map(({ args }) => args[0].input)).toEqual([
      {
        serviceName: 'orders',
        name: 'api-2',
        spec: specWith('api-2'),
        clientToken: token,
        templateMajorVersion: '1',
        templateMinorVersion: '0',
      },
    ]);
    expect(reading.calls()).toEqual([]);
  });

  test.each([
    ['', {}],
    ['2', { templateMajorVersion: '2' }],
    ['2.13', { templateMajorVersion: '2', templateMinorVersion: '13' }],
  ])('with the template version "%s" sends %j of it', async (templateVersion, version) => {
    acting.on(CreateServiceInstanceCommand).resolves({});
    await manager.execute({ ...creation({ templateVersion }), target: '' }, token);
    const [input] = acting.calls().map(({ args }) => Object(args[0].input));
    const { templateMajorVersion, templateMinorVersion } = input;
    expect(JSON.parse(JSON.stringify({ templateMajorVersion, templateMinorVersion }))).toEqual(version);
  });

  test('an answer without the instance is looked up by its name', async () => {
    acting.on(CreateServiceInstanceCommand).resolves({});
    expect(await manager.execute(planned, token)).toMatchObject({
      result: 'accepted',
      reference: { kind: 'serviceInstance', name: 'orders/api-2' },
    });
  });

  const message = 'the words of the service';
  // Every error that the API's model declares for it.
  test.each([
    [new ValidationException(of(400)), { result: 'refused', error: 'ValidationException', message }],
    [new AccessDeniedException(of(400)), { result: 'refused', error: 'AccessDeniedException', message }],
    [notFound(), { result: 'refused', error: 'ResourceNotFoundException', message }],
    [new ConflictException(of(400)), { result: 'refused', error: 'ConflictException', message }],
    [new ThrottlingException(of(400)), { result: 'throttled' }],
    [new InternalServerException(of(500)), { result: 'unknown', error: 'InternalServerException' }],
    [
      Object.assign(new Error('socket hang up'), { name: 'TimeoutError' }),
      { result: 'unknown', error: 'TimeoutError' },
    ],
  ])('%s: one attempt, and %j', async (error, result) => {
    acting.on(CreateServiceInstanceCommand).rejects(error);
    expect(await manager.execute(planned, token)).toMatchObject(result);
    expect(acting.calls()).toHaveLength(1);
  });

  test('a refusal of the spec names its field', async () => {
    const words = "1 validation error detected: Value at 'instances[0].spec.size' (line 6, column 13) failed";
    acting.on(CreateServiceInstanceCommand).rejects(new ValidationException({ ...of(400), message: words }));
    expect(await manager.execute(planned, token)).toEqual({
      result: 'refused',
      error: 'ValidationException',
      message: words,
      problems: [{ member: 'spec', problem: expect.stringContaining('was refused by Proton') }],
    });
  });
});

describe('planning', () => {
  const schema = `schema:
  service_input_type: In
  types:
    In:
      type: object
      properties:
        size:
          type: integer
`;
  const refusal = (member: string, problem: unknown) => ({
    result: 'refused',
    error: 'InvalidInput',
    problems: [{ member, problem }],
  });

  test('asks, changes nothing, and keeps what was filled in', async () => {
    expect(await manager.plan(creation())).toEqual({ result: 'ready', operation: planned });
    expect(acting.calls()).toEqual([]);
    const [input] = reading.commandCalls(GetServiceTemplateVersionCommand).map(({ args }) => args[0].input);
    expect(input).toEqual({ templateName: 'web', majorVersion: '1', minorVersion: '0' });
  });

  test('a service that is not there is told at its field', async () => {
    reading.on(GetServiceCommand).rejects(notFound());
    expect(await manager.plan(creation())).toEqual(refusal('serviceName', 'does not exist: orders'));
  });

  test('a name that is taken is told at its field', async () => {
    reading.on(GetServiceInstanceCommand).resolves({ serviceInstance: Object({ arn }) });
    expect(await manager.plan(creation())).toEqual(refusal('name', 'already exists: orders/api-2'));
  });

  test('a version that is not there, or not registered, is told at its field', async () => {
    reading.on(GetServiceTemplateVersionCommand).rejects(notFound());
    expect(await manager.plan(creation())).toEqual(
      refusal('templateVersion', '1.0 does not exist in the template web'),
    );
    const serviceTemplateVersion = Object({ status: 'REGISTRATION_FAILED' });
    reading.on(GetServiceTemplateVersionCommand).resolves({ serviceTemplateVersion });
    expect(await manager.plan(creation())).toEqual(
      refusal('templateVersion', '1.0 cannot be used: it is REGISTRATION_FAILED'),
    );
  });

  test('a spec that does not fit the schema of the template is told at its field, with place and line', async () => {
    reading.on(GetServiceTemplateVersionCommand).resolves({ serviceTemplateVersion: Object({ schema }) });
    expect(await manager.plan(creation())).toEqual(refusal('spec', 'must have an integer at spec.size (line 6)'));
  });

  test('without a version, the one of the pipeline tells the schema', async () => {
    const pipeline = { templateMajorVersion: '3', templateMinorVersion: '1' };
    reading.on(GetServiceCommand).resolves({ service: Object({ templateName: 'web', pipeline }) });
    reading
      .on(GetServiceTemplateVersionCommand, { templateName: 'web', majorVersion: '3', minorVersion: '1' })
      .resolves({ serviceTemplateVersion: Object({ schema }) });
    expect(await manager.plan(creation({ templateVersion: '' }))).toMatchObject({ error: 'InvalidInput' });
  });

  test('who may not read templates may still create: the service checks the spec', async () => {
    reading.on(GetServiceTemplateVersionCommand).rejects(new AccessDeniedException(of(400)));
    expect(await manager.plan(creation())).toMatchObject({ result: 'ready' });
  });

  test('a throttle is a throttle, and anything else keeps it from being asked', async () => {
    reading.on(GetServiceCommand).rejects(new ThrottlingException(of(400)));
    expect(await manager.plan(creation())).toEqual({ result: 'throttled' });
    reading.on(GetServiceCommand).rejects(new InternalServerException(of(500)));
    await expect(manager.plan(creation())).rejects.toMatchObject({ name: 'ProtonUnavailable' });
  });
});

describe('what is filled in', () => {
  const membersOf = (fields: ResourceOperation['fields']) =>
    manager.problemsWith(creation(fields)).map(({ member, problem }) => [member, problem]);

  test.each<[ResourceOperation['fields'], string, string]>([
    [{ serviceName: '' }, 'serviceName', 'must be filled in'],
    [{ name: 'a/b' }, 'name', 'may contain only letters, digits'],
    [{ name: 'a'.repeat(101), spec: specWith('x') }, 'name', 'is 101 characters long'],
    [{ templateVersion: 'latest' }, 'templateVersion', 'must be a major version'],
    [{ spec: 'a: [' }, 'spec', 'must begin with the line "proton: ServiceSpec"'],
    [{ spec: 'proton: EnvironmentSpec\nspec:\n  a: 1' }, 'spec', 'must begin with the line "proton: ServiceSpec"'],
    [{ spec: 'proton: ServiceSpec\npipeline:\n  a: 1' }, 'spec', 'must have a list "instances"'],
    [{ spec: 'proton: ServiceSpec\ninstances:\n\t- name: a' }, 'spec', 'has a tab at the beginning of line 3'],
    [{ spec: specWith('other') }, 'spec', 'has no instance named api-2; it has other'],
    [{ spec: specWith('api-2', '') }, 'spec', 'does not say in which environment api-2 is (line 3)'],
    [{ spec: `${specWith('api-2')}  - name: api-2\n    environment: dev\n` }, 'spec', 'has two instances named api-2'],
    [{ spec: 'x'.repeat(51_201) }, 'spec', 'is 51201 characters long'],
  ])('%j is refused at %s', (fields, member, problem) => {
    expect(membersOf(fields)).toEqual([[member, expect.stringContaining(problem)]]);
  });

  test('a spec that is written in a way that is not followed is left to the service', () => {
    expect(membersOf({ spec: '{ proton: ServiceSpec, instances: [{ name: api-2, environment: dev }] }' })).toEqual([]);
  });

  test('says in which environment it will be', () => {
    expect(manager.subjectOf(creation())).toEqual({
      provider: 'proton',
      kind: 'serviceInstance',
      name: 'orders/api-2',
      service: 'orders',
      environment: 'prod-eu',
    });
  });

  test('leaves out an environment that cannot be told: no permission for environments covers it', () => {
    const spec = '{ proton: ServiceSpec, instances: [{ name: api-2, environment: dev }] }';
    expect(manager.subjectOf(creation({ spec }))).not.toHaveProperty('environment');
  });
});

test('it calls what it says, and nothing else', () => {
  expect([...serviceInstanceOperations].sort()).toEqual([
    'CreateServiceInstance',
    'GetService',
    'GetServiceInstance',
    'GetServiceTemplateVersion',
  ]);
});
