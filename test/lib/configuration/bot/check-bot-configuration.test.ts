import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { checkBotConfiguration, checkTogether } from '../../../../src/lib/configuration/bot/index.ts';
import type { Problem } from '../../../../src/lib/configuration-check/index.ts';
import { providerRegistry } from '../../../../src/lib/providers/registry.ts';
import { checkRules } from '../../../../src/lib/rules/check/index.ts';
import { placesOf, unmark } from '../../configuration-check/marked.ts';
import { knownKinds, knownProviders } from '../../support/known-names.ts';

const TEXT = `version: 1
slack: { teamId: T0LOCAL }
channels: { deploys: C0DEPLOYS, platform: C0PLATFORM }
routes:
  - match: { environment: "prod*", kind: serviceInstance }
    channels: [deploys]
  - on: connection
    match: { account: ["1111*"] }
    channels: [platform]
people:
  platform: { userGroups: [S0PLATFORM] }
  developers: { users: [U0BEN] }
permissions:
  - allow: cancel
    environment: "prod*"
    people: platform
    channels: [deploys]
  - { allow: [accept, reject], people: [platform, developers] }
`;

/** What a file that says nothing of back ends means: only Proton is on, and none has a right to act that is off by default. */
const usualProviders = Object.fromEntries(
  providerRegistry.map(({ name, options }) => [
    name,
    { enabled: name === 'proton', options: Object.fromEntries(Object.keys(options).map((option) => [option, false])) },
  ]),
);

function problemsOf(text: string): readonly Problem[] {
  const result = checkBotConfiguration(text, 'bot.yml', { providers: providerRegistry });
  return result.ok ? [] : result.problems;
}

test('a route says how it wants alerts; what it leaves out has a default', () => {
  const quietHours = { from: '22:00', to: '07:00', zone: 'Europe/Paris' };
  const text = TEXT.replace(
    'channels: [deploys]\n  - on: connection',
    'channels: [deploys]\n    alerts: all\n    quietHours: { from: "22:00", to: "07:00", zone: Europe/Paris }\n  - on: connection',
  );
  const result = checkBotConfiguration(text, 'bot.yml', { providers: providerRegistry });
  expect(result.ok && result.document.routes[0]?.alerts).toEqual({ alerts: 'all', alertsAs: 'thread', quietHours });
  expect(result.ok && result.document.routes[1]).not.toHaveProperty('alerts');
});

test.each([
  ['alerts: loud', 'expected one of failures, all, none'],
  ['alertsAs: mail', 'expected one of thread, post'],
  ['quietHours: { from: "24:00", to: "07:00", zone: UTC }', 'not a time of day'],
  ['quietHours: { from: "22:00", to: "07:00", zone: Paris }', 'there is no such time zone'],
  ['quietHours: { from: "22:00", to: "22:00", zone: UTC }', 'quiet hours cannot last all day'],
])('a route with %s is refused at its place', (line, problem) => {
  const text = TEXT.replace(
    'channels: [deploys]\n  - on: connection',
    `channels: [deploys]\n    ${line}\n  - on: connection`,
  );
  expect(problemsOf(text)).toEqual([expect.objectContaining({ line: 7, message: expect.stringContaining(problem) })]);
});

test('a good file becomes a document of plain JSON, one form for everything', () => {
  const result = checkBotConfiguration(TEXT, 'bot.yml', { providers: providerRegistry });
  expect(result.ok && result.document).toEqual({
    version: 1,
    providers: usualProviders,
    scopes: [],
    tags: { environment: ['proton:environment', 'environment', 'env'], service: ['proton:service', 'service'] },
    slack: { teamId: 'T0LOCAL' },
    channels: { deploys: 'C0DEPLOYS', platform: 'C0PLATFORM' },
    routes: [
      { on: 'deployment', match: { environment: ['prod*'], kind: ['serviceInstance'] }, channels: ['deploys'] },
      { on: 'connection', match: { account: ['1111*'] }, channels: ['platform'] },
    ],
    people: {
      platform: { users: [], userGroups: ['S0PLATFORM'] },
      developers: { users: ['U0BEN'], userGroups: [] },
    },
    permissions: [
      { allow: ['cancel'], match: { environment: ['prod*'] }, people: ['platform'], channels: ['deploys'] },
      { allow: ['accept', 'reject'], match: {}, people: ['platform', 'developers'], channels: [] },
    ],
  });
});

test('a permission says to what by the keys of a match; "environment" alone is short for one of them', () => {
  const permissions = `${TEXT}  - { allow: delete, match: { provider: supplyChain, name: [test-*, try-*] }, people: platform }
  - { allow: cancel, match: { account: "1111*", region: eu-west-1 }, environment: dev, people: platform }
`;
  const result = checkBotConfiguration(permissions, 'bot.yml', { providers: providerRegistry });
  expect(result.ok && result.document.permissions.slice(2).map(({ match }) => match)).toEqual([
    { provider: ['supplyChain'], name: ['test-*', 'try-*'] },
    { account: ['1111*'], region: ['eu-west-1'], environment: ['dev'] },
  ]);
});

test('people and permissions may be missing: then nobody may do anything', () => {
  const result = checkBotConfiguration(
    'version: 1\nslack: { teamId: T0LOCAL }\nchannels: {}\nroutes: []\n',
    'bot.yml',
    { providers: providerRegistry },
  );
  expect(result).toMatchObject({ ok: true, document: { people: {}, permissions: [] } });
});

test.each([
  ['', true, false, false],
  ['providers: {}', true, false, false],
  ['providers: { supplyChain: { enabled: true } }', true, false, true],
  ['providers: { supplyChain: { enabled: false } }', true, false, false],
  ['providers: { proton: {} }', true, false, false],
  ['providers: { proton: { createInstances: true } }', true, true, false],
  ['providers: { proton: { enabled: true, createInstances: false } }', true, false, false],
  ['providers: { proton: { enabled: false }, supplyChain: { enabled: true } }', false, false, true],
  [
    'providers: { proton: { enabled: false, createInstances: false }, supplyChain: { enabled: true } }',
    false,
    false,
    true,
  ],
])('a back end is as its section says, else as it is by default: %s', (line, proton, createInstances, supplyChain) => {
  const result = checkBotConfiguration(`${TEXT}${line}\n`, 'bot.yml', { providers: providerRegistry });
  expect(result.ok && result.document.providers).toEqual({
    ...usualProviders,
    proton: { enabled: proton, options: { createInstances, redeploy: false } },
    supplyChain: { enabled: supplyChain, options: {} },
  });
});

const SCOPE =
  'scopes:\n  - { name: staging, account: "222222222222", regions: [eu-west-1, us-east-1], roleArn: "arn:aws:iam::222222222222:role/bot" }\n';

test('scopes are one for each Region, named after what is given', () => {
  const other =
    '  - { account: "333333333333", regions: eu-west-1, roleArn: "arn:aws:iam::333333333333:role/bot", externalId: x-1 }\n';
  const single = other.replace('{ account', '{ name: tenant, account').replaceAll('333333333333', '444444444444');
  const result = checkBotConfiguration(`${TEXT}${SCOPE}${other}${single}`, 'bot.yml', { providers: providerRegistry });
  const roleArn = (account: string) => `arn:aws:iam::${account}:role/bot`;
  const staging = { account: '222222222222', roleArn: roleArn('222222222222') };
  expect(result.ok && result.document.scopes).toEqual([
    { name: 'staging/eu-west-1', region: 'eu-west-1', ...staging },
    { name: 'staging/us-east-1', region: 'us-east-1', ...staging },
    {
      name: '333333333333/eu-west-1',
      account: '333333333333',
      region: 'eu-west-1',
      roleArn: roleArn('333333333333'),
      externalId: 'x-1',
    },
    {
      name: 'tenant',
      account: '444444444444',
      region: 'eu-west-1',
      roleArn: roleArn('444444444444'),
      externalId: 'x-1',
    },
  ]);
});

test.each([
  ['tags: {}', ['proton:environment', 'environment', 'env'], ['proton:service', 'service']],
  ['tags: { environment: stage }', ['stage'], ['proton:service', 'service']],
  [
    'tags: { environment: ["Kosten/Stelle 7", proton:environment], service: [app:name] }',
    ['Kosten/Stelle 7', 'proton:environment'],
    ['app:name'],
  ],
])('the tags that name environment and service: %s', (line, environment, service) => {
  const result = checkBotConfiguration(`${TEXT}${line}\n`, 'bot.yml', { providers: providerRegistry });
  expect(result.ok && result.document.tags).toEqual({ environment, service });
});

describe('tags are refused with the place', () => {
  test.each([
    ['an unknown member', 'tags: { ‸enviroment: stage }\n', 'unknown key "enviroment"'],
    ['no key at all', 'tags: { environment: ‸"" }\n', 'not the key of a tag'],
    ['a character that no key has', 'tags: { service: [service, ‸"a*b"] }\n', 'not the key of a tag'],
    ['a key that is too long', `tags: { service: ‸${'a'.repeat(129)} }\n`, '128'],
    ['an empty list', 'tags: { service: ‸[] }\n', 'at least 1'],
    [
      'a number',
      'tags: { service: ‸7 }\n',
      'expected a string or a list of strings, found the number 7; put it in quotes',
    ],
    ['no members', 'tags: ‸stage\n', 'found "stage"'],
  ])('%s', (_name, marked, message) => {
    const { text, line, column } = unmark(`${TEXT}${marked}`);
    const problems = problemsOf(text);
    expect(problems).toMatchObject([{ line, column }]);
    expect(problems[0]?.message).toContain(message);
  });
});

describe('scopes are refused with the place', () => {
  test.each([
    [
      'an unknown key',
      'name: staging',
      '‸role: admin',
      'unknown key "role"; known: name, account, regions, roleArn, externalId',
    ],
    ['no list', /scopes:[\s\S]*$/, 'scopes: ‸staging\n', 'expected a list, found "staging"'],
    [
      'an account that is a number',
      '"222222222222", r',
      '‸222222222222, r',
      'expected text, found the number 222222222222; put it in quotes',
    ],
    [
      'an account that is none',
      '"222222222222", r',
      '‸"2222", r',
      'not the id of an AWS account; it has twelve digits',
    ],
    [
      'no account',
      '{ name: staging, account: "222222222222", ',
      '‸{ name: staging, ',
      '"account" is missing; expected text',
    ],
    [
      'no Regions',
      /\{ name: staging, account: "222222222222", regions: \S+ \S+ /,
      '‸{ name: staging, account: "222222222222", ',
      '"regions" is missing; expected a string or a list of strings',
    ],
    [
      'no role',
      /\{ name: staging, (.*), roleArn.*/,
      '‸{ name: staging, account: "222222222222", regions: [eu-west-1] }',
      '"roleArn" is missing; expected text',
    ],
    [
      'a user for a role',
      '"arn:aws:iam::222222222222:role/bot',
      '‸"arn:aws:iam::222222222222:user/bot',
      'not the ARN of a role; they look like arn:aws:iam::111122223333:role/proton-bot',
    ],
    [
      'a role of another account',
      '"arn:aws:iam::222222222222',
      '‸"arn:aws:iam::999999999999',
      "this role belongs to account 999999999999, not to 222222222222; use a role of the scope's account",
    ],
    ['a Region that is none', '[eu-west-1', '[‸europe', 'not an AWS Region; they look like eu-central-1'],
    [
      'a Region twice',
      'us-east-1]',
      '‸eu-west-1]',
      'account 222222222222 in eu-west-1 is in scope 1 already; leave it out here',
    ],
    [
      "the own scope's name",
      'name: staging',
      'name: ‸own',
      `"own" is the bot's own account and Region; choose another name`,
    ],
    [
      'a name with a blank',
      'name: staging',
      'name: ‸"my staging"',
      'a scope is named with small letters, digits and -, at most 32',
    ],
    [
      'a scope that is there twice',
      /$/,
      '  - { account: "222222222222", regions: [‸us-east-1], roleArn: "arn:aws:iam::222222222222:role/other" }\n',
      'account 222222222222 in us-east-1 is in scope 1 already; leave it out here',
    ],
    [
      'a name that is there twice',
      /$/,
      '  - { name: ‸staging, account: "333333333333", regions: [us-east-1], roleArn: "arn:aws:iam::333333333333:role/bot" }\n',
      'the name "staging" is already used by scope 1; choose another name',
    ],
  ])('%s', (_, replaced, by, message) => {
    const { text, line, column } = unmark(`${TEXT}${SCOPE}`.replace(replaced, () => by));
    expect(placesOf(problemsOf(text))).toContain(`${line}:${column} ${message}`);
  });
});

describe('refused with the place', () => {
  test.each([
    [
      'an unknown provider',
      'people:',
      'providers: { ‸suplyChain: { enabled: true } }\npeople:',
      'unknown key "suplyChain"; did you mean "supplyChain"?',
    ],
    [
      'a provider that is neither on nor off',
      'people:',
      'providers: { supplyChain: ‸{} }\npeople:',
      '"enabled" is missing; expected true or false',
    ],
    [
      'a switch that is none',
      'people:',
      'providers: { supplyChain: { enabled: ‸maybe } }\npeople:',
      'expected true or false, found "maybe"',
    ],
    [
      'an option of a provider that there is none of',
      'people:',
      'providers: { proton: { ‸createInstance: true } }\npeople:',
      'unknown key "createInstance"; did you mean "createInstances"?',
    ],
    [
      'an option that is no switch',
      'people:',
      'providers: { proton: { createInstances: ‸"yes" } }\npeople:',
      'expected true or false, found "yes"',
    ],
    [
      'a bot that has nothing to watch',
      'people:',
      '‸providers: { proton: { enabled: false } }\npeople:',
      `every back end is off, so there would be nothing to watch; enable one of ${knownProviders}`,
    ],
    [
      'an option of a provider that is off',
      'people:',
      'providers: { proton: { enabled: false, ‸createInstances: true }, supplyChain: { enabled: true } }\npeople:',
      '"createInstances" has no effect while "proton" is off; set enabled: true, or leave it out',
    ],
    [
      'a key that what people create or delete does not have',
      'allow: cancel\n    environment: "prod*"',
      'allow: [cancel, create, delete]\n    match: { template: ‸"web*" }',
      'resources that people create, change or delete have no "template" (they have: provider, kind, account, region, environment, service, name); allow create, delete in a separate permission without this key',
    ],
    [
      'an unknown key in what a permission is for',
      'environment: "prod*"\n    people: platform',
      'match: { ‸enviroment: "prod*" }\n    people: platform',
      'unknown key "enviroment"; did you mean "environment"?',
    ],
    [
      'a key of the wrong type',
      'environment: "prod*"\n    people: platform',
      'match: { environment: ‸5 }\n    people: platform',
      'expected a string or a list of strings, found the number 5; put it in quotes',
    ],
    [
      'a list where keys belong',
      'environment: "prod*"\n    people: platform',
      'match: ‸[prod]\n    people: platform',
      'expected a map, found a list',
    ],
    [
      'an empty list of patterns',
      'environment: "prod*"\n    people: platform',
      'match: { environment: ‸[] }\n    people: platform',
      'too short: at least 1 entry',
    ],
    [
      'an empty pattern',
      'environment: "prod*"\n    people: platform',
      'match: { name: ‸"" }\n    people: platform',
      'too short: at least 1 character',
    ],
    [
      'an environment given twice',
      'environment: "prod*"\n    people: platform',
      'match: { environment: "dev" }\n    environment: ‸"prod*"\n    people: platform',
      '"match" says in which environments, too; say it once',
    ],
    [
      'a provider that there is none of',
      'environment: "prod*"\n    people: platform',
      'match: { provider: [proton, ‸supply-chain] }\n    people: platform',
      'there is no provider "supply-chain"; did you mean "supplyChain"?',
    ],
    [
      'a kind that there is none of',
      'environment: "prod*"\n    people: platform',
      'match: { kind: ‸cluster }\n    people: platform',
      `there is no kind "cluster"; known: ${knownKinds}`,
    ],
    [
      'a service for connections, which have none',
      '{ allow: [accept, reject], people',
      '{ allow: [accept, reject], match: { service: ‸orders }, people',
      'connections have no "service" (they have: provider, account, environment); allow accept, reject in a separate permission without this key',
    ],
    [
      'a template for what is created',
      'allow: cancel\n    environment: "prod*"',
      'allow: [cancel, create]\n    match: { template: ‸web }',
      'resources that people create, change or delete have no "template" (they have: provider, kind, account, region, environment, service, name); allow create in a separate permission without this key',
    ],
    [
      'a provider in a route that there is none of',
      'kind: serviceInstance',
      'provider: ‸pulumi',
      `there is no provider "pulumi"; known: ${knownProviders}`,
    ],
    [
      'a provider of connections that there is none of',
      'account: ["1111*"]',
      'provider: ‸protom',
      'there is no provider "protom"; did you mean "proton"?',
    ],
    ['an unknown key', 'people:', '‸peeple: {}\npeople:', 'unknown key "peeple"; did you mean "people"?'],
    [
      'an unknown channel in a route',
      '[deploys]\n  - on',
      '[‸deploy]\n  - on',
      'there is no channel "deploy"; did you mean "deploys"?',
    ],
    [
      'an unknown channel in a permission',
      'channels: [deploys]\n  - {',
      'channels: [deploys, ‸ops]\n  - {',
      'there is no channel "ops"; known: deploys, platform',
    ],
    [
      'an unknown group',
      'people: platform',
      'people: ‸platfrom',
      'there is no group of people "platfrom"; did you mean "platform"?',
    ],
    [
      'an unknown group in a list',
      '[platform, developers]',
      '[platform, ‸dev]',
      'there is no group of people "dev"; known: platform, developers',
    ],
    ['an unknown kind', 'kind: serviceInstance', 'kind: ‸queue', `there is no kind "queue"; known: ${knownKinds}`],
    [
      'a kind of another back end',
      'kind: serviceInstance',
      'provider: ecs, kind: ‸serviceInstance',
      'there is no kind "serviceInstance"; known: service, daemon',
    ],
    ['an unknown right', 'allow: cancel', 'allow: ‸approv', 'expected a string or a list of strings, found "approv"'],
    [
      'an unknown right in a list',
      '[accept, reject]',
      '[accept, ‸rejekt]',
      'expected one of cancel, retry, rollback, continue, turnDown, accept, reject, create, update, delete, approve, hold, override, diagnose, steer, found "rejekt"; did you mean "reject"?',
    ],
    [
      'a name instead of an id',
      'deploys: C0DEPLOYS',
      'deploys: ‸"#deploys"',
      "not the id of a channel; Slack's look like C012ABCDEF",
    ],
    [
      'a person where a group belongs',
      '[S0PLATFORM]',
      '[‸U0ADA]',
      "not the id of a user group; Slack's look like S012ABCDEF",
    ],
    ['a group without anyone', '{ users: [U0BEN] }', '‸{}', 'a group needs at least one entry in users or userGroups'],
    ['no workspace', 'slack: { teamId: T0LOCAL }', 'slack: ‸{}', '"teamId" is missing; expected text'],
    [
      'a channel with its sign',
      '{ deploys: C0DEPLOYS',
      '{ "deploys": C0DEPLOYS, ‸"#ops": C0OPS',
      'a channel is named with small letters, digits, - and _, without the #',
    ],
    ['an unknown subject', 'on: connection', 'on: ‸conection', '"on" is unknown; expected deployment or connection'],
    [
      'a key of the other subject',
      'account: ["1111*"]',
      '‸service: x',
      'unknown key "service"; known: provider, account, environment',
    ],
    ['a key twice', 'people:', 'routes: []\npeople:', undefined],
  ])('%s', (_name, from, to, message) => {
    expect(TEXT).toContain(from);
    if (message === undefined) {
      expect(placesOf(problemsOf(TEXT.replace(from, to)))[0]).toContain('this key stands twice');
      return;
    }
    const { text, line, column } = unmark(TEXT.replace(from, to));
    expect(placesOf(problemsOf(text))).toEqual([`${line}:${column} ${message}`]);
  });

  test('whatever the text is, the check answers', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: TEXT.length }),
        fc.nat({ max: 30 }),
        fc.string({ maxLength: 5 }),
        (at, remove, insert) => {
          expect(Array.isArray(problemsOf(TEXT.slice(0, at) + insert + TEXT.slice(at + remove)))).toBe(true);
        },
      ),
    );
  });
});

describe('rules and bot.yml together', () => {
  function check(notify: string): readonly Problem[] {
    const rules = checkRules(
      `version: 1\nrules:\n  - { name: off, on: deployment, when: "true", do: [{ notify: { channel: platform } }], mode: off }\n  - name: tell\n    on: deployment\n    when: "true"\n    do: [{ cancel: { reason: x } }, { notify: { ${notify} } }]\n    mode: shadow\n`,
      'rules.yml',
      { providers: providerRegistry },
    );
    const bot = checkBotConfiguration(TEXT, 'bot.yml', { providers: providerRegistry });
    if (!rules.ok || !bot.ok) throw new Error('both files are good ones');
    return checkTogether(rules, bot);
  }

  test.each([
    'channel: deploys',
    'channel: "#deploys", mention: "@platform"',
    'channel: C0ELSEWHERE, mention: [developers, U0ADA, S0ANY]',
    'people: [developers, U0ADA]',
  ])('fit: %s', (notify) => {
    expect(check(notify)).toEqual([]);
  });

  test.each([
    ['people: [developers, ‸anybody]', 'bot.yml has no group of people "anybody"; known: platform, developers'],
    [
      'people: ‸"@platform"',
      '"@platform" has user groups, and a direct message goes to single people; name a group with users, or mention this one in a channel',
    ],
    [
      'channel: deploys, escalate: { after: 15m, mention: ["@platform", ‸"@lead"] }',
      'bot.yml has no group of people "@lead"; known: platform, developers',
    ],
    [
      'channel: deploys, escalate: { after: 15m, people: [‸platform] }',
      '"platform" has user groups, and a direct message goes to single people; name a group with users, or mention this one in a channel',
    ],
    ['channel: ‸deploy', 'bot.yml has no channel "deploy"; did you mean "deploys"?'],
    [
      'channel: deploys, mention: ["@platform", ‸"@here"]',
      'bot.yml has no group of people "@here"; known: platform, developers',
    ],
    [
      'channel: deploys, mention: ‸"@developer"',
      'bot.yml has no group of people "@developer"; did you mean "developers"?',
    ],
  ])('do not fit: %s', (marked, message) => {
    const { text, column } = unmark(marked);
    const before = '    do: [{ cancel: { reason: x } }, { notify: { '.length;
    expect(placesOf(check(text))).toEqual([`7:${before + column} ${message}`]);
  });
});
