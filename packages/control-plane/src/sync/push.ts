import { createHash } from 'node:crypto';
import { ValidationException } from '../model/errors.ts';
import { SHAPES } from '../model/shapes.ts';
import type { BranchRecord, RepositoryProvider } from '../store/records.ts';
import { branchKey, pathInRepository } from './branches.ts';

/** A commit, as whoever plays the Git server tells of it. */
export interface Push {
  readonly provider: RepositoryProvider;
  /** `<owner>/<name>` */
  readonly repositoryName: string;
  readonly branch: string;
  /** Made of the content by default. */
  readonly sha?: string | undefined;
  /** The whole tree: path → text. */
  readonly files: Readonly<Record<string, string>>;
}

const MAXIMUM_FILES = 2000;
const SHA = /^[\x21-\x7e]{1,255}$/;

/**
 * The newest commit of a branch, from a push that anything may have sent.
 * @throws ValidationException naming the member that is wrong
 */
export function readPush(accountId: string, push: unknown): BranchRecord {
  if (!isObject(push))
    throw new ValidationException('A push is an object with provider, repositoryName, branch and files.');
  const provider = readProvider(push['provider']);
  const { RepositoryName, GitBranchName } = SHAPES;
  const repositoryName = readText(push['repositoryName'], 'repositoryName', RepositoryName.maxLength);
  const branch = readText(push['branch'], 'branch', GitBranchName.maxLength);
  const files = readFiles(push['files']);
  const reference = { provider, repositoryName, branch };
  const sha = push['sha'] ?? createHash('sha1').update(JSON.stringify(files)).digest('hex');
  if (typeof sha !== 'string' || !SHA.test(sha))
    throw new ValidationException('sha must be a text of 1 to 255 characters.');
  return { ...reference, key: branchKey(accountId, reference), accountId, sha, files };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isProvider(value: unknown): value is RepositoryProvider {
  return SHAPES.RepositoryProvider.values.some((provider) => provider === value);
}

function readProvider(value: unknown): RepositoryProvider {
  if (isProvider(value)) return value;
  throw new ValidationException(`provider must be one of ${SHAPES.RepositoryProvider.values.join(', ')}.`);
}

function readText(value: unknown, member: string, maxLength: number): string {
  if (typeof value === 'string' && value.length > 0 && value.length <= maxLength) return value;
  throw new ValidationException(`${member} must be a text of 1 to ${maxLength} characters.`);
}

function readFiles(value: unknown): Record<string, string> {
  if (!isObject(value)) throw new ValidationException('files must be an object of path and text.');
  const entries = Object.entries(value);
  if (entries.length > MAXIMUM_FILES) throw new ValidationException(`files has more than ${MAXIMUM_FILES} members.`);
  const files = new Map<string, string>();
  for (const [path, text] of entries) {
    const key = pathInRepository(path);
    if (key === undefined || key === '' || path.length > SHAPES.OpsFilePath.maxLength) {
      throw new ValidationException('files has a path that does not lie in the repository.');
    }
    if (typeof text !== 'string') throw new ValidationException(`files: the content of ${key} must be a text.`);
    files.set(key, text);
  }
  return Object.fromEntries([...files].sort(([left], [right]) => (left < right ? -1 : 1)));
}
