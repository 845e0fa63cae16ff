import { describe, expect, test } from '@jest/globals';
import { noDetails } from '../../../../src/lib/model/observation.ts';
import type { SubjectReference } from '../../../../src/lib/model/reference.ts';
import { createProtonProvider } from '../../../../src/lib/providers/proton/index.ts';
import {
  connection,
  connectionArn,
  connectionId,
  deployment,
  detailsFor,
  facts,
  startMs,
} from '../../model/subjects.ts';
import { readAttempt } from '../read-attempt.ts';
import { fakeApi } from './fake-api.ts';
import { sdkError } from './sdk-errors.ts';

const prefix = 'arn:aws:proton:us-east-1:123456789012';
const createdAt = new Date('2021-04-02T21:29:59.962Z');
const attemptedAt = new Date('2021-04-02T21:45:15.406Z');
const succeededAt = new Date('2021-04-02T21:38:00.823Z');

/** The members that AWS's example of CancelServiceInstanceDeployment prints. */
const common = {
  createdAt,
  deploymentStatus: 'CANCELLING',
  lastDeploymentAttemptedAt: attemptedAt,
  lastDeploymentSucceededAt: succeededAt,
  templateMajorVersion: '1',
  templateMinorVersion: '1',
  templateName: 'svc-simple',
};
const instance = {
  ...common,
  arn: `${prefix}:service/simple-svc/service-instance/instance-one`,
  environmentName: 'simple-env',
  name: 'instance-one',
  serviceName: 'simple-svc',
};
const reference = (kind: 'environment' | 'serviceInstance' | 'servicePipeline' | 'component', name: string) =>
  ({ on: 'deployment', provider: 'proton', kind, name }) as const;

function read(answer: object, on: SubjectReference = reference('serviceInstance', 'simple-svc/instance-one')) {
  return readAttempt(createProtonProvider(fakeApi(() => answer).api), on);
}

describe('reading', () => {
  test('a service instance, as AWS prints it', async () => {
    expect(await read({ serviceInstance: instance })).toEqual({
      subject: {
        on: 'deployment',
        deployment: {
          provider: 'proton',
          kind: 'serviceInstance',
          target: instance.arn,
          name: 'simple-svc/instance-one',
          account: '123456789012',
          region: 'us-east-1',
          environment: 'simple-env',
          service: 'simple-svc',
          status: 'CANCELLING',
          operation: 'update',
          id: '',
          startedAtMs: attemptedAt.getTime(),
          template: 'svc-simple',
          templateVersion: '1.1',
          phase: 'stopping',
          endedAtMs: 0,
          lastProgressAtMs: attemptedAt.getTime(),
          expectedByMs: 0,
          initiator: '',
          cause: 'asked',
          needsHuman: false,
          labels: {},
        },
      },
      details: noDetails,
    });
  });

  test('an environment, a component, and a pipeline in either form of its ARN', async () => {
    const environment = await read(
      { environment: { ...common, arn: `${prefix}:environment/prod-eu`, name: 'prod-eu' } },
      reference('environment', 'prod-eu'),
    );
    expect(environment?.subject).toMatchObject({
      deployment: { name: 'prod-eu', environment: 'prod-eu', service: '' },
    });
    const component = await read(
      { component: { ...common, arn: `${prefix}:component/cache`, name: 'cache', environmentName: 'prod-eu' } },
      reference('component', 'cache'),
    );
    expect(component?.subject).toMatchObject({ deployment: { name: 'cache', environment: 'prod-eu' } });
    for (const arn of [`${prefix}:service/orders/pipeline`, `${prefix}:service/orders/pipeline/${connectionId}`]) {
      const pipeline = await read(
        { service: { pipeline: { ...common, arn } } },
        reference('servicePipeline', 'orders'),
      );
      expect(pipeline?.subject).toMatchObject({
        deployment: { target: `${prefix}:service/orders/pipeline`, name: 'orders/pipeline', service: 'orders' },
      });
    }
  });

  test('asks with both names of an instance', async () => {
    const { api, calls } = fakeApi(() => ({ serviceInstance: instance }));
    await readAttempt(createProtonProvider(api), reference('serviceInstance', 'simple-svc/instance-one'));
    expect(calls).toMatchObject([
      { operation: 'GetServiceInstance', input: { serviceName: 'simple-svc', name: 'instance-one' } },
    ]);
  });

  test('the message and the id where they are given', async () => {
    const answer = {
      ...instance,
      deploymentStatusMessage: 'User initiated cancellation.',
      lastAttemptedDeploymentId: 'd1',
    };
    expect(await read({ serviceInstance: answer })).toMatchObject({
      statusMessage: 'User initiated cancellation.',
      subject: { deployment: { id: 'd1' } },
    });
  });

  test.each([
    ['create', { lastDeploymentSucceededAt: undefined, deploymentStatus: 'IN_PROGRESS' }],
    ['update', { deploymentStatus: 'IN_PROGRESS' }],
    ['delete', { deploymentStatus: 'DELETE_IN_PROGRESS' }],
    ['delete', { deploymentStatus: 'DELETE_FAILED', lastDeploymentSucceededAt: undefined }],
  ])('a deployment is taken for the %s that it must be', async (operation, different) => {
    expect(await read({ serviceInstance: { ...instance, ...different } })).toMatchObject({
      subject: { deployment: { operation } },
    });
  });

  test('every other member may be absent, and any word is a status (A3, A11)', async () => {
    const bare = { arn: instance.arn, lastDeploymentAttemptedAt: attemptedAt };
    expect(await read({ serviceInstance: bare })).toMatchObject({ subject: { deployment: { status: 'UNKNOWN' } } });
    const odd = { ...bare, deploymentStatus: 'A_WORD_OF_TOMORROW' };
    expect(await read({ serviceInstance: odd })).toMatchObject({
      subject: { deployment: { status: odd.deploymentStatus } },
    });
  });

  test('a create that has no start yet started when its target was made', async () => {
    const { lastDeploymentAttemptedAt: _, lastDeploymentSucceededAt: __, ...created } = instance;
    expect(await read({ serviceInstance: created })).toMatchObject({
      subject: { deployment: { startedAtMs: createdAt.getTime(), operation: 'create' } },
    });
  });

  test('an update without a start is not taken for one as old as its target: a deadline would be long past', async () => {
    const { lastDeploymentAttemptedAt: _, ...unclear } = instance;
    await expect(read({ serviceInstance: unclear })).rejects.toThrow(/without "lastDeploymentAttemptedAt"/);
  });

  test.each([
    ['GetServiceInstance', {}, undefined],
    ['GetServiceInstance', { serviceInstance: { ...instance, arn: undefined } }, undefined],
    ['GetEnvironment', {}, reference('environment', 'prod-eu')],
    ['GetService', {}, reference('servicePipeline', 'orders')],
    ['GetComponent', {}, reference('component', 'cache')],
    ['GetEnvironmentAccountConnection', {}, { on: 'connection', provider: 'proton', id: connectionId }],
  ] as const)('an answer of %s without its resource does not mean that there is none: %j', async (_, answer, on) => {
    await expect(read(answer, on)).rejects.toMatchObject({ name: 'IncompleteAnswer' });
  });

  test('a service without a pipeline has none', async () => {
    expect(await read({ service: { name: 'orders' } }, reference('servicePipeline', 'orders'))).toBeUndefined();
  });

  test('a connection', async () => {
    const environmentAccountConnection = {
      id: connectionId,
      arn: connectionArn,
      status: 'PENDING',
      environmentName: 'prod-eu',
      environmentAccountId: '111122223333',
      managementAccountId: '123456789012',
      requestedAt: new Date(facts().startedAtMs),
      roleArn: 'arn:aws:iam::111122223333:role/proton',
    };
    const on = { on: 'connection', provider: 'proton', id: connectionId } as const;
    expect(await read({ environmentAccountConnection }, on)).toEqual({
      subject: connection(),
      details: detailsFor(connection()),
    });
    await expect(
      read({ environmentAccountConnection: { ...environmentAccountConnection, arn: undefined } }, on),
    ).rejects.toThrow(/without "arn"/);
  });

  test.each(['', 'x', '-'.repeat(36), connectionId.toUpperCase()])(
    '%j is no connection’s id: nothing is asked',
    async (id) => {
      const { api, calls } = fakeApi(() => ({}));
      expect(
        await readAttempt(createProtonProvider(api), { on: 'connection', provider: 'proton', id }),
      ).toBeUndefined();
      expect(calls).toEqual([]);
    },
  );

  test('a deployment’s id leads to its target (A5)', async () => {
    const { api, calls } = fakeApi(({ operation }) =>
      operation === 'GetDeployment' ? { deployment: { targetArn: instance.arn } } : { serviceInstance: instance },
    );
    const found = await readAttempt(createProtonProvider(api), { on: 'deploymentId', provider: 'proton', id: 'd1' });
    expect(found?.subject).toMatchObject({ deployment: { target: instance.arn } });
    expect(calls.map(({ operation }) => operation)).toEqual(['GetDeployment', 'GetServiceInstance']);
  });

  test('what Proton says is not there, is not there', async () => {
    const { api } = fakeApi(() => {
      throw sdkError('ResourceNotFoundException', 400);
    });
    const provider = createProtonProvider(api);
    expect(await readAttempt(provider, reference('environment', 'gone'))).toBeUndefined();
    expect(await readAttempt(provider, { on: 'deploymentId', provider: 'proton', id: 'd1' })).toBeUndefined();
    expect(await provider.observeAttempt(facts())).toBeUndefined();
  });

  test.each([
    ['AccessDeniedException', 400, 'ProtonUnavailable'],
    ['UnknownOperationException', 400, 'ProtonUnavailable'],
    ['InternalServerException', 500, 'ProtonUnavailable'],
    ['SyntaxError', 200, 'ProtonUnavailable'],
    ['TimeoutError', undefined, 'ProtonUnavailable'],
    ['ThrottlingException', 400, 'ThrottlingException'],
  ])('%s is never taken for "not there"; it is told as %s, %s (A33)', async (name, statusCode, told) => {
    const { api } = fakeApi(() => {
      throw sdkError(name, statusCode);
    });
    const provider = createProtonProvider(api);
    await expect(readAttempt(provider, reference('environment', 'prod-eu'))).rejects.toMatchObject({ name: told });
    await expect(provider.observeAttempt(facts())).rejects.toMatchObject({ name: told });
  });
});

describe('observeAttempt', () => {
  test('asks the history for that very deployment, and changes nothing of it but how it ended', async () => {
    const completedAt = new Date(startMs + 90_000);
    const { api, calls } = fakeApi(() => ({
      deployment: {
        deploymentStatus: 'FAILED',
        deploymentStatusMessage: 'no capacity',
        targetArn: 'another',
        completedAt,
      },
    }));
    expect(await createProtonProvider(api).observeAttempt(facts())).toEqual({
      subject: deployment({ status: 'FAILED', cause: 'unknown', endedAtMs: completedAt.getTime() }),
      details: noDetails,
      statusMessage: 'no capacity',
    });
    expect(calls).toMatchObject([{ operation: 'GetDeployment', input: { id: 'd1' } }]);
  });

  test('knows nothing of a deployment without an id, and asks nobody', async () => {
    const { api, calls } = fakeApi(() => ({}));
    expect(await createProtonProvider(api).observeAttempt(facts({ id: '' }))).toBeUndefined();
    expect(calls).toEqual([]);
    expect(await createProtonProvider(api).observeAttempt(facts())).toBeUndefined();
  });
});

describe('perform', () => {
  test('gives the state that the call was answered with', async () => {
    const { api } = fakeApi(() => ({ serviceInstance: instance }));
    const result = await createProtonProvider(api).perform('cancel', deployment());
    expect(result).toMatchObject({
      result: 'accepted',
      observation: { subject: { deployment: { status: 'CANCELLING' } } },
    });
  });

  test.each([{}, { serviceInstance: {} }, { serviceInstance: { arn: instance.arn, deploymentStatus: 'CANCELLING' } }])(
    'a call that was taken is taken, whatever its answer lacks: %j',
    async (answer) => {
      const { api } = fakeApi(() => answer);
      expect(await createProtonProvider(api).perform('cancel', deployment())).toEqual({ result: 'accepted' });
    },
  );
});
