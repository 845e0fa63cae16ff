import { beforeAll, describe, expect, test } from '@jest/globals';
import { supplyChainOperations } from '../../src/lib/providers/supply-chain/index.ts';
import { at, list, type Packaged, packagedBot, packagedWith } from './support/packaged.ts';

let on: Packaged;
let off: Packaged;
let alone: Packaged;

beforeAll(async () => {
  on = await packagedBot();
  off = await packagedWith('proton');
  alone = await packagedWith('supply-chain');
}, 360_000);

/** The template without what is different every time it is packaged: the time in the place of each zip. */
function resourcesOf({ template }: Packaged): Record<string, unknown> {
  const parsed: { readonly Resources: Record<string, unknown> } = JSON.parse(
    template.replaceAll(/prod\/\d+-[\dTZ:.-]+\//g, ''),
  );
  return parsed.Resources;
}

const own = ['SlackForms', 'DataIntegrationEvents'];
/** Resources that are there without it, and have more with it. */
const extended = ['SlackLambdaFunction', 'QueuePolicy', 'ObserveRole', 'DiscoverRole', 'CommandRole'];

/** The resources as text, with the build's id left out: another configuration is another build. */
function comparable(resources: ReturnType<typeof resourcesOf>): unknown {
  const text = JSON.stringify(resources);
  return JSON.parse(text.replaceAll(/"PROTON_BOT_BUILD":"[0-9a-f]{12}"/g, '"PROTON_BOT_BUILD":"a build"'));
}

/** What a role may do with AWS Supply Chain. */
function rightsOf(packaged: Packaged, name: string): readonly string[] {
  const roleId = packaged.functions.find((candidate) => candidate.name === name)?.roleId ?? '';
  return packaged
    .statementsOf(roleId)
    .flatMap(({ actions }) => actions)
    .filter((action) => action.startsWith('scn:'))
    .sort();
}

describe('with AWS Supply Chain off', () => {
  test('the template has nothing of it, and is otherwise the same', () => {
    expect(off.template).not.toMatch(/scn:|supply.?chain/i);
    const [with_, without] = [resourcesOf(on), resourcesOf(off)];
    for (const id of own) delete with_[id];
    for (const id of extended) {
      expect(with_[id]).not.toEqual(without[id]);
      delete with_[id];
      delete without[id];
    }
    expect(comparable(with_)).toEqual(comparable(without));
  });

  test('the function that answers Slack has no token', () => {
    const slack = off.functions.find(({ name }) => name === 'slack');
    expect(Object.keys(slack?.environment ?? {}).sort()).toEqual([
      'PROTON_BOT_COMMAND_QUEUE_URL',
      'SLACK_API_URL',
      'SLACK_SIGNING_SECRET_PARAMETER',
    ]);
    expect(slack?.code).not.toContain('SLACK_BOT_TOKEN_PARAMETER');
  });

  test('no function has code that could call it', () => {
    for (const { name, code } of off.functions) {
      expect([name, /GalaxyPublicAPIGateway|CreateInstance|aws\.supplychain/.test(code)]).toEqual([name, false]);
    }
  });
});

describe('with Proton off', () => {
  test('the template has no right to it, no rule for its events and no variable of it, and is otherwise the same', () => {
    expect(alone.template).not.toMatch(/"proton:|aws\.proton|AWS_ENDPOINT_URL_PROTON|ProtonEvents/);
    const [with_, without] = [resourcesOf(on), resourcesOf(alone)];
    delete with_['ProtonEvents'];
    const functions = ['ObserveLambdaFunction', 'DiscoverLambdaFunction', 'CommandLambdaFunction'];
    for (const id of [...functions, 'QueuePolicy', 'ObserveRole', 'DiscoverRole', 'CommandRole']) {
      expect(with_[id]).not.toEqual(without[id]);
      delete with_[id];
      delete without[id];
    }
    expect(comparable(with_)).toEqual(comparable(without));
  });

  test('each function may do what it may with both, but for Proton', () => {
    for (const { name, roleId } of on.functions) {
      const rights = (packaged: Packaged) =>
        packaged
          .statementsOf(roleId)
          .flatMap(({ actions, resources }) => actions.map((action) => `${action} on ${JSON.stringify(resources)}`));
      // Proton's are its calls, and the parameter with the key of one that is not AWS's.
      const others = rights(on).filter((right) => !/^proton:|parameter[^"]*\/proton\/key"/.test(right));
      expect([name, rights(alone).sort()]).toEqual([name, others.sort()]);
    }
  });

  test('no function has a client of it', () => {
    for (const { name, code } of alone.functions) {
      expect([name, /AwsProton20200720|CancelServiceInstanceDeployment|aws\.proton/.test(code)]).toEqual([name, false]);
    }
    const having = alone.functions.filter(({ code }) => code.includes('GalaxyPublicAPIGateway'));
    expect(having.map(({ name }) => name).sort()).toEqual(['command', 'discover', 'observe']);
  });
});

describe('with AWS Supply Chain on', () => {
  test('a function that asks may ask, the one that acts may act, and the others may do neither', () => {
    const actions = supplyChainOperations.map((operation) => `scn:${operation}`);
    expect(rightsOf(on, 'observe')).toEqual(['scn:GetInstance', 'scn:ListInstances']);
    expect(rightsOf(on, 'discover')).toEqual(['scn:ListInstances']);
    expect(rightsOf(on, 'command')).toEqual([...actions, 'scn:TagResource'].sort());
    expect(['sweep', 'slack', 'notify'].flatMap((name) => rightsOf(on, name))).toEqual([]);
  });

  test('only instances of this account and Region are within reach', () => {
    for (const { roleId } of on.functions) {
      const statements = on.statementsOf(roleId).filter(({ actions }) => actions.some((a) => a.startsWith('scn:')));
      for (const { resources } of statements) {
        const arn = `arn:\${AWS::Partition}:scn:\${AWS::Region}:\${AWS::AccountId}:instance/*`;
        expect(resources).toEqual([{ 'Fn::Sub': arn }]);
      }
    }
  });

  test('only the functions that need the client have it', () => {
    const having = on.functions.filter(({ code }) => code.includes('GalaxyPublicAPIGateway')).map(({ name }) => name);
    expect(having.sort()).toEqual(['command', 'discover', 'observe']);
  });

  test('its one kind of event reaches the notifier', () => {
    const rule = on.one('DataIntegrationEvents');
    expect(rule['EventPattern']).toEqual({
      source: ['aws.supplychain'],
      'detail-type': ['AWS Supply Chain Data Integration Status Change'],
    });
    expect(list(rule['Targets']).map((target) => at(target, 'Arn', 'Fn::GetAtt', '0'))).toEqual(['NotifyQueue']);
    // On the default bus, where AWS's own services put their events.
    expect(rule['EventBusName']).toBeUndefined();
  });

  test('the queues take events from its rule, and from those that were there before', () => {
    const senders = (packaged: Packaged) => {
      const [statement, ...others] = list(at(packaged.one('QueuePolicy'), 'PolicyDocument', 'Statement'));
      expect(others.map((other) => at(other, 'Effect'))).toEqual(['Deny', 'Deny', 'Deny']);
      return list(at(statement, 'Condition', 'ArnEquals', 'aws:SourceArn')).map((arn) => at(arn, 'Fn::GetAtt', '0'));
    };
    expect(senders(off)).toEqual(['BotEvents', 'ProtonEvents']);
    expect(senders(alone)).toEqual(['BotEvents', 'DataIntegrationEvents']);
    expect(senders(on)).toEqual([...senders(off), 'DataIntegrationEvents']);
    const { Condition: _senders, ...statement } = Object(at(on.one('QueuePolicy'), 'PolicyDocument', 'Statement', '0'));
    const { Condition: _before, ...before } = Object(at(off.one('QueuePolicy'), 'PolicyDocument', 'Statement', '0'));
    expect(statement).toEqual(before);
  });

  test('the function that answers Slack may read the token that opens forms', () => {
    const slack = on.functions.find(({ name }) => name === 'slack');
    const variables = slack?.environment ?? {};
    expect(variables['SLACK_BOT_TOKEN_PARAMETER']).toBe('/proton-bot/slack/bot-token');
    const readable = on
      .statementsOf(slack?.roleId ?? '')
      .filter(({ actions }) => actions.includes('ssm:GetParameters'))
      .flatMap(({ resources }) => resources.map((resource) => String(at(resource, 'Fn::Sub')).split(':parameter')[1]));
    expect(new Set(readable)).toEqual(new Set(['/proton-bot/slack/bot-token', '/proton-bot/slack/signing-secret']));
  });
});
