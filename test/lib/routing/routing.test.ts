import { describe, expect, test } from '@jest/globals';
import { compileBotConfiguration } from '../../../src/lib/configuration/bot-document.ts';
import { type AlertChoice, type AlertForm, type AlertSettings, usualAlerts } from '../../../src/lib/model/alerts.ts';
import { alertsFor, channelId, channelsFor, mentionedPeople } from '../../../src/lib/routing/index.ts';
import { BOT } from '../authorization/bot.ts';
import { connection, deployment } from '../rules/subjects.ts';

const configuration = compileBotConfiguration(BOT);

describe('channelsFor', () => {
  test('every route that matches counts, and each channel once', () => {
    expect(channelsFor(configuration, deployment())).toEqual(['C0DEPLOYS', 'C0DEV']);
  });

  test.each([
    ['one route', deployment({ service: 'billing' }), ['C0DEPLOYS']],
    ['another', deployment({ environment: 'dev' }), ['C0DEV', 'C0DEPLOYS']],
    ['none', deployment({ environment: 'dev', service: 'billing' }), []],
    ['connections have their own', connection(), ['C0PLATFORM']],
  ])('%s', (_name, subject, expected) => {
    expect(channelsFor(configuration, subject)).toEqual(expected);
  });

  test('every key of match has to match', () => {
    const routes = [
      { on: 'deployment', match: { environment: ['prod*'], kind: ['environment'] }, channels: ['dev'] },
    ] as const;
    const strict = compileBotConfiguration({ ...BOT, routes });
    expect(channelsFor(strict, deployment())).toEqual([]);
    expect(channelsFor(strict, deployment({ kind: 'environment' }))).toEqual(['C0DEV']);
  });
});

describe('alertsFor', () => {
  const settings = (alerts: AlertChoice, alertsAs: AlertForm = 'thread') => ({ alerts, alertsAs });
  const route = (channel: string, alerts?: AlertSettings, environment = 'prod*') =>
    ({
      on: 'deployment',
      match: { environment: [environment] },
      channels: [channel],
      ...(alerts ? { alerts } : {}),
    }) as const;
  const of = (...routes: readonly ReturnType<typeof route>[]) =>
    alertsFor(compileBotConfiguration({ ...BOT, routes }), deployment(), 'C0DEPLOYS');

  test.each([
    ['no route brings it there: a rule does', of(route('dev', settings('all'))), usualAlerts],
    ['a route that says nothing', of(route('deploys')), usualAlerts],
    ['a route that says something', of(route('deploys', settings('none'))), settings('none')],
    [
      'of two, the one that wants more',
      of(route('deploys'), route('deploys', settings('all', 'post'))),
      settings('all', 'post'),
    ],
    [
      'of two that want the same, the first',
      of(route('deploys', settings('all', 'post')), route('deploys', settings('all'))),
      settings('all', 'post'),
    ],
    [
      'a route that does not match',
      of(route('deploys', settings('all'), 'dev'), route('deploys', settings('none'))),
      settings('none'),
    ],
  ])('%s', (_name, found, expected) => {
    expect(found).toEqual(expected);
  });
});

test.each([
  ['#deploys', 'C0DEPLOYS'],
  ['deploys', 'C0DEPLOYS'],
  ['C0ELSEWHERE', 'C0ELSEWHERE'],
  ['G0PRIVATE', 'G0PRIVATE'],
  ['#C0DEPLOYS', undefined],
  ['deploy', undefined],
  ['constructor', undefined],
  ['', undefined],
])('the channel %j is %s', (name, expected) => {
  expect(channelId(configuration, name)).toBe(expected);
});

test.each([
  ['@platform', { users: [], userGroups: ['S0PLATFORM'] }],
  ['on-call', { users: ['U0CLEO'], userGroups: [] }],
  ['U0ADA', { users: ['U0ADA'], userGroups: [] }],
  ['S0OTHER', { users: [], userGroups: ['S0OTHER'] }],
  ['@here', undefined],
  ['@toString', undefined],
])('%j mentions %j', (name, expected) => {
  expect(mentionedPeople(configuration, name)).toEqual(expected);
});
