import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isTagKey, namesFromTags, usualTagKeys } from '../../../src/lib/model/tags.ts';

const proton = 'arn:aws:proton:eu-west-1:111122223333';

test.each([
  [{}, '', ''],
  [{ team: 'shop' }, '', ''],
  [{ environment: 'prod-eu', service: 'orders' }, 'prod-eu', 'orders'],
  [{ env: 'dev' }, 'dev', ''],
  [{ env: 'dev', environment: 'prod-eu' }, 'prod-eu', ''],
  [{ environment: '', env: 'dev' }, 'dev', ''],
  [{ environment: '  ', env: ' dev ' }, 'dev', ''],
  [
    { 'proton:environment': `${proton}:environment/prod-eu`, 'proton:service': `${proton}:service/orders` },
    'prod-eu',
    'orders',
  ],
  [{ 'proton:environment': `arn:aws-cn:proton:cn-north-1:111122223333:environment/prod` }, 'prod', ''],
  [{ 'proton:environment': 'prod-eu', environment: 'other' }, 'prod-eu', ''],
  // An ARN of something else is a value like any other.
  [
    { environment: `${proton}:service/orders/service-instance/api` },
    `${proton}:service/orders/service-instance/api`,
    '',
  ],
  // Keys of tags are case-sensitive.
  [{ Environment: 'prod-eu' }, '', ''],
])('%j', (tags, environment, service) => {
  expect(namesFromTags(tags, usualTagKeys)).toEqual({ environment, service });
});

test('other keys, in their order', () => {
  const keys = { environment: ['stage', 'Environment'], service: ['app:name'] };
  const tags = { Environment: 'prod', stage: 'live', environment: 'dev', 'app:name': 'orders/api v2' };
  expect(namesFromTags(tags, keys)).toEqual({ environment: 'live', service: 'orders/api v2' });
});

test('a member that every object has is no tag', () => {
  const keys = { environment: ['constructor', 'toString'], service: ['__proto__'] };
  expect(namesFromTags({}, keys)).toEqual({ environment: '', service: '' });
});

test('every character that AWS allows in tags is kept, in keys and in values', () => {
  // https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html: letters, digits, spaces and _ . : / = + - @
  const every = 'aZ09 é漢_.:/=+-@';
  const keys = { environment: [every], service: ['service'] };
  expect(isTagKey(every)).toBe(true);
  expect(namesFromTags({ [every]: every, service: `${every} ${every}` }, keys)).toEqual({
    environment: every,
    service: `${every} ${every}`,
  });
});

describe('whatever the tags are', () => {
  const tagText = fc.string({
    unit: fc.constantFrom('a', 'Z', '0', ' ', 'é', '漢', '_', '.', ':', '/', '=', '+', '@', '-'),
    maxLength: 256,
  });

  test('the first key with a value counts, and nothing is made up', () => {
    fc.assert(
      fc.property(fc.dictionary(tagText, tagText), fc.uniqueArray(tagText, { maxLength: 5 }), (tags, environment) => {
        const found = namesFromTags(tags, { environment, service: [] });
        const given = environment.map((key) => (Object.hasOwn(tags, key) ? (tags[key] ?? '').trim() : ''));
        expect(found).toEqual({ environment: given.find((value) => value !== '') ?? '', service: '' });
      }),
    );
  });
});

test.each([
  ['environment', true],
  ['proton:environment', true],
  ['Kosten/Stelle 7 = é漢 +a-b_c.d@e', true],
  ['', false],
  ['a'.repeat(128), true],
  ['a'.repeat(129), false],
  ['a*b', false],
  ['a\nb', false],
  ['<env>', false],
])('%j can be the key of a tag: %s', (key, isKey) => {
  expect(isTagKey(key)).toBe(isKey);
});
