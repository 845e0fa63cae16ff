/** The parsed body of an answer: the members of a JSON object, or why there are none. */
export interface AnswerBody {
  readonly fields?: Readonly<Record<string, unknown>>;
  /** The rest of a sentence that begins with "the answer" or "it". */
  readonly problem?: string;
}

/** Reads a body of any kind; never throws. */
export function readAnswerBody(bytes: Uint8Array): AnswerBody {
  if (bytes.byteLength === 0) return { problem: 'its body is empty' };
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    const looksLikeAPage = bytes[0] === '<'.charCodeAt(0);
    return { problem: looksLikeAPage ? 'its body is a web page, not JSON' : 'its body is not JSON, or cut off' };
  }
  const fields = fieldsOf(body);
  return fields === undefined ? { problem: 'its body is not a JSON object' } : { fields };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
/** Epoch seconds that a Date can hold. */
const isTimestamp: Check = (value) => typeof value === 'number' && Math.abs(value) <= 8.64e12;

const requiredMembers: Readonly<Record<string, Check>> = { instanceId: isText, awsAccountId: isText, state: isText };
const optionalMembers: Readonly<Record<string, Check>> = {
  errorMessage: isText,
  webAppDnsDomain: isText,
  createdTime: isTimestamp,
  lastModifiedTime: isTimestamp,
  instanceName: isText,
  instanceDescription: isText,
  kmsKeyArn: isText,
  versionNumber: (value) => typeof value === 'number' || isText(value),
};

/**
 * Why a successful answer does not have the member that its operation must return.
 *
 * @returns the rest of a sentence that begins with "it"; `undefined` if everything is there
 */
export function problemIn(body: AnswerBody, member: 'instance' | 'instances'): string | undefined {
  if (body.fields === undefined) return body.problem;
  const value = body.fields[member];
  if (member === 'instance') return problemInInstance(value, member);
  if (!Array.isArray(value)) return missing(member, value);
  const nextToken = body.fields['nextToken'];
  if (!isAbsent(nextToken) && !isText(nextToken)) return 'its "nextToken" is not what it should be';
  for (const [index, instance] of value.entries()) {
    const problem = problemInInstance(instance, `${member}[${index}]`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemInInstance(value: unknown, path: string): string | undefined {
  const fields = fieldsOf(value);
  if (fields === undefined) return missing(path, value);
  for (const [name, isFine] of Object.entries(requiredMembers)) {
    if (!isFine(fields[name])) return missing(`${path}.${name}`, fields[name]);
  }
  for (const [name, isFine] of Object.entries(optionalMembers)) {
    if (!isAbsent(fields[name]) && !isFine(fields[name])) return missing(`${path}.${name}`, fields[name]);
  }
  return undefined;
}

function missing(path: string, value: unknown): string {
  return isAbsent(value) ? `its "${path}" is missing` : `its "${path}" is not what it should be`;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
