export { calculate, signed } from './arithmetic.ts';
export { characterLength, charactersOf, compareTexts, hasWideCharacters, sliceCharacters } from './characters.ts';
export { areEqual, asNumber, asText, contains, isTrue, itemsOf, keyOf, lengthOf, order } from './compare.ts';
export { attributeOf, itemOfValue, memberOfValue, sliceOfValue } from './members.ts';
export { floatText, textOfValue } from './text.ts';
export * from './values.ts';
