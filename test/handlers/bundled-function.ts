import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type BuildResult, build } from 'esbuild';
import { configurationPlugin } from '../../scripts/esbuild-configuration-plugin.mjs';
import type { Outcome } from '../../src/lib/slack/ingress/index.ts';
import { packageOptions, projectFolder } from '../support/bundles.ts';

/** Bundles an entry with the package's own options, but for the Node version that the tests may run on. */
export function bundle(
  entry: string,
  outfile: string,
  configuration?: { readonly rules: string; readonly bot: string },
): Promise<BuildResult<{ metafile: true }>> {
  const options = packageOptions();
  const plugins = options.plugins?.filter(({ name }) => name !== 'proton-bot-configuration') ?? [];
  return build({
    ...options,
    entryPoints: [join(projectFolder, entry)],
    outfile,
    metafile: true,
    target: 'node20',
    plugins: [configurationPlugin(configuration), ...plugins],
    logLevel: 'silent',
  });
}

/** How large the one output of a bundle is, and which files are in it. */
export function contentsOf({ metafile }: BuildResult<{ metafile: true }>): {
  readonly bytes: number;
  readonly inputs: readonly string[];
} {
  const [output] = Object.values(metafile.outputs);
  return { bytes: output?.bytes ?? 0, inputs: Object.keys(output?.inputs ?? {}) };
}

const programSource = `
  const { handler } = require(process.argv[1]);
  process.on('message', async ({ event }) => {
    process.send(await handler(event, {}).catch((error) => ({ thrown: String(error) })));
  });
`;

/** A function as Lambda runs it: its bundle in a process of its own, with nothing but its own environment. */
export class BundledFunction {
  readonly #process: ChildProcess;
  readonly #closed: Promise<unknown>;
  #output = '';

  constructor(bundlePath: string, env: Readonly<Record<string, string>>) {
    this.#process = spawn(process.execPath, ['-e', programSource, bundlePath], {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // JSON would drop what is undefined, and with it shapes of requests.
      serialization: 'advanced',
    });
    this.#closed = once(this.#process, 'close');
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString('utf8');
      });
    }
  }

  /** One request at a time. Fails where the handler throws or the process ends. */
  async invoke(event: object | null): Promise<Outcome> {
    const answer = once(this.#process, 'message').then(([message]: unknown[]) => outcomeIn(message));
    const ended = this.#closed.then(() => {
      throw new Error(this.#output);
    });
    this.#process.send({ event });
    return Promise.race([answer, ended]);
  }

  /** Ends the process; gives all that it wrote to its log. */
  async stop(): Promise<string> {
    this.#process.kill();
    await this.#closed;
    return this.#output;
  }
}

function outcomeIn(message: unknown): Outcome {
  const fields = new Map<string, unknown>(Object.entries(Object(message)));
  const [statusCode, body] = [fields.get('statusCode'), fields.get('body')];
  if (typeof statusCode === 'number' && typeof body === 'string') return { statusCode, body };
  throw new Error(`the handler gave no outcome: ${JSON.stringify(message)}`);
}
