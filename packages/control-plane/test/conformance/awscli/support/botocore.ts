import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { devNull } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { mappingOf } from '../../../support/world.ts';

const SCRIPT = fileURLToPath(new URL('botocore-client.py', import.meta.url));
/** The system's own is the one that a Debian package of the CLI runs with. */
const INTERPRETERS = ['python3', '/usr/bin/python3'];
const IMPORT = 'try:\n  import awscli.botocore\nexcept ImportError:\n  import botocore';

/** An interpreter that has the CLI's botocore. As with the CLI itself: in CI there has to be one. */
export function findPython(): string | undefined {
  for (const interpreter of INTERPRETERS) {
    try {
      execFileSync(interpreter, ['-c', IMPORT], { stdio: 'ignore' });
      return interpreter;
    } catch {
      // Not installed, or without botocore: another one may have it.
    }
  }
  const complaint = "No python3 here has botocore; install Debian's awscli to run this test.";
  if (process.env['CI']) throw new Error(complaint);
  console.warn(complaint);
  return undefined;
}

/** Every call once; and what the user of the machine has set for real accounts does not matter here. */
const SETTINGS = {
  AWS_MAX_ATTEMPTS: '1',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** botocore at the other end of a pipe. */
export interface Botocore {
  readonly version: string;
  /** The operations of its model. */
  readonly operations: readonly string[];
  /** @throws Error with name and message of the API's refusal, or of botocore's own complaint */
  call(operation: string, input: object, accountId: string): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

export async function startBotocore(interpreter: string, endpointUrl: string, region: string): Promise<Botocore> {
  const child = spawn(interpreter, [SCRIPT, endpointUrl, region], { env: { ...process.env, ...SETTINGS } });
  const complaints: string[] = [];
  // What is written to a process that is gone is lost; that it is gone is told by the missing answer.
  child.stdin.on('error', () => undefined);
  child.stderr.on('data', (data: Buffer) => complaints.push(data.toString()));
  const nextLine = linesOf(child, complaints);
  const known = await nextLine();
  const operations: unknown = known['operations'];
  if (!Array.isArray(operations)) throw new Error('botocore did not say what it knows');
  return {
    version: String(known['version']),
    operations: operations.map(String),
    async call(operation, input, accountId) {
      child.stdin.write(`${JSON.stringify({ operation, input, accountId })}\n`);
      const { answer, error, message } = await nextLine();
      if (error !== undefined) throw new Error(JSON.stringify({ error, message }));
      return mappingOf(answer);
    },
    async stop() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

function linesOf(child: ChildProcessWithoutNullStreams, complaints: readonly string[]) {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async (): Promise<Record<string, unknown>> => {
    const { done, value } = await lines.next();
    if (done === true) throw new Error(`botocore is gone: ${complaints.join('')}`);
    return mappingOf(JSON.parse(value));
  };
}
