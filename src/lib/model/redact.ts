const mark = '[redacted]';

/**
 * Words that name a secret at the end of a name: `DB_PASSWORD`, `clientSecret`, `x-api-key`. `secretsmanager` is none of them, so the
 * action that a role may not do stays readable.
 */
const secretWord =
  '(?:passw(?:or)?d|passphrase|pwd|secret|token|credential|signature|api[-_]?key|access[-_]?key|private[-_]?key|session[-_]?key|auth[-_]?key|\\bsig)' +
  '(?:s|[-_]?(?:value|string|text|key|hash|id))?';

/** A value: in quotes, in quotes inside a JSON text, or a word. What is not closed goes on to its end. */
const value =
  '(?:"(?:[^"\\\\]|\\\\[\\s\\S]){0,4000}"?|\'(?:[^\'\\\\]|\\\\[\\s\\S]){0,4000}\'?|\\\\+"[\\s\\S]{0,4000}?(?:\\\\+"|$)|[^\\s,;&"\'{}\\[\\])<>]+)';

const named = `[\\w.-]{0,60}?${secretWord}`;
const closing = '(?:\\\\*["\'])?\\s{0,3}';
const isOpen = '(?!\\s{0,3}\\[redacted\\])';

interface Pattern {
  readonly form: RegExp;
  /** What takes its place; the mark if nothing is said. */
  readonly by?: string;
}

/** In this order: what spans several words comes first. Each quantifier has an upper bound, so none takes quadratic time. */
const patterns: readonly Pattern[] = [
  { form: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,40}-----|$)/g },
  // The user and the password of a URL; a password may have an `@` or a `/`.
  {
    form: /\b([a-z][a-z\d+.-]{0,20}:\/\/)(?:[^\s/:@"'<>]{0,256}:[^\s"'<>]{0,512}|[^\s/@"'<>]{1,512})@/gi,
    by: `$1${mark}@`,
  },
  {
    form: /\b((?:proxy-)?authorization(?:\\*["'])?\s{0,3}[:=](?!\s{0,3}\[redacted\])\s{0,3})[^\r\n]+/gi,
    by: `$1${mark}`,
  },
  { form: /\b(bearer\s{1,3})[\w.~+/=-]{8,}/gi, by: `$1${mark}` },
  { form: /\b(basic\s{1,3})[A-Za-z\d+/]{16,}={0,2}/gi, by: `$1${mark}` },
  // A passphrase may have spaces.
  {
    form: /\b([\w.-]{0,60}?(?:password|passphrase)\s{0,3}:(?!\s{0,3}\[redacted\])\s{1,3})(?![\s"'\\])[^\r\n]+/gi,
    by: `$1${mark}`,
  },
  { form: new RegExp(`(--${named}[ =]${isOpen}\\s{0,3})${value}`, 'gi'), by: `$1${mark}` },
  { form: new RegExp(`(${named}${closing}(?:=>|=)${isOpen}\\s{0,3})${value}`, 'gi'), by: `$1${mark}` },
  // Not a part of an ARN: the name of a secret is no secret.
  { form: new RegExp(`(?<![:\\w.-])(${named}${closing}:${isOpen}\\s{0,3})${value}`, 'gi'), by: `$1${mark}` },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
  { form: /(?<![A-Za-z\d])(?:AKIA|ASIA|ABIA|ACCA)[A-Z\d]{12,}/g },
  { form: /(?<![A-Za-z\d])(?:IQoJ|FwoG|FQoG)[A-Za-z\d+/=]{20,}/g },
  { form: /(?<![\w-])eyJ[\w-]{5,}\.[\w-]{2,}(?:\.[\w-]*)*/g },
  { form: /(?<![A-Za-z\d])xox[a-z](?:\.xox[a-z])?-[\w-]{8,}|(?<![A-Za-z\d])xapp-[\w-]{8,}/g },
  { form: /(hooks\.slack\.com\/[a-z]{1,20}\/)[\w/-]+/g, by: `$1${mark}` },
  { form: /(?<![A-Za-z\d])(?:gh[pousr]_|github_pat_|glpat-|npm_|[sr]k_live_|[sr]k_test_|sk-|AIza)[\w-]{16,}/g },
  // A secret access key has 40 characters of both cases and figures; the hash of a commit has one case.
  {
    form: /(?<![A-Za-z\d/+=])(?=[A-Za-z\d/+]*[a-z])(?=[A-Za-z\d/+]*[A-Z])(?=[A-Za-z\d/+]*\d)[A-Za-z\d/+]{40}(?![A-Za-z\d/+=])/g,
  },
  // What is so long and has no word in it is a key, a certificate or a session.
  { form: /(?<![A-Za-z\d+/_-])(?=[a-z\d+/_-]*[A-Z])(?=[A-Z\d+/_-]*[a-z])[A-Za-z\d+/_-]{120,}={0,2}/g },
];

/** More is never read: what is kept is a small part of it. */
const longestRead = 64_000;

/**
 * A text from outside without what looks like a secret: tokens, keys, passwords, AWS credentials, and URLs with credentials. It
 * takes away too much rather than too little. A second pass changes nothing.
 *
 * @param text - of any length; what is longer than 64,000 characters is cut at a space
 */
export function withoutSecrets(text: string): string {
  let clean = text.length <= longestRead ? text : cutAtSpace(text);
  for (const { form, by = mark } of patterns) clean = clean.replace(form, by);
  return clean;
}

/** A secret that is cut off in the middle has its form no longer, so the last word goes. */
function cutAtSpace(text: string): string {
  const head = text.slice(0, longestRead);
  const end = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\n'));
  return end < 0 ? '' : head.slice(0, end);
}
