import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type BuildOptions, type BuildResult, build } from 'esbuild';
import { configurationPlugin } from '../../scripts/esbuild-configuration-plugin.mjs';
import type { Outcome } from '../../src/lib/slack/ingress/index.ts';
import { packageOptions, projectFolder } from '../support/bundles.ts';

/** The files that a bundle is configured by. */
interface Configuration {
  readonly rules: string;
  readonly bot: string;
}

/** The package's own options, but for the Node version that the tests may run on. */
function optionsWith(configuration?: Configuration) {
  const options = packageOptions();
  const plugins = options.plugins?.filter(({ name }) => name !== 'proton-bot-configuration') ?? [];
  return {
    ...options,
    metafile: true,
    target: 'node20',
    plugins: [configurationPlugin(configuration), ...plugins],
    logLevel: 'silent',
  } as const satisfies BuildOptions;
}

/** Bundles an entry. */
export function bundle(
  entry: string,
  outfile: string,
  configuration?: Configuration,
): Promise<BuildResult<{ metafile: true }>> {
  return build({ ...optionsWith(configuration), entryPoints: [join(projectFolder, entry)], outfile });
}

export const handlerNames = ['observe', 'sweep', 'discover', 'command', 'slack', 'notify'] as const;
export type HandlerName = (typeof handlerNames)[number];

/** A handler's bundle on disk. */
export interface HandlerBundle {
  readonly path: string;
  readonly bytes: number;
  /** Files that have code in it, by their path in the project. */
  readonly inputs: readonly string[];
}

/**
 * Bundles handlers, each for itself as {@link bundle} does, but in one build, which reads only once what they share.
 *
 * @param folder - takes a `.cjs` for each
 * @returns what gives the bundle of one of them
 */
export async function bundleHandlers(
  folder: string,
  configuration?: Configuration,
  names: readonly HandlerName[] = handlerNames,
): Promise<(name: HandlerName) => HandlerBundle> {
  const { metafile } = await build({
    ...optionsWith(configuration),
    absWorkingDir: projectFolder,
    entryPoints: names.map((name) => `src/handlers/${name}.ts`),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
  });
  return (name) => {
    const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === `src/handlers/${name}.ts`);
    if (output === undefined) throw new Error(`${name} was not bundled`);
    const inputs = Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [path] : [],
    );
    return { path: join(folder, `${name}.cjs`), bytes: output.bytes, inputs };
  };
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
