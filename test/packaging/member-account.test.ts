import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { memberAccountTemplate } from '../../scripts/packaging/member-account.mjs';
import type { ProviderFeature, ProviderManifest } from '../../src/lib/providers/module.ts';
import { providerRegistry } from '../../src/lib/providers/registry.ts';
import { projectFolder } from '../support/bundles.ts';
import { at, list } from './support/packaged.ts';

const text = await readFile(join(projectFolder, 'infrastructure/member-account.yml'), 'utf8');
const template: unknown = parse(text);

/** What the operator chooses in the stack, and what `bot.yml` says with the same words: `ecs`, `ecs.cancel`. */
type Choices = ReadonlySet<string>;

const parameterOf = (choice: string) =>
  choice.replaceAll(/(?:^|\.)(\w)/g, (_whole, letter: string) => letter.toUpperCase());

/** Every back end, and every option that has rights. */
const backEnds = providerRegistry.map(({ name }) => name);
const options = providerRegistry.flatMap(({ name, features }) =>
  features.flatMap(({ option, rights }) =>
    option === undefined || rights === undefined ? [] : [[name, `${name}.${option}`] as const],
  ),
);
const everything: Choices = new Set([...backEnds, ...options.map(([, option]) => option)]);

/** CloudFormation's conditions, as far as the template has them. */
function holds(condition: unknown, chosen: Choices): boolean {
  const equals = at(condition, 'Fn::Equals');
  const all = at(condition, 'Fn::And');
  if (all !== undefined) return list(all).every((part) => holds(part, chosen));
  const [reference, value] = list(equals);
  const parameter = String(at(reference, 'Ref'));
  expect(Object.keys(Object(at(template, 'Parameters')))).toContain(parameter);
  return String([...chosen].some((choice) => parameterOf(choice) === parameter)) === value;
}

/** The resources of a type that a stack with these choices has. */
function resourcesOf(type: string, chosen: Choices): readonly (readonly [id: string, properties: unknown])[] {
  return Object.entries(Object(at(template, 'Resources'))).flatMap(([id, resource]) => {
    const condition = at(resource, 'Condition');
    const isThere = condition === undefined || holds(at(template, 'Conditions', resourceText(condition)), chosen);
    return at(resource, 'Type') === type && isThere ? [[id, at(resource, 'Properties')] as const] : [];
  });
}

const resourceText = (resource: unknown) => String(at(resource, 'Fn::Sub') ?? resource);

/** `action on resource`, of what the bot's role may do. */
function granted(chosen: Choices): readonly string[] {
  const statements = resourcesOf('AWS::IAM::Policy', chosen).flatMap(([, policy]) => {
    expect(at(policy, 'Roles')).toEqual([{ Ref: 'BotRole' }]);
    return list(at(policy, 'PolicyDocument', 'Statement'));
  });
  return statements
    .flatMap((statement) => {
      expect(at(statement, 'Effect')).toBe('Allow');
      return list(at(statement, 'Action')).map(
        (action) => `${String(action)} on ${resourceText(at(statement, 'Resource'))}`,
      );
    })
    .toSorted();
}

function chosenFeatures(chosen: Choices): readonly (readonly [ProviderManifest, ProviderFeature])[] {
  return providerRegistry
    .filter(({ name }) => chosen.has(name))
    .flatMap((manifest) =>
      manifest.features
        .filter(({ option }) => option === undefined || chosen.has(`${manifest.name}.${option}`))
        .map((feature) => [manifest, feature] as const),
    );
}

/** The same, as the manifests ask for it in the bot's own account, for the functions that ask back ends. */
function asked(chosen: Choices): readonly string[] {
  const rights = chosenFeatures(chosen).flatMap(([, { rights: own = {} }]) =>
    [own.observe, own.discover, own.command].flatMap((statements) => statements ?? []),
  );
  const all = rights.flatMap(({ actions, resource }) => actions.map((action) => `${action} on ${resource}`));
  return [...new Set(all)].toSorted();
}

test('the file is what the manifests say; otherwise run node scripts/write-member-account.mjs', () => {
  expect(text).toBe(memberAccountTemplate(providerRegistry));
});

describe('the role may do exactly what the manifests ask for', () => {
  test('nothing, where nothing is chosen', () => {
    expect(granted(new Set())).toEqual([]);
  });

  test.each(backEnds)('to watch %s', (backEnd) => {
    const chosen = new Set([backEnd]);
    expect(granted(chosen)).toEqual(asked(chosen));
    expect(granted(chosen).length).toBeGreaterThan(0);
  });

  test.each(options)('%s with %s: that, and no more', (backEnd, option) => {
    const chosen = new Set([backEnd, option]);
    expect(granted(chosen)).toEqual(asked(chosen));
    expect(granted(chosen).length).toBeGreaterThan(granted(new Set([backEnd])).length);
    // An option alone gives nothing, as in bot.yml.
    expect(granted(new Set([option]))).toEqual([]);
  });

  test('everything, where everything is chosen', () => {
    expect(granted(everything)).toEqual(asked(everything));
  });

  test('in this account and Region: CloudFormation can fill in each resource', () => {
    for (const right of granted(everything)) {
      const placeholders = [...right.matchAll(/\$\{([^}]*)\}/g)].map(([, name]) => name);
      expect(['AWS::Partition', 'AWS::Region', 'AWS::AccountId']).toEqual(expect.arrayContaining(placeholders));
    }
  });

  test.each([
    'cloudformation:CancelUpdateStack',
    'ecs:StopServiceDeployment',
    'ecs:ContinueServiceDeployment',
    'codepipeline:StopPipelineExecution',
    'codepipeline:PutApprovalResult',
    'codepipeline:RetryStageExecution',
    'codedeploy:StopDeployment',
    'codedeploy:ContinueDeployment',
    'codeconnections:UpdateSyncBlocker',
    'codestar-connections:UpdateSyncBlocker',
    'proton:UpdateServiceInstance',
    'ecs:UpdateService',
    'iam:PassRole',
    'codedeploy:CreateDeployment',
  ])('who only watches has no %s', (action) => {
    const watching = granted(new Set(['cloudFormation', 'ecs', 'codePipeline', 'codeDeploy', 'gitSync', 'proton']));
    expect(watching.filter((right) => right.startsWith(`${action} `))).toEqual([]);
    expect(granted(everything).some((right) => right.startsWith(`${action} `))).toBe(true);
  });
});

describe('events', () => {
  const bus = { 'Fn::Sub': 'arn:${AWS::Partition}:events:${BotRegion}:${BotAccountId}:event-bus/default' };

  test.each(backEnds)('of %s are forwarded as the bot takes them in its own account', (backEnd) => {
    const chosen = new Set([backEnd]);
    const wanted = chosenFeatures(chosen).flatMap(([, { events = [] }]) =>
      events.map(({ source, detailTypes }) => ({
        source: [source],
        ...(detailTypes === undefined ? {} : { 'detail-type': detailTypes }),
      })),
    );
    const rules = resourcesOf('AWS::Events::Rule', chosen);
    expect(rules.map(([, rule]) => at(rule, 'EventPattern'))).toEqual(wanted);
    expect(wanted).not.toEqual([]);
    for (const [, rule] of rules) {
      expect(at(rule, 'Targets')).toEqual([{ Id: 'bot', Arn: bus, RoleArn: { 'Fn::GetAtt': ['ForwardRole', 'Arn'] } }]);
    }
  });

  test('are forwarded with a role that can do nothing else, for these rules only', () => {
    expect(resourcesOf('AWS::Events::Rule', new Set())).toEqual([]);
    const { ForwardRole: role } = Object.fromEntries(resourcesOf('AWS::IAM::Role', everything));
    expect(list(at(role, 'Policies')).flatMap((policy) => at(policy, 'PolicyDocument', 'Statement'))).toEqual([
      { Effect: 'Allow', Action: ['events:PutEvents'], Resource: bus },
    ]);
    const [statement] = list(at(role, 'AssumeRolePolicyDocument', 'Statement'));
    expect(at(statement, 'Principal')).toEqual({ Service: 'events.amazonaws.com' });
    const names = resourcesOf('AWS::Events::Rule', everything).map(([, rule]) => at(rule, 'Name', 'Fn::Sub'));
    expect(at(statement, 'Condition', 'ArnEquals', 'aws:SourceArn')).toEqual(
      names.map((name) => ({
        'Fn::Sub': `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/${String(name)}`,
      })),
    );
  });
});

describe('the role is assumed', () => {
  const require = createRequire(import.meta.url);

  test('with the external id, and by the functions only that bot.yml lets assume roles', async () => {
    process.env['PROTON_BOT_CONFIGURATION'] = join(projectFolder, 'test/e2e/support/ecs-scopes.yml');
    process.env['PROTON_BOT_RULES'] = join(projectFolder, 'test/e2e/support/ecs-rules.yml');
    const providers: () => Promise<{ readonly scopes: unknown }> = require('../../infrastructure/providers.cjs');
    const { scopes } = await providers();
    const functions = list(at(scopes, 'Resources', 'AssumeScopes', 'Properties', 'Roles')).map((role) =>
      at(role, 'Ref'),
    );
    const { BotRole: role } = Object.fromEntries(resourcesOf('AWS::IAM::Role', new Set()));
    expect(at(role, 'AssumeRolePolicyDocument', 'Statement')).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${BotAccountId}:root' } },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } },
          ArnLike: {
            'aws:PrincipalArn': functions.map((name) => ({
              'Fn::Sub': `arn:\${AWS::Partition}:iam::\${BotAccountId}:role/\${BotStackName}-${String(name)}-*`,
            })),
          },
        },
      },
    ]);
  });
});
