import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  authorize,
  authorizeWithoutGroups,
  type PermissionQuestion,
  standingOf,
  userGroupsIn,
  userGroupsToResolve,
} from '../../../src/lib/authorization/index.ts';
import {
  type BotConfiguration,
  type BotDocument,
  compileBotConfiguration,
  type PermissionDocument,
} from '../../../src/lib/configuration/bot-document.ts';
import { matchesAnyGlob } from '../../../src/lib/matching/index.ts';
import { environmentOf } from '../../../src/lib/model/statuses.ts';
import { connection, deployment } from '../rules/subjects.ts';
import { BOT } from './bot.ts';

const configuration = compileBotConfiguration(BOT);
const members = (userGroupId: string): readonly string[] => (userGroupId === 'S0PLATFORM' ? ['U0ADA'] : []);
const unavailable = () => 'unavailable' as const;

/** A question about a deployment, or a connection, in an environment; or about another subject altogether. */
type Changes = Partial<PermissionQuestion> & { readonly environment?: string };

function request({ environment = 'prod-eu', ...changes }: Changes = {}): PermissionQuestion {
  const isCancel = (changes.action ?? 'cancel') === 'cancel';
  return {
    action: 'cancel',
    subject: isCancel ? deployment({ environment }) : connection({ environment }),
    userId: 'U0ADA',
    teamId: 'T0LOCAL',
    channelId: 'C0DEPLOYS',
    ...changes,
  };
}

function reasonFor(changes: Changes, groupsOf: typeof members | typeof unavailable = members): string {
  const answer = authorize(configuration, { ...request(changes), groupsOf });
  return answer.allowed ? 'allowed' : answer.reason;
}

describe('allowed, by the permission named', () => {
  test.each([
    ['a member of a user group', {}, 'platform, on-call may cancel in prod*, from #deploys'],
    ['a person named directly', { userId: 'U0CLEO' }, 'platform, on-call may cancel in prod*, from #deploys'],
    [
      'from every channel',
      { environment: 'dev', userId: 'U0BEN', channelId: 'D0ANY' },
      'platform, developers may cancel in dev*',
    ],
    ['in every environment', { action: 'accept', environment: 'any' }, 'platform may accept, reject'],
  ] as const)('%s', (_name, changes, permission) => {
    expect(authorize(configuration, { ...request(changes), groupsOf: members })).toEqual({ allowed: true, permission });
  });

  test('a person named directly may act while Slack does not tell who is in the groups', () => {
    expect(reasonFor({ userId: 'U0CLEO' }, unavailable)).toBe('allowed');
  });
});

describe('refused, with the reason', () => {
  test.each([
    ['another workspace', { teamId: 'T0OTHER' }, 'This bot does not accept requests from your Slack workspace.'],
    [
      'nobody may',
      { environment: 'staging' },
      'You may not cancel in "staging". bot.yml says: platform, on-call may cancel in prod*, from #deploys; platform, developers may cancel in dev*.',
    ],
    [
      'not among the people',
      { userId: 'U0BEN' },
      'You may not cancel in "prod-eu". People who may: platform, on-call.',
    ],
    ['the wrong channel', { channelId: 'C0DEV' }, 'You may cancel in "prod-eu", but only from #deploys.'],
    [
      'a name is no right',
      { userId: 'platform' },
      'You may not cancel in "prod-eu". People who may: platform, on-call.',
    ],
    [
      'no environment',
      { environment: '' },
      'You may not cancel what has no environment. bot.yml says: platform, on-call may cancel in prod*, from #deploys; platform, developers may cancel in dev*.',
    ],
    [
      'nothing that is known',
      { subject: undefined },
      'You may not cancel this. bot.yml says: platform, on-call may cancel in prod*, from #deploys; platform, developers may cancel in dev*. No target of this name was found: check the spelling.',
    ],
  ] as const)('%s', (_name, changes, reason) => {
    expect(reasonFor(changes)).toBe(reason);
  });

  test('what is ordered is in no environment, and none is asked for', () => {
    const order = { action: 'delete', subject: { on: 'resource', resource: { provider: 'supplyChain' } } } as const;
    expect(reasonFor(order)).toBe('You may not delete this. The owner of bot.yml can add a permission.');
    const permission = { allow: ['create', 'delete'], match: {}, people: ['platform'], channels: [] } as const;
    const allowing = compileBotConfiguration({ ...BOT, permissions: [permission] });
    expect(authorize(allowing, { ...request(order), groupsOf: members })).toEqual({
      allowed: true,
      permission: 'platform may create, delete',
    });
    expect(authorize(allowing, { ...request({ ...order, userId: 'U0BEN' }), groupsOf: members })).toEqual({
      allowed: false,
      reason: 'You may not delete this. People who may: platform.',
    });
  });

  test('what cannot be checked', () => {
    expect(reasonFor({}, unavailable)).toBe(
      'Your permission to cancel in "prod-eu" could not be checked: Slack did not return the members of platform, on-call. Try again.',
    );
  });

  test('where nothing is permitted, nobody may do anything', () => {
    const empty = compileBotConfiguration({ ...BOT, permissions: [] });
    expect(authorize(empty, { ...request(), groupsOf: members })).toMatchObject({ allowed: false });
  });
});

describe('a permission for some subjects only', () => {
  const resource = (facts: object) => ({ on: 'resource', resource: { provider: 'supplyChain', ...facts } }) as const;
  const allowing = (allow: PermissionDocument['allow'], match: PermissionDocument['match']) =>
    compileBotConfiguration({ ...BOT, permissions: [{ allow, match, people: ['on-call'], channels: [] }] });
  const ask = (bot: BotConfiguration, question: Partial<PermissionQuestion>) =>
    authorize(bot, { ...request({ userId: 'U0CLEO', ...question }), groupsOf: members });

  test.each<[string, PermissionDocument['match'], object, boolean]>([
    ['its back end', { provider: ['supplyChain'] }, {}, true],
    ['another back end', { provider: ['proton'] }, {}, false],
    ['its name', { name: ['test-*'] }, { name: 'test-1' }, true],
    ['another name', { name: ['test-*'] }, { name: 'factory' }, false],
    ['its kind', { kind: ['instance'] }, { kind: 'instance' }, true],
    ['another kind', { kind: ['serviceInstance'] }, { kind: 'instance' }, false],
    ['all keys, not one', { provider: ['supplyChain'], name: ['test-*'] }, { name: 'factory' }, false],
    [
      'the account that it is in',
      { account: ['1111*'], region: ['eu-*'] },
      { account: '111122223333', region: 'eu-west-1' },
      true,
    ],
    ['another account', { account: ['9*'] }, { account: '111122223333' }, false],
    ['an account that is not known', { account: ['*'] }, {}, false],
    ['a name that is not known', { name: ['*'] }, {}, false],
    ['a name that is empty', { name: ['*'] }, { name: '' }, false],
  ])('to delete: %s', (_name, match, facts, allowed) => {
    expect(ask(allowing(['delete'], match), { action: 'delete', subject: resource(facts) }).allowed).toBe(allowed);
  });

  test.each<[string, PermissionDocument['match'], boolean]>([
    ['account', { account: ['111122223333'] }, true],
    ['another account', { account: ['9*'] }, false],
    ['region', { region: ['eu-*'] }, true],
    ['another region', { region: ['us-*'] }, false],
    ['service and template', { service: ['orders'], template: ['*'] }, true],
    ['kind', { kind: ['environment'] }, false],
  ])('to cancel: %s', (_name, match, allowed) => {
    const subject = deployment({ account: '111122223333', region: 'eu-west-1', template: 'web' });
    expect(ask(allowing(['cancel'], match), { subject }).allowed).toBe(allowed);
  });

  const instance = { provider: 'proton', kind: 'serviceInstance', service: 'orders', name: 'orders/api-2' };

  test.each<[string, PermissionDocument['match'], object, boolean]>([
    ['its environment', { environment: ['dev*'] }, { environment: 'dev-eu' }, true],
    ['another environment', { environment: ['dev*'] }, { environment: 'prod-eu' }, false],
    ['an environment that cannot be told', { environment: ['*'] }, {}, false],
    ['its service', { service: ['orders'] }, { environment: 'dev-eu' }, true],
    ['another service', { service: ['billing'] }, { environment: 'dev-eu' }, false],
    ['its name', { name: ['orders/*'] }, {}, true],
    ['its kind', { kind: ['serviceInstance'] }, {}, true],
    ['another back end', { provider: ['supplyChain'] }, {}, false],
    ['all keys, not one', { service: ['orders'], environment: ['dev*'] }, { environment: 'prod-eu' }, false],
  ])('to create a service instance: %s', (_name, match, facts, allowed) => {
    const question = { action: 'create', subject: resource({ ...instance, ...facts }) } as const;
    expect(ask(allowing(['create'], match), question).allowed).toBe(allowed);
  });

  test('names the environment in which nobody may create', () => {
    const subject = resource({ ...instance, environment: 'prod-eu' });
    expect(ask(allowing(['create'], { environment: ['dev*'] }), { action: 'create', subject })).toEqual({
      allowed: false,
      reason: 'You may not create in "prod-eu". bot.yml says: on-call may create in dev*.',
    });
  });

  test('is told in the trail by its keys', () => {
    const bot = allowing(['delete'], { provider: ['supplyChain'], name: ['test-*', 'try-*'] });
    expect(ask(bot, { action: 'delete', subject: resource({ name: 'test-1' }) })).toEqual({
      allowed: true,
      permission: 'on-call may delete, provider supplyChain, name test-* or try-*',
    });
  });

  test('"*" is for any environment, and not for what is in none, or what nothing is known of', () => {
    const bot = allowing(['cancel'], { environment: ['*'] });
    expect(ask(bot, { subject: deployment({ environment: 'dev' }) }).allowed).toBe(true);
    expect(ask(bot, { subject: deployment({ environment: '' }) }).allowed).toBe(false);
    expect(ask(bot, { subject: undefined }).allowed).toBe(false);
    expect(ask(allowing(['cancel'], {}), { subject: undefined }).allowed).toBe(true);
  });

  test('may or may not apply while the name is not known: a form is opened, and the last word is spoken later', () => {
    const question = request({ userId: 'U0CLEO', action: 'create', subject: resource({}) });
    expect(authorizeWithoutGroups(allowing(['create'], { name: ['test-*'] }), question)).toBe('unknown');
    expect(authorizeWithoutGroups(allowing(['create'], { provider: ['supplyChain'] }), question)).toBe('yes');
    expect(authorizeWithoutGroups(allowing(['create'], { provider: ['proton'] }), question)).toBe('no');
    const inDev = allowing(['create'], { environment: ['dev*'] });
    expect(authorizeWithoutGroups(inDev, question)).toBe('unknown');
    const inNone = request({ userId: 'U0CLEO', action: 'create', subject: resource({ environment: '' }) });
    expect(authorizeWithoutGroups(inDev, inNone)).toBe('no');
  });
});

describe('the user groups to ask Slack about', () => {
  test.each([
    ['those of the permissions that count', {}, ['S0PLATFORM']],
    ['none for a person named directly', { userId: 'U0CLEO' }, []],
    ['none for another workspace', { teamId: 'T0OTHER' }, []],
    ['none where nobody may', { environment: 'staging' }, []],
  ])('%s', (_name, changes, expected) => {
    expect(userGroupsToResolve(configuration, request(changes))).toEqual(expected);
  });
});

describe('what bot.yml says of a person', () => {
  const standing = (userId: string, teamId = 'T0LOCAL', groupsOf: typeof members | typeof unavailable = members) =>
    standingOf(configuration, { userId, teamId, groupsOf });

  test('has their groups, also those of Slack, and what each of these may do', () => {
    expect(standing('U0ADA')).toEqual({
      groups: ['platform'],
      permissions: [
        'platform may cancel in prod*, from #deploys',
        'platform may cancel in dev*',
        'platform may accept, reject',
      ],
      unknown: [],
      isOtherWorkspace: false,
    });
  });

  test('is nothing for who is in no group, and says so for another workspace', () => {
    const nothing = { groups: [], permissions: [], unknown: [] };
    expect(standing('U0NOBODY')).toEqual({ ...nothing, isOtherWorkspace: false });
    expect(standing('U0ADA', 'T0OTHER')).toEqual({ ...nothing, isOtherWorkspace: true });
  });

  test('names the groups that Slack does not tell of, and no permission that may not be theirs', () => {
    const { permissions, unknown } = standing('U0NOBODY', 'T0LOCAL', unavailable);
    expect([permissions, unknown]).toEqual([[], ['platform']]);
    expect(userGroupsIn(configuration)).toEqual(['S0PLATFORM']);
  });
});

/** No pattern is for what is in no environment, not even `*`. */
function isInEnvironment(patterns: readonly string[] | undefined, { subject }: PermissionQuestion): boolean {
  if (patterns === undefined) return true;
  const environment = subject === undefined || subject.on === 'resource' ? '' : environmentOf(subject);
  return environment !== '' && matchesAnyGlob(patterns, environment);
}

describe('for every configuration and request', () => {
  const user = fc.constantFrom('U1', 'U2', 'U3');
  const group = fc.constantFrom('S1', 'S2');
  const channel = fc.constantFrom('one', 'two');
  const document: fc.Arbitrary<BotDocument> = fc.record({
    version: fc.constant(1),
    providers: fc.constant({}),
    scopes: fc.constant([]),
    tags: fc.constant({ environment: [], service: [] }),
    slack: fc.constant({ teamId: 'T1' }),
    channels: fc.constant({ one: 'C1', two: 'C2' }),
    routes: fc.constant([]),
    people: fc.record({
      a: fc.record({ users: fc.uniqueArray(user), userGroups: fc.uniqueArray(group) }),
      b: fc.record({ users: fc.uniqueArray(user), userGroups: fc.uniqueArray(group) }),
    }),
    permissions: fc.array(
      fc.record({
        allow: fc.uniqueArray(fc.constantFrom('cancel', 'accept', 'reject'), { minLength: 1 }),
        match: fc.record(
          { environment: fc.uniqueArray(fc.constantFrom('prod*', 'dev', '*'), { minLength: 1 }) },
          { requiredKeys: [] },
        ),
        people: fc.uniqueArray(fc.constantFrom('a', 'b'), { minLength: 1 }),
        channels: fc.uniqueArray(channel),
      }),
      { maxLength: 4 },
    ),
  });
  const anyRequest: fc.Arbitrary<PermissionQuestion> = fc
    .record({
      action: fc.constantFrom('cancel' as const, 'accept' as const, 'reject' as const),
      environment: fc.constantFrom('prod-eu', 'dev', 'staging', ''),
      userId: user,
      teamId: fc.constantFrom('T1', 'T1', 'T2'),
      channelId: fc.constantFrom('C1', 'C2', 'C3'),
    })
    .map((changes) => request(changes));
  const lookup = fc.record({
    S1: fc.oneof(fc.uniqueArray(user), fc.constant('unavailable' as const)),
    S2: fc.oneof(fc.uniqueArray(user), fc.constant('unavailable' as const)),
  });

  test('allowed exactly where a permission says so, and never on what Slack did not tell', () => {
    fc.assert(
      fc.property(document, anyRequest, lookup, (bot, asked, groups) => {
        const tables = new Map<string, readonly string[] | 'unavailable'>(Object.entries(groups));
        const people = new Map(Object.entries(bot.people));
        const channels = new Map<string, string>(Object.entries(bot.channels));
        const expected =
          asked.teamId === 'T1' &&
          bot.permissions.some(
            (permission) =>
              permission.allow.includes(asked.action) &&
              isInEnvironment(permission.match['environment'], asked) &&
              (permission.channels.length === 0 ||
                permission.channels.some((name) => channels.get(name) === asked.channelId)) &&
              permission.people.some((name) => {
                const entry = people.get(name);
                const inGroup = entry?.userGroups.some((id) => {
                  const told = tables.get(id);
                  return told !== undefined && told !== 'unavailable' && told.includes(asked.userId);
                });
                return entry?.users.includes(asked.userId) === true || inGroup === true;
              }),
          );
        const compiled = compileBotConfiguration(bot);
        const answer = authorize(compiled, { ...asked, groupsOf: (id) => tables.get(id) ?? 'unavailable' });
        expect(answer.allowed).toBe(expected);
        if (!answer.allowed) expect(answer.reason).not.toMatch(/: [.;]|in \.$|undefined/);
      }),
      { numRuns: 500 },
    );
  });

  test('looking up only the groups named gives the same answer as looking up all', () => {
    fc.assert(
      fc.property(
        document,
        anyRequest,
        fc.record({ S1: fc.uniqueArray(user), S2: fc.uniqueArray(user) }),
        (bot, asked, groups) => {
          const compiled = compileBotConfiguration(bot);
          const tables = new Map<string, readonly string[]>(Object.entries(groups));
          const named = userGroupsToResolve(compiled, asked);
          const all = authorize(compiled, { ...asked, groupsOf: (id) => tables.get(id) ?? [] });
          const some = authorize(compiled, {
            ...asked,
            groupsOf: (id) => (named.includes(id) ? (tables.get(id) ?? []) : 'unavailable'),
          });
          expect(some.allowed).toBe(all.allowed);
        },
      ),
    );
  });
});

describe('without asking who is in a group', () => {
  const asked = (changes: Changes) => authorizeWithoutGroups(configuration, request(changes));

  test('is certain for those who are named, and where no group would help', () => {
    expect(asked({ userId: 'U0CLEO' })).toBe('yes');
    expect(asked({ userId: 'U0BEN' })).toBe('unknown');
    expect(asked({ userId: 'U0BEN', channelId: 'C0DEV' })).toBe('no');
    expect(asked({ environment: 'staging' })).toBe('no');
    expect(asked({ teamId: 'T0OTHER' })).toBe('no');
  });

  test('is never another answer than the one with the groups', () => {
    const id = fc.constantFrom('U0ADA', 'U0BEN', 'U0CLEO');
    const changes = fc.record({
      userId: id,
      environment: fc.constantFrom('prod-eu', 'dev', 'staging', ''),
      channelId: fc.constantFrom('C0DEPLOYS', 'C0DEV'),
      action: fc.constantFrom('cancel' as const, 'accept' as const, 'create' as const),
    });
    fc.assert(
      fc.property(changes, fc.uniqueArray(id), (change, group) => {
        const foreseen = asked(change);
        const { allowed } = authorize(configuration, { ...request(change), groupsOf: () => group });
        expect(foreseen === 'unknown' || (foreseen === 'yes') === allowed).toBe(true);
      }),
    );
  });
});
