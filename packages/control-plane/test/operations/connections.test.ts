import { describe, expect, test } from '@jest/globals';
import {
  ACCOUNT,
  createTemplates,
  createWorld,
  ENVIRONMENT_ACCOUNT,
  ENVIRONMENT_SPEC,
  listOf,
  ROLE_ARN,
  type World,
} from '../support/world.ts';

const environmentAccount = { accountId: ENVIRONMENT_ACCOUNT };
const stranger = { accountId: '999988887777' };

function connect(world: World, environmentName = 'stage'): string {
  const input = { managementAccountId: ACCOUNT, environmentName, roleArn: ROLE_ARN };
  return String(world.get('CreateEnvironmentAccountConnection', input, environmentAccount)['id']);
}
const accept = (world: World, id: string): unknown => world.get('AcceptEnvironmentAccountConnection', { id })['status'];
const environment = (id: string) => ({
  name: 'stage',
  templateName: 'network',
  templateMajorVersion: '1',
  spec: ENVIRONMENT_SPEC,
  environmentAccountConnectionId: id,
});

describe('an environment account connection', () => {
  test('belongs to the environment account, and its events come from there', () => {
    const world = createWorld();
    const id = connect(world);
    expect(accept(world, id)).toBe('CONNECTED');
    world.call('DeleteEnvironmentAccountConnection', { id }, environmentAccount);
    expect(world.events.map(({ account, detail }) => [account, detail])).toEqual([
      [ENVIRONMENT_ACCOUNT, { id, status: 'PENDING' }],
      [ENVIRONMENT_ACCOUNT, { id, status: 'CONNECTED', previousStatus: 'PENDING' }],
      [ENVIRONMENT_ACCOUNT, { id, status: 'DELETED', previousStatus: 'CONNECTED' }],
    ]);
    expect(world.refusal('GetEnvironmentAccountConnection', { id }).name).toBe('ResourceNotFoundException');
  });

  test('accepted or rejected twice is no second event (A27), and rejected stays rejected (A28)', () => {
    const world = createWorld();
    const accepted = connect(world);
    accept(world, accepted);
    world.takeEvents();
    expect(accept(world, accepted)).toBe('CONNECTED');
    expect(world.events).toEqual([]);
    expect(world.get('RejectEnvironmentAccountConnection', { id: accepted })['status']).toBe('REJECTED');
    world.takeEvents();
    expect(world.get('RejectEnvironmentAccountConnection', { id: accepted })['status']).toBe('REJECTED');
    expect(world.events).toEqual([]);
    expect(world.refusal('AcceptEnvironmentAccountConnection', { id: accepted }).name).toBe('ConflictException');
  });

  test.each([
    ['AcceptEnvironmentAccountConnection', environmentAccount, 'AccessDeniedException'],
    ['RejectEnvironmentAccountConnection', environmentAccount, 'AccessDeniedException'],
    ['UpdateEnvironmentAccountConnection', {}, 'AccessDeniedException'],
    ['DeleteEnvironmentAccountConnection', {}, 'AccessDeniedException'],
    ['AcceptEnvironmentAccountConnection', stranger, 'ResourceNotFoundException'],
    ['RejectEnvironmentAccountConnection', stranger, 'ResourceNotFoundException'],
    ['UpdateEnvironmentAccountConnection', stranger, 'ResourceNotFoundException'],
    ['DeleteEnvironmentAccountConnection', stranger, 'ResourceNotFoundException'],
    ['GetEnvironmentAccountConnection', stranger, 'ResourceNotFoundException'],
  ])('%s by %j is a %s (A29)', (operation, context, name) => {
    const world = createWorld();
    const id = connect(world);
    expect(world.refusal(operation, { id }, context).name).toBe(name);
    for (const party of [{}, environmentAccount]) {
      expect(world.get('GetEnvironmentAccountConnection', { id }, party)['status']).toBe('PENDING');
    }
  });

  test('is listed to each party by its part, by status and by environment', () => {
    const world = createWorld();
    const first = connect(world);
    world.clock.advance(1);
    const second = connect(world, 'prod');
    accept(world, second);
    const list = (input: Record<string, unknown>, context = {}): unknown[] =>
      listOf(world.call('ListEnvironmentAccountConnections', input, context)['environmentAccountConnections']).map(
        (item) => item['id'],
      );
    expect(list({ requestedBy: 'MANAGEMENT_ACCOUNT' })).toEqual([first, second]);
    expect(list({ requestedBy: 'ENVIRONMENT_ACCOUNT' })).toEqual([]);
    expect(list({ requestedBy: 'ENVIRONMENT_ACCOUNT' }, environmentAccount)).toEqual([first, second]);
    expect(list({ requestedBy: 'MANAGEMENT_ACCOUNT', statuses: ['PENDING'] })).toEqual([first]);
    expect(list({ requestedBy: 'MANAGEMENT_ACCOUNT', environmentName: 'prod' })).toEqual([second]);
  });

  test('provisions its environment, and is not rejected while it does', () => {
    const world = createWorld();
    createTemplates(world);
    const id = connect(world);
    expect(world.refusal('CreateEnvironment', environment(id)).name).toBe('ConflictException');
    accept(world, id);
    expect(world.get('CreateEnvironment', environment(id))).toMatchObject({
      environmentAccountConnectionId: id,
      environmentAccountId: ENVIRONMENT_ACCOUNT,
    });
    expect(world.refusal('RejectEnvironmentAccountConnection', { id }).message).toMatch(
      /in use by .*environment\/stage/,
    );
    expect(world.refusal('GetEnvironment', { name: 'stage' }, environmentAccount).name).toBe(
      'ResourceNotFoundException',
    );
  });

  test('that is deleted leaves its environment unmanageable until there is a new one', () => {
    const world = createWorld();
    createTemplates(world);
    const id = connect(world);
    accept(world, id);
    world.call('CreateEnvironment', environment(id));
    world.clock.settle();
    world.call('DeleteEnvironmentAccountConnection', { id }, environmentAccount);
    const update = { name: 'stage', deploymentType: 'CURRENT_VERSION' };
    expect(world.refusal('UpdateEnvironment', update).name).toBe('ConflictException');
    const next = connect(world);
    accept(world, next);
    world.call('UpdateEnvironment', { ...update, environmentAccountConnectionId: next });
    world.clock.settle();
    expect(world.get('GetEnvironment', { name: 'stage' })['environmentAccountConnectionId']).toBe(next);
  });

  test.each([
    ['of another environment', (world: World) => connect(world, 'other'), 'ValidationException'],
    ['that does not exist', () => '00000000-0000-4000-8000-00000000abcd', 'ResourceNotFoundException'],
  ])('%s is not taken', (_what, idOf, name) => {
    const world = createWorld();
    createTemplates(world);
    expect(world.refusal('CreateEnvironment', environment(idOf(world))).name).toBe(name);
  });
});
