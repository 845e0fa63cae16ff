import { describe, expect, test } from '@jest/globals';
import { providerRegistry } from '../../../../src/lib/providers/registry.ts';
import { checkRules } from '../../../../src/lib/rules/check/index.ts';
import { placesOf, unmark } from '../../configuration-check/marked.ts';
import { knownProviders } from '../../support/known-names.ts';

const impossible =
  'the targets of this rule cannot be cancelled: AWS Supply Chain has no operation that cancels the creation or the deletion of an instance';

function rule(match: string, actions: string, tests = ''): string {
  return `version: 1
rules:
  - name: hangs
    on: deployment
    match: ${match}
    when: deployment.status == "IN_PROGRESS" && now - deployment.startedAt > duration("2h")
    do: ${actions}
    mode: enforce
${tests}`;
}

function placesIn(text: string, providers = providerRegistry): readonly string[] {
  const result = checkRules(text, 'rules.yml', { providers });
  return result.ok ? [] : placesOf(result.problems);
}

const cancel = '[‸{ cancel: { reason: hangs } }]';

describe('a cancel of what cannot be cancelled', () => {
  test.each([
    ['{ provider: supplyChain }', cancel],
    ['{ kind: instance }', cancel],
    ['{ provider: "supply*", kind: "*" }', cancel],
    ['{ provider: [supplyChain], kind: [instance] }', cancel],
    // Also where Proton is named, but the kind leaves it out.
    ['{ provider: [proton, supplyChain], kind: instance }', cancel],
    ['{ provider: supplyChain }', '[{ notify: { channel: deploys } }, ‸{ cancel: { reason: hangs } }]'],
  ])('is refused at the action: %s, %s', (match, actions) => {
    const { text, line, column } = unmark(rule(match, actions));
    expect(placesIn(text)).toEqual([`${line}:${column} ${impossible}`]);
  });

  test('is refused in a rule that is in shadow or off, too: it would never be right', () => {
    const { text } = unmark(rule('{ provider: supplyChain }', cancel));
    expect(placesIn(text.replace('enforce', 'shadow'))).toHaveLength(1);
    expect(placesIn(text.replace('enforce', 'off'))).toHaveLength(1);
  });

  test.each([
    '{}',
    '{ provider: "*" }',
    '{ provider: proton }',
    '{ kind: [environment, instance] }',
    '{ name: factory }',
  ])('is allowed where something else can match, too: %s', (match) => {
    expect(placesIn(unmark(rule(match, cancel)).text)).toEqual([]);
  });

  test('is allowed where there is a provider that can', () => {
    const [first] = providerRegistry;
    if (first === undefined) throw new Error('there is no provider');
    const able = { ...first, name: 'another', kinds: ['instance'] as const };
    const { text } = unmark(rule('{ kind: instance }', cancel));
    expect(placesIn(text, [...providerRegistry, able])).toEqual([]);
    expect(placesIn(text)).toHaveLength(1);
  });
});

describe('names', () => {
  const notify = '[{ notify: { channel: deploys } }]';

  test.each([
    ['{ provider: ‸supplychain }', 'there is no provider "supplychain"; did you mean "supplyChain"?'],
    ['{ provider: [proton, ‸nomad] }', `there is no provider "nomad"; known: ${knownProviders}`],
    ['{ provider: ‸"aws-*" }', `there is no provider "aws-*"; known: ${knownProviders}`],
    ['{ provider: supplyChain, kind: ‸environment }', 'this rule would never match: supplyChain has instance'],
    [
      '{ provider: proton, kind: ‸instance }',
      'this rule would never match: proton has environment, serviceInstance, servicePipeline, component',
    ],
  ])('%s', (match, message) => {
    const { text, line, column } = unmark(rule(match, notify));
    expect(placesIn(text)).toEqual([`${line}:${column} ${message}`]);
  });

  test('wildcards and conditions know the provider and its kind', () => {
    const text = rule('{ provider: "*Chain", kind: "inst*" }', notify).replace(
      'when: ',
      'when: deployment.kind == "instance" && deployment.provider == "supplyChain" && ',
    );
    expect(placesIn(text)).toEqual([]);
  });
});

describe('the tests of a file', () => {
  const notify = '[{ notify: { channel: deploys, mention: "@platform" } }]';

  test.each([
    '{ provider: supplyChain, kind: instance, age: 3h }',
    '{ provider: supplyChain, age: 3h }',
    '{ kind: instance, age: 3h }',
  ])('can be about an instance: %s', (deployment) => {
    const expecting = (expected: string) =>
      rule(
        '{ provider: supplyChain }',
        notify,
        `tests: [{ name: x, given: { deployment: ${deployment} }, expect: { hangs: ${expected} } }]\n`,
      );
    expect(placesIn(expecting('[notify]'))).toEqual([]);
    expect(placesIn(expecting('[]'))).toHaveLength(1);
  });

  test('an instance is usually being created, and in no environment', () => {
    const text = rule(
      '{ kind: instance, name: fact* }',
      notify,
      'tests: [{ name: x, given: { deployment: { kind: instance, age: 3h } }, expect: { hangs: [notify] } }]\n',
    ).replace('when: ', 'when: deployment.operation == "create" && deployment.environment == "" && ');
    expect(placesIn(text)).toEqual([]);
  });

  test('what is not named is still an update of a service instance', () => {
    const text = rule(
      '{ provider: proton, kind: serviceInstance }',
      '[{ cancel: { reason: hangs } }]',
      'tests: [{ name: x, given: { deployment: { age: 3h } }, expect: { hangs: [cancel] } }]\n',
    );
    expect(placesIn(text)).toEqual([]);
  });
});
