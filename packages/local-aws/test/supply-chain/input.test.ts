import { describe, expect, test } from '@jest/globals';
import { createWorld, refusalOf, tokenOf } from './support/world.ts';

const x = (length: number): string => 'x'.repeat(length);
const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_tag, n) => [`k${n}`, 'v']));
const names = (count: number) => Array.from({ length: count }, (_name, n) => `n${n}`);
const kms = 'arn:aws:kms:eu-central-1:123456789012:key/';
const unknownId = '9e193580-7cc5-45f7-9609-c43ba0ada793';

/** The limits of the model, each from both sides. */
const limits: [operation: string, member: string, accepted: unknown[], refused: unknown[]][] = [
  [
    'CreateInstance',
    'instanceName',
    ['a', x(63), "a %_'-b", 'a\u02bcb'],
    ['', x(64), ' a', '-a', 'a ', 'a.b', 'a/b', 'ä', 'a\n', 7, {}],
  ],
  ['CreateInstance', 'instanceDescription', ['', x(500), 'a. b, c'], [x(501), x(502), 'a;b', 'a\nb', false]],
  [
    'CreateInstance',
    'kmsKeyArn',
    [`${kms}x`, kms, 'arn:aws-cn:kms:::key/x', `${kms}${x(1019)}`],
    ['', 'key/x', `${kms}${x(1020)}`, 'arn:aws:kms:x:y:alias/x', x(2049), []],
  ],
  ['CreateInstance', 'webAppDnsDomain', ['ab', 'a-b', x(63), '0a'], ['a', '-ab', 'ab-', x(64), 'a.b', 'a b', '']],
  ['CreateInstance', 'clientToken', [x(33), x(126), '\u{1f69a}'.repeat(126)], ['', x(32), x(127), 33]],
  ['CreateInstance', 'tags', [{}, tags(200)], [tags(201), [], 'a=b', 1]],
  ['CreateInstance', 'tags.1.key', [{ a: '' }, { [x(128)]: '' }], [{ '': '' }, { [x(129)]: '' }, { 'aws:a': '' }]],
  ['CreateInstance', 'tags.1.value', [{ a: x(256) }, { a: 'ä\u{1f69a}' }], [{ a: x(257) }, { a: null }, { a: 1 }]],
  ['GetInstance', 'instanceId', [unknownId], [undefined, null, '', 'x', unknownId.toUpperCase(), `${unknownId}0`, 5]],
  ['DeleteInstance', 'instanceId', [unknownId], [undefined, x(36)]],
  ['UpdateInstance', 'instanceId', [unknownId], [undefined, x(36)]],
  ['ListInstances', 'maxResults', [0, 1, 20], [-1, 21, 1.5, '5', [1, 2]]],
  ['ListInstances', 'nextToken', [], ['', x(1025), 'abc', ['a', 'b']]],
  ['ListInstances', 'instanceNameFilter', [[], names(10)], [names(11), 'a', {}]],
  [
    'ListInstances',
    'instanceNameFilter.2.member',
    [['a', 'b']],
    [
      ['a', ''],
      ['a', null],
    ],
  ],
  [
    'ListInstances',
    'instanceStateFilter',
    [[], ['Active', 'Deleted', 'Deleting', 'Initializing', 'CreateFailed', 'DeleteFailed']],
    [Array.from({ length: 7 }, () => 'Active')],
  ],
  ['ListInstances', 'instanceStateFilter.1.member', [['Active']], [['active'], ['Updating'], ['toString'], [1]]],
];

/** The input in which a place, such as `tags.1.key`, is what is tried. */
function inputWith(place: string, value: unknown): object {
  const [member = ''] = place.split('.');
  return { [member]: value };
}

describe.each(limits)('%s %s', (operation, place, accepted, refused) => {
  test('is accepted inside the limits', () => {
    for (const value of accepted) {
      const { supplyChain } = createWorld();
      const call = () => supplyChain.call(operation, inputWith(place, value));
      // An id that is one is looked for.
      if (place === 'instanceId') expect(refusalOf(call)).toMatchObject({ code: 'ResourceNotFoundException' });
      else expect(call).not.toThrow();
    }
  });

  test('is refused outside, by its name and without its value', () => {
    for (const value of refused) {
      const { supplyChain } = createWorld();
      const { code, statusCode, message } = refusalOf(() => supplyChain.call(operation, inputWith(place, value)));
      expect([code, statusCode]).toEqual(['ValidationException', 400]);
      expect(message).toContain(`Value at '${place}' failed to satisfy constraint: Member must `);
      expect(message.length).toBeLessThan(500);
    }
  });
});

test('every violation is named, and nothing is made', () => {
  const { supplyChain, names } = createWorld();
  const input = {
    instanceName: ' x',
    instanceDescription: ';',
    kmsKeyArn: '-',
    webAppDnsDomain: '-',
    tags: { '': x(257), fine: 'fine', 'AWS:x': 'fine' },
    clientToken: 'short',
  };
  const { message } = refusalOf(() => supplyChain.call('CreateInstance', input));
  expect(message).toMatch(/^8 validation errors detected: /);
  const places = [...message.matchAll(/Value at '([^']+)'/g)].map(([, place]) => place);
  expect(places).toEqual([
    'instanceName',
    'instanceDescription',
    'kmsKeyArn',
    'webAppDnsDomain',
    'tags.1.key',
    'tags.1.value',
    'tags.3.key',
    'clientToken',
  ]);
  expect(names()).toEqual([]);
});

test('tags with names of Object.prototype are tags like others', () => {
  const { create } = createWorld();
  const input = (value: string) => {
    const tags = Object.fromEntries([
      ['__proto__', value],
      ['constructor', 'b'],
    ]);
    return { tags, clientToken: tokenOf('one') };
  };
  expect(create(input('a'))).toBe(create(input('a')));
  expect(refusalOf(() => create(input('x'))).code).toBe('ConflictException');
});

test.each([[undefined], [null], ['text'], [[]], [5]])('an input that is no object: %j', (input) => {
  const { supplyChain } = createWorld();
  expect(refusalOf(() => supplyChain.call('ListInstances', input)).code).toBe('SerializationException');
});

test.each(['TagResource', 'toString', ''])('no operation: %j', (operation) => {
  const { supplyChain } = createWorld();
  const refusal = refusalOf(() => supplyChain.call(operation, {}));
  expect(refusal).toMatchObject({ code: 'UnknownOperationException', message: expect.stringContaining('GetInstance') });
});
