import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type BuildResult, build } from 'esbuild';
import { configurationPlugin } from '../../scripts/esbuild-configuration-plugin.mjs';
import type { Outcome } from '../../src/lib/slack/ingress/index.ts';

function path(relative: string): string {
  return fileURLToPath(new URL(`../../${relative}`, import.meta.url));
}

const stub = path('scripts/bolt-stub.cjs');

/** Bundles an entry as the package does (`serverless.yml`), but for the Node version that the tests may run on. */
export function bundle(
  entry: string,
  outfile: string,
  configuration?: { readonly rules: string; readonly bot: string },
): Promise<BuildResult<{ metafile: true }>> {
  return build({
    entryPoints: [path(entry)],
    outfile,
    bundle: true,
    metafile: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    keepNames: true,
    mainFields: ['module', 'main'],
    alias: { express: stub, '@slack/socket-mode': stub, '@slack/oauth': stub, 'raw-body': stub },
    plugins: [configurationPlugin(configuration)],
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
