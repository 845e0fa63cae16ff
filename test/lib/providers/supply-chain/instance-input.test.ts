import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkCreateInput, checkUpdateInput } from '../../../../src/lib/providers/supply-chain/index.ts';
import { violationsOfModel } from './create-model.ts';
import { fuzzedFields, fuzzedToken } from './fuzzed-fields.ts';
import { instanceId } from './wire-instance.ts';

const keyArn = 'arn:aws:kms:us-west-2:123456789012:key/b14ffc39-b7d4-45ab-991a-6257a7f0d24d';

function problemsOf(fields: Record<string, unknown>): readonly string[] {
  return checkCreateInput(fields).problems.map(({ member, problem }) => `${member} ${problem}`);
}

describe('what is sent of the fields', () => {
  test('everything that has a value, without the blanks around it', () => {
    const fields = {
      instanceName: '  factory-eu ',
      instanceDescription: 'All plants, 100 % of them.',
      kmsKeyArn: `${keyArn}\n`,
      webAppDnsDomain: 'factory',
      tags: { team: 'logistics', empty: '' },
      clientToken: 't'.repeat(33),
    };
    expect(checkCreateInput(fields)).toEqual({
      input: { ...fields, instanceName: 'factory-eu', kmsKeyArn: keyArn },
      problems: [],
    });
  });

  test('nothing of what is empty: the service takes an instance without any of it', () => {
    const fields = {
      instanceName: '',
      instanceDescription: ' ',
      kmsKeyArn: null,
      webAppDnsDomain: undefined,
      tags: {},
    };
    expect(checkCreateInput(fields)).toEqual({ input: {}, problems: [] });
  });

  test('a tag named as JavaScript names an object’s prototype is a tag', () => {
    const tags = JSON.parse('{"__proto__":"x","constructor":"y"}');
    const { input } = checkCreateInput({ tags });
    expect(JSON.stringify(input)).toBe('{"tags":{"__proto__":"x","constructor":"y"}}');
  });

  test.each([
    ['instanceName', 'a'],
    ['instanceName', 'a'.repeat(63)],
    ['instanceName', "a _ʼ'%-b"],
    ['instanceDescription', '.'.repeat(500)],
    ['webAppDnsDomain', 'a1'],
    ['webAppDnsDomain', 'a'.repeat(63)],
    ['kmsKeyArn', 'arn:aws:kms:::key/x'],
    ['clientToken', 't'.repeat(126)],
  ])('at the edge of what is allowed: %s (%#)', (member, value) => {
    expect(checkCreateInput({ [member]: value })).toEqual({ input: { [member]: value }, problems: [] });
  });
});

describe('what is wrong is said at its member, in words', () => {
  const wrong: readonly (readonly [Record<string, unknown>, string])[] = [
    [{ instanceName: 'a'.repeat(64) }, 'instanceName is 64 characters long; at most 63 are allowed'],
    [{ instanceName: 'a'.repeat(1_000_000) }, 'instanceName is about 1000000 characters long; at most 63 are allowed'],
    [
      { instanceName: 'Fabrik für alles' },
      'instanceName may not contain "ü" (at character 9); allowed are letters, digits, spaces and _ ʼ \' % -',
    ],
    [{ instanceName: '-edge' }, 'instanceName must begin and end with a letter or digit'],
    [{ instanceName: 'edge%' }, 'instanceName must begin and end with a letter or digit'],
    [{ instanceName: 7 }, 'instanceName must be text'],
    [
      { instanceDescription: 'one\ntwo' },
      'instanceDescription may not contain "U+000A" (at character 4); allowed are letters, digits, spaces and . , _ ʼ \' % -',
    ],
    [{ instanceDescription: 'a'.repeat(501) }, 'instanceDescription is 501 characters long; at most 500 are allowed'],
    [
      { instanceDescription: '😀😀!' },
      'instanceDescription may not contain "😀" (at character 1); allowed are letters, digits, spaces and . , _ ʼ \' % -',
    ],
    [{ webAppDnsDomain: 'a' }, 'webAppDnsDomain is 1 character long; 2 to 63 are allowed'],
    [{ webAppDnsDomain: 'a-' }, 'webAppDnsDomain must not begin or end with a hyphen'],
    [
      { webAppDnsDomain: 'a.b' },
      'webAppDnsDomain may not contain "." (at character 2); allowed are letters, digits and hyphens',
    ],
    [
      { webAppDnsDomain: 'factory.scn.global.on.aws' },
      'webAppDnsDomain must be the first part only: what is before ".scn.global.on.aws"',
    ],
    [
      { kmsKeyArn: 'alias/factory' },
      'kmsKeyArn an alias is not accepted: give the ARN of the key, such as arn:aws:kms:eu-central-1:111122223333:key/<id>',
    ],
    [
      { kmsKeyArn: 'b14ffc39' },
      'kmsKeyArn give the ARN of the key, such as arn:aws:kms:eu-central-1:111122223333:key/<id>',
    ],
    [{ clientToken: 't'.repeat(32) }, 'clientToken is 32 characters long; 33 to 126 are allowed'],
    [{ clientToken: 't'.repeat(127) }, 'clientToken is 127 characters long; 33 to 126 are allowed'],
    [{ clientToken: `${'t'.repeat(40)}\ud800` }, 'clientToken contains half a character: type it again'],
    [{ tags: ['a'] }, 'tags must be keys with a value each'],
    [{ tags: { '': 'x' } }, 'tags have a tag without a key'],
    [{ tags: { 'aws:team': 'x' } }, 'tags have the key "aws:team"; keys that begin with aws: are AWS\'s own'],
    [{ tags: { team: 7 } }, 'tags have a value of "team" that is not text'],
    [
      { tags: { team: 'v'.repeat(257) } },
      'tags have a value of "team" that is 257 characters long; at most 256 are allowed',
    ],
    [
      { tags: { ['k'.repeat(200)]: 'x' } },
      `tags have the key "${'k'.repeat(40)}…", which is 200 characters long; at most 128 are allowed`,
    ],
    [
      { tags: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`k${n}`, ''])) },
      'tags are 201; at most 200 are allowed',
    ],
    [
      { colour: 'green' },
      'colour is unknown; there are instanceName, instanceDescription, kmsKeyArn, webAppDnsDomain, tags, clientToken',
    ],
  ];

  test.each(wrong.map(([fields, problem]) => [problem, fields] as const))('%s', (problem, fields) => {
    expect(problemsOf(fields)).toEqual([problem]);
  });

  test('of all members at once, and of no more tags than anybody reads', () => {
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`aws:${n}`, '']));
    const { problems, input } = checkCreateInput({ instanceName: '-', webAppDnsDomain: '-', tags });
    expect(input).toBeUndefined();
    expect(problems.map(({ member }) => member)).toEqual([
      'instanceName',
      'webAppDnsDomain',
      ...Array<string>(5).fill('tags'),
    ]);
  });
});

describe('an update', () => {
  test('changes the name, the description, or both', () => {
    expect(checkUpdateInput({ instanceId, instanceName: ' new ' }).input).toEqual({ instanceId, instanceName: 'new' });
    const both = { instanceId, instanceName: 'new', instanceDescription: 'text' };
    expect(checkUpdateInput(both).input).toEqual(both);
  });

  test('takes the description away where that is empty, but never the name', () => {
    expect(checkUpdateInput({ instanceId, instanceName: '', instanceDescription: '' }).input).toEqual({
      instanceId,
      instanceDescription: '',
    });
  });

  test.each([
    [{ instanceId }, 'instanceName'],
    [{ instanceId, instanceName: ' ' }, 'instanceName'],
    [{ instanceId: 'factory-eu', instanceName: 'x' }, 'instanceId'],
    [{ instanceId: instanceId.toUpperCase(), instanceName: 'x' }, 'instanceId'],
    [{ instanceId, instanceDescription: '!' }, 'instanceDescription'],
    [{ instanceId, instanceName: 'x', kmsKeyArn: keyArn }, 'kmsKeyArn'],
  ])('is refused: %j', (fields, member) => {
    const checked = checkUpdateInput(fields);
    expect(checked.input).toBeUndefined();
    expect(checked.problems.map((problem) => problem.member)).toEqual([member]);
  });
});

test('10,000 inputs: what is accepted the model allows; what is refused has its member named', () => {
  const seen = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(fuzzedFields, fuzzedToken, (fields, clientToken) => {
      const { input, problems } = checkCreateInput({ ...fields, clientToken });
      if (input === undefined) {
        seen.refused += 1;
        expect(problems.length).toBeGreaterThan(0);
        for (const { member, problem } of problems) {
          expect(Object.keys({ ...fields, clientToken })).toContain(member);
          expect(problem).toMatch(/\S/);
          expect(problem.length).toBeLessThan(300);
          expect(problem).not.toMatch(/[\p{C}\n]/u);
        }
        return;
      }
      seen.accepted += 1;
      expect(violationsOfModel({ ...input })).toEqual([]);
      // Nothing was put in that was not asked for.
      const given: Readonly<Record<string, unknown>> = { ...fields, clientToken };
      for (const [member, value] of Object.entries(input)) {
        const asked = given[member];
        expect(typeof asked === 'string' ? asked.trim() : asked).toEqual(value);
      }
    }),
    { numRuns: 10_000 },
  );
  expect(seen.accepted).toBeGreaterThan(1000);
  expect(seen.refused).toBeGreaterThan(1000);
});

test('what the model does not allow is refused there, and only there', () => {
  const textMembers = ['instanceName', 'instanceDescription', 'kmsKeyArn', 'webAppDnsDomain'];
  fc.assert(
    fc.property(fuzzedFields, (fields) => {
      const named = new Set(checkCreateInput(fields).problems.map(({ member }) => member));
      for (const member of textMembers) {
        const given = fields[member] ?? '';
        const value = typeof given === 'string' ? given.trim() : given;
        // Stricter than the model, and on purpose: a key must have an id, a domain is no address, and empty is absent.
        if (value === '' || (typeof value === 'string' && /:key\/$|scn\.global/.test(value))) continue;
        expect([member, named.has(member)]).toEqual([member, violationsOfModel({ [member]: value }).length > 0]);
      }
      const { tags = {} } = fields;
      if (tags === null || /"aws:/i.test(JSON.stringify(tags))) return;
      expect(named.has('tags')).toBe(violationsOfModel({ tags }).length > 0);
    }),
    { numRuns: 3000 },
  );
});
