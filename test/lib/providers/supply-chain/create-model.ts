/*
 * What the API's model (2024-01-01) allows for CreateInstance, written down by hand: patterns hold for the whole text, lengths
 * count Unicode code points. It is deliberately not made of what the bot itself checks with.
 */

const patterns: Readonly<Record<string, RegExp>> = {
  instanceName: /^(?![ _ʼ'%-])[a-zA-Z0-9 _ʼ'%-]{0,62}[a-zA-Z0-9]$/,
  instanceDescription: /^([a-zA-Z0-9., _ʼ'%-]){0,500}$/,
  kmsKeyArn:
    /^arn:[a-z0-9][-.a-z0-9]{0,62}:kms:([a-z0-9][-.a-z0-9]{0,62})?:([a-z0-9][-.a-z0-9]{0,62})?:key\/.{0,1019}$/,
  webAppDnsDomain: /^(?![-])[a-zA-Z0-9-]{1,62}[a-zA-Z0-9]$/,
  clientToken: /^[\s\S]*$/,
};

const lengths: Readonly<Record<string, readonly [minimum: number, maximum: number]>> = {
  instanceName: [0, 63],
  instanceDescription: [0, 501],
  kmsKeyArn: [0, 2048],
  webAppDnsDomain: [0, Number.POSITIVE_INFINITY],
  clientToken: [33, 126],
};

/** Whether the model allows a request body; otherwise the members that it does not allow. */
export function violationsOfModel(body: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(body).flatMap(([member, value]) => (isAllowed(member, value) ? [] : [member]));
}

function isAllowed(member: string, value: unknown): boolean {
  if (member === 'tags') return areTags(value);
  const [pattern, length] = [patterns[member], lengths[member]];
  if (pattern === undefined || length === undefined || !Object.hasOwn(patterns, member)) return false;
  return isText(value, ...length) && pattern.test(value);
}

function areTags(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= 200 && entries.every(([key, text]) => isText(key, 1, 128) && isText(text, 0, 256));
}

function isText(value: unknown, minimum: number, maximum: number): value is string {
  if (typeof value !== 'string' || /\p{Surrogate}/u.test(value)) return false;
  const length = Array.from(value).length;
  return length >= minimum && length <= maximum;
}
