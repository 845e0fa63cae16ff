import {
  AcceptEnvironmentAccountConnectionCommand,
  CancelServiceInstanceDeploymentCommand,
  CreateComponentCommand,
  CreateEnvironmentAccountConnectionCommand,
  CreateEnvironmentCommand,
  CreateEnvironmentTemplateCommand,
  CreateEnvironmentTemplateVersionCommand,
  CreateServiceCommand,
  CreateServiceTemplateCommand,
  CreateServiceTemplateVersionCommand,
  DeleteComponentCommand,
  DeleteServiceCommand,
  GetAccountSettingsCommand,
  GetServiceCommand,
  GetServiceInstanceCommand,
  ListServicesCommand,
  type ProtonClient,
  paginateListDeployments,
  paginateListServiceInstances,
  UpdateAccountSettingsCommand,
  UpdateEnvironmentTemplateVersionCommand,
  UpdateServiceInstanceCommand,
  UpdateServiceTemplateVersionCommand,
  waitUntilComponentDeleted,
  waitUntilComponentDeployed,
  waitUntilEnvironmentDeployed,
  waitUntilEnvironmentTemplateVersionRegistered,
  waitUntilServiceCreated,
  waitUntilServiceDeleted,
  waitUntilServiceInstanceDeployed,
  waitUntilServicePipelineDeployed,
  waitUntilServiceTemplateVersionRegistered,
} from '@aws-sdk/client-proton';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MANIFEST } from '../support/bundles.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { ACCOUNT, ENVIRONMENT_ACCOUNT, ENVIRONMENT_SPEC, REPOSITORY, ROLE_ARN, serviceSpec } from '../support/world.ts';

const INSTANCES = ['one', 'two', 'three', 'four', 'five'];
const source = { s3: { bucket: 'templates', key: 'bundle.tar.gz' } };
const version = { majorVersion: '1', minorVersion: '0' };
const patience = (client: ProtonClient) => ({ client, maxWaitTime: 20, minDelay: 0.01, maxDelay: 0.05 });

let server: RunningServer;
let client: ProtonClient;

/** The story of the user guide's "getting started", with the real client, its waiters included. */
beforeAll(async () => {
  server = await startServer();
  client = server.client();
  await client.send(new CreateEnvironmentTemplateCommand({ name: 'network' }));
  await client.send(new CreateEnvironmentTemplateVersionCommand({ templateName: 'network', source }));
  await waitUntilEnvironmentTemplateVersionRegistered(patience(client), { templateName: 'network', ...version });
  await client.send(
    new UpdateEnvironmentTemplateVersionCommand({ templateName: 'network', ...version, status: 'PUBLISHED' }),
  );
  await client.send(new CreateServiceTemplateCommand({ name: 'web' }));
  await client.send(
    new CreateServiceTemplateVersionCommand({
      templateName: 'web',
      source,
      compatibleEnvironmentTemplates: [{ templateName: 'network', majorVersion: '1' }],
      supportedComponentSources: ['DIRECTLY_DEFINED'],
    }),
  );
  await waitUntilServiceTemplateVersionRegistered(patience(client), { templateName: 'web', ...version });
  await client.send(new UpdateServiceTemplateVersionCommand({ templateName: 'web', ...version, status: 'PUBLISHED' }));
  await client.send(
    new CreateEnvironmentCommand({
      name: 'prod',
      templateName: 'network',
      templateMajorVersion: '1',
      spec: ENVIRONMENT_SPEC,
      protonServiceRoleArn: ROLE_ARN,
      componentRoleArn: ROLE_ARN,
    }),
  );
  await waitUntilEnvironmentDeployed(patience(client), { name: 'prod' });
  await client.send(new UpdateAccountSettingsCommand({ pipelineServiceRoleArn: ROLE_ARN }));
  await client.send(
    new CreateServiceCommand({
      name: 'shop',
      templateName: 'web',
      templateMajorVersion: '1',
      spec: serviceSpec(INSTANCES, { pipeline: 'main' }),
      ...REPOSITORY,
    }),
  );
  await waitUntilServiceCreated(patience(client), { name: 'shop' });
});

afterAll(() => server.close());

describe('the real client', () => {
  test('sees the service, with times as dates', async () => {
    await waitUntilServicePipelineDeployed(patience(client), { name: 'shop' });
    const { service, $metadata } = await client.send(new GetServiceCommand({ name: 'shop' }));
    expect(service).toMatchObject({
      status: 'ACTIVE',
      templateName: 'web',
      pipeline: { deploymentStatus: 'SUCCEEDED' },
    });
    expect(service?.createdAt).toBeInstanceOf(Date);
    expect(service?.pipeline?.lastDeploymentSucceededAt).toBeInstanceOf(Date);
    expect($metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('updates an instance and waits for it', async () => {
    const input = { serviceName: 'shop', name: 'one' };
    const { serviceInstance } = await client.send(
      new UpdateServiceInstanceCommand({ ...input, deploymentType: 'CURRENT_VERSION' }),
    );
    expect(serviceInstance?.deploymentStatus).toBe('IN_PROGRESS');
    expect(serviceInstance?.lastClientRequestToken).toMatch(/^[0-9a-f-]{36}$/);
    const result = await waitUntilServiceInstanceDeployed(patience(client), input);
    expect(result.state).toBe('SUCCESS');
  });

  test('cancels a deployment that hangs, and only the one it means', async () => {
    const input = { serviceName: 'shop', name: 'two' };
    const cancel = { serviceName: 'shop', serviceInstanceName: 'two' };
    server.plane.script('shop/two', 'hang');
    const { serviceInstance } = await client.send(
      new UpdateServiceInstanceCommand({ ...input, deploymentType: 'CURRENT_VERSION' }),
    );
    const stale = server.client(ACCOUNT, '00000000-0000-4000-8000-000000000000');
    await expect(stale.send(new CancelServiceInstanceDeploymentCommand(cancel))).rejects.toMatchObject({
      name: 'ConflictException',
      $metadata: { httpStatusCode: 400 },
      message: expect.stringContaining(String(serviceInstance?.lastAttemptedDeploymentId)),
    });
    const exact = server.client(ACCOUNT, serviceInstance?.lastAttemptedDeploymentId);
    const answer = await exact.send(new CancelServiceInstanceDeploymentCommand(cancel));
    expect(answer.serviceInstance?.deploymentStatus).toBe('CANCELLING');
    server.plane.script('shop/two', 'succeed');
  });

  test('pages through lists', async () => {
    const names: (string | undefined)[] = [];
    let pages = 0;
    for await (const page of paginateListServiceInstances({ client, pageSize: 2 }, { serviceName: 'shop' })) {
      pages += 1;
      names.push(...(page.serviceInstances ?? []).map((instance) => instance.name));
    }
    expect(names).toEqual([...INSTANCES].sort());
    expect(pages).toBe(3);
    const ids = new Set<string | undefined>();
    let count = 0;
    for await (const page of paginateListDeployments({ client, pageSize: 3 }, { serviceName: 'shop' })) {
      for (const deployment of page.deployments ?? []) ids.add(deployment.id);
      count += page.deployments?.length ?? 0;
    }
    expect(ids.size).toBe(count);
    expect(count).toBeGreaterThanOrEqual(INSTANCES.length + 1);
  });

  test('deploys a component and waits until it is deleted', async () => {
    await client.send(
      new CreateComponentCommand({
        name: 'queue',
        environmentName: 'prod',
        manifest: MANIFEST,
        templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
      }),
    );
    await waitUntilComponentDeployed(patience(client), { name: 'queue' });
    await client.send(new DeleteComponentCommand({ name: 'queue' }));
    expect((await waitUntilComponentDeleted(patience(client), { name: 'queue' })).state).toBe('SUCCESS');
  });

  test('creates a service, deletes it and waits for both', async () => {
    await client.send(
      new CreateServiceCommand({
        name: 'blog',
        templateName: 'web',
        templateMajorVersion: '1',
        spec: serviceSpec(['only']),
      }),
    );
    await waitUntilServiceCreated(patience(client), { name: 'blog' });
    await client.send(new DeleteServiceCommand({ name: 'blog' }));
    expect((await waitUntilServiceDeleted(patience(client), { name: 'blog' })).state).toBe('SUCCESS');
    expect(await client.send(new DeleteServiceCommand({ name: 'blog' }))).toEqual({ $metadata: expect.anything() });
  });

  test('acts for the account that its access key names', async () => {
    const environmentAccount = server.client(ENVIRONMENT_ACCOUNT);
    const { environmentAccountConnection } = await environmentAccount.send(
      new CreateEnvironmentAccountConnectionCommand({ environmentName: 'stage', managementAccountId: ACCOUNT }),
    );
    expect(environmentAccountConnection).toMatchObject({
      environmentAccountId: ENVIRONMENT_ACCOUNT,
      status: 'PENDING',
      requestedAt: expect.any(Date),
    });
    const accept = new AcceptEnvironmentAccountConnectionCommand({ id: environmentAccountConnection?.id });
    await expect(environmentAccount.send(accept)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(client.send(accept)).resolves.toMatchObject({ environmentAccountConnection: { status: 'CONNECTED' } });
    expect((await environmentAccount.send(new ListServicesCommand({}))).services).toEqual([]);
    expect((await environmentAccount.send(new GetAccountSettingsCommand({}))).accountSettings).toEqual({});
  });

  test.each([
    [
      'ResourceNotFoundException',
      () => client.send(new GetServiceInstanceCommand({ serviceName: 'shop', name: 'none' })),
    ],
    ['ValidationException', () => client.send(new GetServiceInstanceCommand({ serviceName: 'shop', name: '-' }))],
    [
      'ConflictException',
      () =>
        client.send(new CancelServiceInstanceDeploymentCommand({ serviceName: 'shop', serviceInstanceName: 'three' })),
    ],
  ])('gets a %s', async (name, send) => {
    await expect(send()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });

  test('caused no fault of the control plane', () => {
    expect(server.faults).toEqual([]);
  });
});
