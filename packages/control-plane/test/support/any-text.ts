import fc from 'fast-check';

const surrogates = { first: 0xd800, count: 0x800 };

/**
 * Any character of Unicode, as `unit: 'binary'` of fast-check gives them. That one makes a table of all 1.1 million at its first use,
 * which costs each test file a second and 100 MB.
 */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff - surrogates.count }).map(
  (index) => String.fromCodePoint(index < surrogates.first ? index : index + surrogates.count),
  (character) => {
    const code = typeof character === 'string' ? character.codePointAt(0) : undefined;
    if (code === undefined || String.fromCodePoint(code) !== character) throw new Error('not one character');
    if (code < surrogates.first) return code;
    if (code < surrogates.first + surrogates.count) throw new Error('half a character');
    return code - surrogates.count;
  },
);

/** Text of any characters of Unicode, also of those that nobody can see. */
export function anyText(constraints: Omit<fc.StringConstraints, 'unit'> = {}): fc.Arbitrary<string> {
  return fc.string({ ...constraints, unit: anyCharacter });
}
