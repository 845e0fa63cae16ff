const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const ESCAPE = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([^]))/g;
const HIGHEST_CODE_POINT = 0x10ffff;

/**
 * What the inside of a string literal stands for, as in Python.
 * @returns undefined when it has an escape that is wrong, or a character by its name
 */
export function unescapeString(inside: string): string | undefined {
  if (!inside.includes('\\')) return inside;
  let fails = false;
  const text = inside.replaceAll(
    ESCAPE,
    (whole: string, octal?: string, two?: string, four?: string, eight?: string, sign?: string) => {
      if (sign !== undefined) {
        if ('xuUN'.includes(sign)) fails = true;
        return SIMPLE[sign] ?? whole;
      }
      const code = octal === undefined ? Number.parseInt(two ?? four ?? eight ?? '', 16) : Number.parseInt(octal, 8);
      if (code <= HIGHEST_CODE_POINT) return String.fromCodePoint(code);
      fails = true;
      return '';
    },
  );
  return fails ? undefined : text;
}
