import fc from 'fast-check';
import { anyText } from '../../../../packages/control-plane/test/support/any-text.ts';

const strangeText = fc.oneof(
  anyText({ maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ maxLength: 600 }),
  fc.constantFrom('', ' ', '-', '\n', '\u0000', '\ud800', '😀'.repeat(40), 'x'.repeat(5000)),
);
const anyValue = fc.oneof({ weight: 5, arbitrary: strangeText }, fc.jsonValue({ maxDepth: 2 }), fc.constant(undefined));

/** Mostly right, so that the edge between right and wrong is often met; sometimes anything. */
function mostly(right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: anyValue });
}

function text(alphabet: string, maximumLength: number, minimumLength = 0): fc.Arbitrary<string> {
  return fc.string({
    unit: fc.constantFrom(...Array.from(alphabet)),
    minLength: minimumLength,
    maxLength: maximumLength,
  });
}

/** Text of an alphabet between two other characters: mostly right at its edges. */
function edged(edges: string, alphabet: string, maximumLength: number): fc.Arbitrary<string> {
  const edge = fc.constantFrom(...Array.from(edges));
  return fc.tuple(edge, text(alphabet, maximumLength), edge).map((parts) => parts.join(''));
}

const nameAlphabet = "abcXYZ019 _ʼ'%-";
const arn = fc
  .tuple(
    fc.constantFrom('aws', 'aws', 'aws-cn', 'a'.repeat(63), 'a'.repeat(64), 'AWS', ''),
    fc.constantFrom('kms', 'kms', 'kms', 's3'),
    fc.oneof(fc.constantFrom('eu-central-1', ''), text('a1-.', 8)),
    fc.constantFrom('111122223333', '', '-'),
    fc.oneof(fc.uuid(), text('abc/-', 12), fc.constantFrom('', 'k'.repeat(1019), 'k'.repeat(1020), 'a\nb')),
  )
  .map(([partition, service, region, account, key]) => `arn:${partition}:${service}:${region}:${account}:key/${key}`);
const tagKey = fc.oneof(
  { weight: 6, arbitrary: text('abc:/= ä😀', 12, 1) },
  fc.constantFrom('__proto__', 'constructor', 'k'.repeat(128), '😀'.repeat(128)),
  fc.constantFrom('', 'aws:x', 'AWS:x', 'k'.repeat(129), '😀'.repeat(129), '\ud800'),
);
const tagValue = fc.oneof(
  { weight: 9, arbitrary: fc.oneof(text('abc ', 12), fc.constantFrom('', 'v'.repeat(256))) },
  fc.constantFrom('v'.repeat(257), '\ud800'),
);

const tags = fc.oneof(
  { weight: 8, arbitrary: fc.dictionary(tagKey, tagValue, { maxKeys: 4, noNullPrototype: true }) },
  fc.dictionary(tagKey, anyValue, { maxKeys: 3, noNullPrototype: true }),
  fc
    .integer({ min: 195, max: 205 })
    .map((count) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 'v']))),
);

const members = {
  instanceName: mostly(edged('abcdeXYZ019-', nameAlphabet, 62)),
  instanceDescription: mostly(fc.oneof(text(`${nameAlphabet}.,`, 30), text('ab., ', 503))),
  kmsKeyArn: mostly(arn),
  webAppDnsDomain: mostly(edged('abcZ019-', 'aZ0-', 62)),
  tags: mostly(tags),
};

/** The fields of an instance that somebody wants, right, nearly right, or wrong; few at a time, and rarely a stranger. */
export const fuzzedFields: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  { weight: 20, arbitrary: fc.record(members, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.record({ ...members, surprise: anyValue }, { requiredKeys: ['surprise'] }) },
);

export const fuzzedToken: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.uuid() },
  fc.string({ minLength: 30, maxLength: 130 }),
  fc.constantFrom(
    '',
    ' '.repeat(40),
    't'.repeat(32),
    't'.repeat(33),
    't'.repeat(126),
    't'.repeat(127),
    `${'t'.repeat(40)}\ud800`,
  ),
);
