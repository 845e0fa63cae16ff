import { describe, expect, test } from '@jest/globals';
import { gitSyncOperations } from '../../src/lib/providers/git-sync/index.ts';
import { isReading } from '../../src/lib/providers/sdk-api.ts';
import { describeBackEnd, off } from './support/back-end.ts';
import { at } from './support/packaged.ts';

const sections = { watching: '{ enabled: true }', resolving: '{ enabled: true, resolve: true }' } as const;

const {
  fileOf,
  resourcesOf,
  rightsIn: statementsIn,
} = describeBackEnd({ name: 'gitSync', folder: 'git-sync', client: 'client-codestar-connections', sections });

describe('the template', () => {
  /** Names of operations; each is allowed under both names of the service. */
  function rightsIn(resources: unknown, functionName: string): readonly string[] {
    const actions = statementsIn(resources, functionName).map(([action]) => action);
    const [newer, older] = ['codeconnections:', 'codestar-connections:'].map((prefix) =>
      actions.flatMap((action) => (action.startsWith(prefix) ? [action.slice(prefix.length)] : [])).sort(),
    );
    expect(newer).toEqual(older);
    return newer ?? [];
  }

  const looking = ['GetResourceSyncStatus', 'GetSyncBlockerSummary', 'GetSyncConfiguration'];

  test('has nothing of it while it is off', async () => {
    expect(JSON.stringify(await resourcesOf(off))).not.toMatch(/codeconnections|codestar|gitSync/i);
  });

  test('lets the bot watch, and only with its switch resolve', async () => {
    const [watching, resolving] = [await resourcesOf(fileOf('watching')), await resourcesOf(fileOf('resolving'))];
    for (const name of ['Observe', 'Command']) {
      expect(rightsIn(watching, name)).toEqual(looking);
      expect(rightsIn(resolving, name)).toEqual([...looking, 'UpdateSyncBlocker']);
      const variables = [name + 'LambdaFunction', 'Properties', 'Environment', 'Variables'] as const;
      expect(at(resolving, ...variables)).toMatchObject({ PROTON_BOT_GIT_SYNC_RESOLVE: 'true' });
      expect(at(watching, ...variables) ?? {}).not.toHaveProperty('PROTON_BOT_GIT_SYNC_RESOLVE');
    }
    const all = new Set(['Observe', 'Discover', 'Command'].flatMap((name) => rightsIn(resolving, name)));
    expect(all).toEqual(new Set<string>(gitSyncOperations));
    expect(gitSyncOperations.filter((operation) => !isReading(operation))).toEqual(['UpdateSyncBlocker']);
    for (const name of ['Slack', 'Sweep', 'Notify']) expect(rightsIn(resolving, name)).toEqual([]);
  });

  test('sends what CodeConnections says of stacks to the observer', async () => {
    const rule = at(await resourcesOf(fileOf('watching')), 'GitSyncEvents', 'Properties');
    expect(at(rule, 'EventPattern')).toEqual({
      source: ['aws.codeconnections'],
      'detail-type': ['Git Sync Resource Sync Status Change'],
    });
  });
});
