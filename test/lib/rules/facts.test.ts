import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { membersOf } from '../../../src/lib/model/facts.ts';
import { providerRegistry } from '../../../src/lib/providers/registry.ts';
import { checkRules } from '../../../src/lib/rules/check/index.ts';
import { MEMBERS } from '../../../src/lib/rules/compile/index.ts';
import { factsOf } from '../../../src/lib/rules/variables.ts';
import { anySubject } from './subjects.ts';

const subjects = ['deployment', 'connection'] as const;

/** How a condition sees a value of each type. */
const types: ReadonlyMap<string, string> = new Map([
  ['string', 'string'],
  ['boolean', 'bool'],
  ['object', 'map<string, string>'],
]);

function typeOf(value: unknown): string {
  return value instanceof Date ? 'timestamp' : (types.get(typeof value) ?? typeof value);
}

test('what a condition sees of any subject is what is described, member by member, with its type', () => {
  fc.assert(
    fc.property(anySubject, fc.boolean(), (subject, held) => {
      const seen = factsOf(subject, {}, 0, held)[subject.on] ?? {};
      const described = Object.fromEntries(
        Object.entries(membersOf(subject.on)).map(([name, { type }]) => [name, type]),
      );
      expect(Object.fromEntries(Object.entries(seen).map(([name, value]) => [name, typeOf(value)]))).toEqual(described);
      expect(Object.keys(MEMBERS[subject.on]).sort()).toEqual(Object.keys(described).sort());
    }),
  );
});

/** A value that differs from the usual one, and the condition that it holds. */
function cases(on: (typeof subjects)[number]): readonly (readonly [string, string, string])[] {
  return Object.entries(membersOf(on)).flatMap(([name, member]): (readonly [string, string, string])[] => {
    const path = `${on}.${name}`;
    switch (member.type) {
      case 'string': {
        const value = member.values?.find((one) => one !== '' && one !== member.usual) ?? 'another';
        // A kind that there is none of is refused in a condition.
        const given = name === 'kind' ? 'component' : value;
        return [[name, `"${given}"`, `${path} == "${given}"`]];
      }
      case 'bool':
        return [[name, String(!member.usual), `${path} == ${!member.usual}`]];
      case 'map<string, string>':
        return [[name, '{ a: b }', `"a" in ${path} && ${path}["a"] == "b"`]];
      case 'timestamp':
        return member.given === undefined ? [] : [[member.given.name, '46m', `now - ${path} == duration("46m")`]];
    }
  });
}

describe.each(subjects)('a test of rules can give of a %s', (on) => {
  const action = on === 'deployment' ? 'cancel' : 'reject';

  test.each(cases(on))('%s: %s, so that %s', (name, value, condition) => {
    const file = (given: string, expected: string) => `version: 1
rules:
  - { name: r, on: ${on}, when: '${condition}', do: [{ ${action}: { reason: x } }], mode: enforce }
tests:
  - { name: t, given: { ${on}: ${given} }, expect: { r: ${expected} } }
`;
    const check = (text: string) => checkRules(text, 'rules.yml', { providers: providerRegistry });
    expect(check(file(`{ ${name}: ${value} }`, `[${action}]`))).toMatchObject({ ok: true });
    expect(check(file('{}', '[]'))).toMatchObject({ ok: true });
  });
});
