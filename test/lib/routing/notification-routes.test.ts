import { describe, expect, test } from '@jest/globals';
import { compileBotConfiguration } from '../../../src/lib/configuration/bot-document.ts';
import { matchKeysOf, type ProviderNotification } from '../../../src/lib/model/provider-notification.ts';
import { channelsForNotification } from '../../../src/lib/routing/index.ts';

const notification: ProviderNotification = {
  id: 'one',
  provider: 'supplyChain',
  kind: 'instance',
  target: 'arn:aws:scn:eu-west-1:111122223333:instance/x',
  account: '111122223333',
  region: 'eu-west-1',
  name: 'factory-eu',
  title: 'Data integration orders',
  status: 'FAILED',
  severity: 'error',
  lines: [],
  atMs: 1,
  message: '',
};

function channelsOf(
  match: Readonly<Record<string, readonly string[]>>,
  on: 'deployment' | 'connection' = 'deployment',
) {
  const configuration = compileBotConfiguration({
    version: 1,
    providers: {},
    scopes: [],
    tags: { environment: [], service: [] },
    slack: { teamId: 'T1' },
    channels: { news: 'C1' },
    routes: [{ on, match, channels: ['news'] }],
    people: {},
    permissions: [],
  });
  return channelsForNotification(configuration, matchKeysOf(notification));
}

describe('the channels of a provider’s notification', () => {
  test.each([
    [{}, true],
    [{ provider: ['supplyChain'] }, true],
    [{ kind: ['instance'], name: ['factory-*'] }, true],
    [{ account: ['1111*'], region: ['eu-*'] }, true],
    [{ provider: ['proton'] }, false],
    [{ name: ['warehouse'] }, false],
    // It says nothing of an environment or a service: a route that asks for one is not for it.
    [{ environment: ['prod'] }, false],
    [{ environment: ['*'] }, false],
    [{ service: ['?*'] }, false],
  ])('are those of a route with %j: %p', (match, isFor) => {
    expect(channelsOf(match)).toEqual(isFor ? ['C1'] : []);
  });

  test('are not those of routes for connections', () => {
    expect(channelsOf({}, 'connection')).toEqual([]);
  });
});
