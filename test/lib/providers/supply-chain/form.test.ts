import { describe, expect, test } from '@jest/globals';
import { checkView } from '@proton-bot/local-slack';
import * as fc from 'fast-check';
import { supplyChainForm } from '../../../../src/lib/providers/supply-chain/form.ts';
import { checkCreateInput, referenceOf } from '../../../../src/lib/providers/supply-chain/index.ts';
import { formModal, readForm } from '../../../../src/lib/slack/resources/index.ts';
import { text } from '../../slack/support/arbitraries.ts';

const kmsKeyArn = 'arn:aws:kms:eu-central-1:111122223333:key/b14ffc39-b7d4-45ab-991a-6257a7f0d24d';

describe('what is entered', () => {
  test('becomes what the service is sent', () => {
    const filled = readForm(supplyChainForm, {
      instanceName: ' factory-eu ',
      instanceDescription: 'Plans for the factory, 2026.',
      kmsKeyArn,
      webAppDnsDomain: 'factory-eu',
      tags: 'team = planning\r\n\ncost-centre=12=3\nempty=\n',
    });
    expect(filled).toEqual({
      name: 'factory-eu',
      fields: {
        instanceName: 'factory-eu',
        instanceDescription: 'Plans for the factory, 2026.',
        kmsKeyArn,
        webAppDnsDomain: 'factory-eu',
        tags: { team: 'planning', 'cost-centre': '12=3', empty: '' },
      },
      problems: [],
    });
  });

  test('may be nothing: the service needs nothing', () => {
    expect(readForm(supplyChainForm, { instanceName: '', tags: '' })).toEqual({ name: '', fields: {}, problems: [] });
  });

  test.each<[string, Readonly<Record<string, string>>, string, string]>([
    ['a long name', { instanceName: 'a'.repeat(64) }, 'instanceName', 'is 64 characters long'],
    ['a name with a slash', { instanceName: 'a/b' }, 'instanceName', 'may not contain "/"'],
    ['a description with a colon', { instanceDescription: 'a: b' }, 'instanceDescription', 'may not contain ":"'],
    ['an alias', { kmsKeyArn: 'alias/mine' }, 'kmsKeyArn', 'an alias is not accepted'],
    ['a whole address', { webAppDnsDomain: 'x.scn.global.on.aws' }, 'webAppDnsDomain', 'the first part only'],
    ['a tag without =', { tags: 'a=1\nplanning' }, 'tags', 'have a line without "=": "planning"; write key=value'],
    ['a tag twice', { tags: 'a=1\na=2' }, 'tags', 'have the key "a" twice'],
    ['a tag without a key', { tags: '=1' }, 'tags', 'have a tag without a key'],
    ['a tag of AWS', { tags: 'aws:x=1' }, 'tags', 'keys that begin with aws:'],
    ['a long tag', { tags: `${'k'.repeat(129)}=1` }, 'tags', 'is 129 characters long'],
  ])('is refused at its field: %s', (_name, values, member, problem) => {
    expect(readForm(supplyChainForm, values).problems).toEqual([{ member, problem: expect.stringContaining(problem) }]);
  });

  test('whatever it is, it is what the service takes or refused, and what is wrong is said of a field', () => {
    const members = supplyChainForm.fields.map(({ member }) => member);
    const entered = fc.record(
      Object.fromEntries(members.map((member) => [member, fc.oneof(text, fc.constant('a=b'))])),
    );
    fc.assert(
      fc.property(entered, (values) => {
        const { fields, problems } = readForm(supplyChainForm, values);
        expect(problems.filter(({ member }) => !members.includes(member))).toEqual([]);
        if (problems.length === 0) expect(checkCreateInput(fields)).toEqual({ input: fields, problems: [] });
        else expect(JSON.stringify(problems).length).toBeLessThan(10_000);
      }),
    );
  });

  test('keeps a tag called __proto__ a tag', () => {
    const { fields } = readForm(supplyChainForm, { tags: '__proto__=x' });
    expect(JSON.stringify(fields)).toBe('{"tags":{"__proto__":"x"}}');
  });
});

test('it creates with the provider whose instances they are', () => {
  const arn = 'arn:aws:scn:eu-central-1:111122223333:instance/9e193580-7cc5-45f7-9609-c43ba0ada793';
  expect(supplyChainForm.provider).toBe(referenceOf(arn)?.provider);
});

test('Slack takes its form', () => {
  expect(checkView(formModal(supplyChainForm, '{}'))).not.toHaveProperty('problems');
});

test('its warning fits into a dialog beside the longest name there is', () => {
  expect(supplyChainForm.existing?.deleteWarning.length).toBeLessThan(150);
});
