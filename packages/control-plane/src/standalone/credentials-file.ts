import { readFile } from 'node:fs/promises';
import type { ControlPlaneCredential } from '../http/options.ts';
import { reasonOf, StandaloneError } from './standalone-error.ts';

/** Who calls with which access key id. */
export interface Callers {
  readonly accounts: ReadonlyMap<string, string>;
  /** Of those for whom there is a secret. */
  readonly credentials: ReadonlyMap<string, ControlPlaneCredential>;
}

/** The credentials file cannot be used. The message names places, never what is there: it might be a secret. */
export class CredentialsFileError extends StandaloneError {
  override readonly name = 'CredentialsFileError';
}

/**
 * Reads `{"<access key id>": {"accountId": "<12 digits>", "secretAccessKey": "…"}}`.
 * @param needsSecrets whether every entry must have its secret, as where signatures are checked
 * @throws CredentialsFileError
 */
export async function readCredentialsFile(path: string, needsSecrets: boolean): Promise<Callers> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new CredentialsFileError(`The credentials file ${path} cannot be read: ${reasonOf(error)}.`);
  });
  const entries = await check(path, parse(path, text), needsSecrets);
  const credentials = new Map<string, ControlPlaneCredential>();
  for (const [accessKeyId, { accountId, secretAccessKey }] of Object.entries(entries)) {
    if (secretAccessKey !== undefined) credentials.set(accessKeyId, { accountId, secretAccessKey });
  }
  const accounts = new Map(Object.entries(entries).map(([accessKeyId, { accountId }]) => [accessKeyId, accountId]));
  return { accounts, credentials };
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's message quotes the file; only the position is safe to tell.
    const position = / at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const line = position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length;
    const place = line === undefined ? '' : ` (line ${String(line)})`;
    throw new CredentialsFileError(`The credentials file ${path} is not JSON${place}.`);
  }
}

type Entries = Readonly<Record<string, { readonly accountId: string; readonly secretAccessKey?: string | undefined }>>;

/** zod is loaded only where there is such a file: without it, the program starts in half the time. */
async function check(path: string, content: unknown, needsSecrets: boolean): Promise<Entries> {
  const { z } = await import('zod');
  const secret = z.string('must be a text').min(1, 'must not be empty');
  const entry = z.strictObject(
    {
      accountId: z.string('must be a text of twelve digits').regex(/^\d{12}$/, 'must be twelve digits'),
      secretAccessKey: needsSecrets ? secret : secret.optional(),
    },
    'must be an object with accountId and secretAccessKey',
  );
  const accessKeyId = z.string().regex(/^\w{1,128}$/, 'the access key id must be of letters, digits and "_" only');
  const schema = z
    .record(accessKeyId, entry, 'must be an object: {"<access key id>": {"accountId": "…", "secretAccessKey": "…"}}')
    .refine((entries) => Object.keys(entries).length > 0, 'must have at least one access key id');
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const ids = typeof content === 'object' && content !== null ? Object.keys(content) : [];
  const problems = result.error.issues.map((issue) => `${placeOf(issue.path, ids)}${messageOf(issue)}`);
  throw new CredentialsFileError(`The credentials file ${path} is wrong:\n${problems.join('\n')}`);
}

/** By number, as an access key id and its secret may have been mixed up. */
function placeOf(path: readonly PropertyKey[], ids: readonly string[]): string {
  const [id, member] = path;
  if (id === undefined) return '  it ';
  return `  entry ${String(ids.indexOf(String(id)) + 1)}${member === undefined ? '' : `, ${String(member)}`}: `;
}

function messageOf(issue: { readonly code: string; readonly message: string; readonly issues?: unknown }): string {
  if (issue.code === 'unrecognized_keys') return 'has something other than accountId and secretAccessKey';
  return issue.code === 'invalid_key' ? 'its access key id must be of letters, digits and "_" only' : issue.message;
}
