import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ValidationException } from '../../src/model/errors.ts';
import { readEnvironmentSpec } from '../../src/specs/environment-spec.ts';
import { readServiceSpec } from '../../src/specs/service-spec.ts';
import { parseSpecDocument } from '../../src/specs/spec-document.ts';
import { anyText } from '../support/any-text.ts';
import { runs } from '../support/properties.ts';

const KNOWN_TEXT =
  'The provided Service Spec file was not correctly formatted. Please check that it is valid yaml according to the Spec definition.';

function refusal(text: string): string {
  try {
    readServiceSpec(text);
  } catch (error) {
    if (error instanceof ValidationException) return error.message;
    throw error;
  }
  throw new Error('the spec was not refused');
}

describe('a service spec', () => {
  test.each([
    ['', 'it is not a mapping'],
    ['- a', 'it is not a mapping'],
    ['proton: EnvironmentSpec', 'its first line must say "proton: ServiceSpec"'],
    ['proton: ServiceSpec', '"instances" must be a list with at least one service instance'],
    ['proton: ServiceSpec\ninstances: {}', '"instances" must be a list with at least one service instance'],
    ['proton: ServiceSpec\ninstances: [a]', 'instances[0] must be a mapping'],
    ['proton: ServiceSpec\ninstances: [{name: "-", environment: e}]', 'instances[0].name must be a resource name'],
    ['proton: ServiceSpec\ninstances: [{name: a}]', 'instances[0].environment must be the name of an environment'],
    ['proton: ServiceSpec\ninstances: [{name: a, environment: e, spec: []}]', 'instances[0].spec must be a mapping'],
    ['proton: ServiceSpec\npipeline: 7\ninstances: [{name: a, environment: e}]', '"pipeline" must be a mapping'],
    [
      'proton: ServiceSpec\ninstances: [{name: a, environment: e}, {name: a, environment: f}]',
      'two of its instances have the same name',
    ],
    ['proton: ServiceSpec\ninstances:\n  - name: a\n     environment: e', 'line 4, column 6: BAD_INDENT'],
    ['a: 1\n---\nb: 2', 'line 2, column 1: MULTIPLE_DOCS'],
  ])('%j is refused: %s', (text, reason) => {
    const message = refusal(text);
    expect(message.startsWith(KNOWN_TEXT)).toBe(true);
    if (!reason.startsWith('line')) expect(message).toBe(`${KNOWN_TEXT} (${reason})`);
    else expect(message).toMatch(/\(line \d+, column \d+: [A-Z_]+\)$/);
  });

  test('is refused when it is a trap', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefghi'[index]},`.repeat(9)}]`),
    ];
    expect(refusal(bomb.join('\n'))).toContain('not correctly formatted');
    expect(refusal('proton: ServiceSpec\nx: &x [*x]')).toContain('nested');
    expect(refusal(`proton: ServiceSpec\nx: ${'['.repeat(5000)}${']'.repeat(5000)}`)).toContain(
      'not correctly formatted',
    );
  });

  test('never gives its content away in a refusal', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{12,20}$/), (secret) => {
        expect(refusal(`proton: ServiceSpec\npassword: "${secret}\n  - [`)).not.toContain(secret);
        expect(refusal(`proton: ServiceSpec\ninstances: [{name: "${secret}!", environment: ${secret}}]`)).not.toContain(
          secret,
        );
      }),
      runs(30),
    );
  });

  test('survives any text', () => {
    fc.assert(
      fc.property(fc.oneof(anyText(), fc.stringMatching(/^[-:{}[\]&*!|>'"%@,#? \na-z]*$/)), (text) => {
        expect(() => readServiceSpec(text)).toThrow(ValidationException);
      }),
      runs(300),
    );
  });

  test('cannot reach a prototype', () => {
    const text =
      'proton: ServiceSpec\n__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}\ninstances: [{name: a, environment: e}]';
    expect(readServiceSpec(text).instances).toHaveLength(1);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('current values', () => {
  const current = 'proton: EnvironmentSpec\nspec:\n  cidr: 10.0.0.0/16\n  zones: [a, b]\n  nested: {deep: 7}\n';

  test('are kept wherever they are asked for', () => {
    const text =
      'proton: EnvironmentSpec\nspec:\n  cidr: "${Proton::CURRENT_VAL}"\n  zones: ["${Proton::CURRENT_VAL}", c]\n  nested: {deep: "${Proton::CURRENT_VAL}"}\n';
    expect(readEnvironmentSpec(text, current)).toBe(
      'proton: EnvironmentSpec\nspec:\n  cidr: 10.0.0.0/16\n  zones:\n  - a\n  - c\n  nested:\n    deep: 7\n',
    );
  });

  test('that are not there are refused by their place', () => {
    const text = 'proton: EnvironmentSpec\nspec: {other: "${Proton::CURRENT_VAL}"}';
    expect(() => readEnvironmentSpec(text, current)).toThrow(/current value of spec\.other/);
    expect(() => readEnvironmentSpec(text)).toThrow(ValidationException);
  });

  test('filled in everywhere give back the current document', () => {
    const inputs = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.oneof(fc.integer(), fc.string(), fc.boolean()), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(inputs, (spec) => {
        const live = `proton: EnvironmentSpec\nspec: ${JSON.stringify(spec)}\n`;
        const asking = Object.fromEntries(Object.keys(spec).map((name) => [name, '${Proton::CURRENT_VAL}']));
        const filled = readEnvironmentSpec(`proton: EnvironmentSpec\nspec: ${JSON.stringify(asking)}\n`, live);
        expect(parseSpecDocument(filled, 'EnvironmentSpec')).toEqual(parseSpecDocument(live, 'EnvironmentSpec'));
      }),
      runs(100),
    );
  });
});
