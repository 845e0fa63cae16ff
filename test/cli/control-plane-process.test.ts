import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { callAt } from '../../packages/control-plane/test/standalone/support/calling.ts';
import { projectDirectory } from './support/run.ts';

let folder: string;
let stateFile: string;
let started: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-process-'));
  stateFile = join(folder, 'proton.json');
  started = [];
});

afterEach(async () => {
  for (const child of started) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

interface Program {
  readonly url: string;
  /** Sends it a signal, and waits for its end. */
  end(signal: NodeJS.Signals): Promise<{ readonly exitCode: unknown; readonly err: string }>;
}

/** The program as a user starts it: a process of its own. */
async function start(...nodeOptions: readonly string[]): Promise<Program> {
  const program = join(projectDirectory, 'bin/proton-bot.js');
  const words = ['control-plane', '--port', '0', '--json', '--state', stateFile];
  const child = spawn(process.execPath, [...nodeOptions, program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  const ended = Promise.all([once(child, 'close'), text(child.stderr)]);
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([first]: unknown[]) => String(first)),
    ended.then(([, err]) => Promise.reject(new Error(`it ended: ${err}`))),
  ]);
  const { url }: { url: string } = JSON.parse(line);
  return {
    url,
    async end(signal) {
      child.kill(signal);
      const [[exitCode], err] = await ended;
      return { exitCode, err };
    },
  };
}

/** How many of the templates t0, t1, … a state has; it must have the first ones. */
function countOf(templates: unknown): number {
  const names = new Set(Object.values(Object(templates)).map((template) => String(Object(template).name)));
  for (let index = 0; index < names.size; index += 1) expect(names).toContain(`t${String(index)}`);
  return names.size;
}

async function countAt(url: string): Promise<number> {
  return countOf((await callAt(url, 'ListServiceTemplates', { maxResults: 100 }))['templates']);
}

test('kill -9 amid a stream of changes loses none that was answered', async () => {
  let answered = 0;
  for (const upTo of [3, 9, 17, 28, 40, 71]) {
    const program = await start();
    const found = await countAt(program.url);
    // The call that was cut off may or may not have been done.
    expect([answered, answered + 1]).toContain(found);
    let next = found;
    // Goes on until the process is gone.
    const stream = (async () => {
      for (;;) {
        await callAt(program.url, 'CreateServiceTemplate', { name: `t${String(next)}` });
        next += 1;
        if (next === upTo) void program.end('SIGKILL');
      }
    })();
    await expect(stream).rejects.toThrow();
    await program.end('SIGKILL');
    answered = next;
  }
  const program = await start();
  expect([answered, answered + 1]).toContain(await countAt(program.url));
  expect(answered).toBeGreaterThanOrEqual(71);
});

test.each<NodeJS.Signals>(['SIGINT', 'SIGTERM'])(
  '%s saves every change that was answered, and ends it with 0',
  async (signal) => {
    const program = await start();
    const names = Array.from({ length: 30 }, (_, index) => `t${String(index)}`);
    await Promise.all(names.map((name) => callAt(program.url, 'CreateServiceTemplate', { name })));
    expect(await program.end(signal)).toEqual({ exitCode: 0, err: '' });
    expect(await readdir(folder)).toEqual(['proton.json']);
    expect(await countAt((await start()).url)).toBe(30);
  },
);

test('it loads neither the local cloud nor Slack, nor any client of AWS', async () => {
  await (await start()).end('SIGTERM');
  const log = join(folder, 'loaded.txt');
  const hooks = `
    import { appendFileSync } from 'node:fs';
    export const load = (url, context, nextLoad) => {
      appendFileSync(${JSON.stringify(log)}, url + '\\n');
      return nextLoad(url, context);
    };`;
  const asUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
  await writeFile(log, '');
  const register = `import { register } from 'node:module'; register(${JSON.stringify(asUrl(hooks))});`;
  const program = await start('--import', asUrl(register));
  await callAt(program.url, 'ListServiceTemplates');
  await program.end('SIGTERM');

  const loaded = (await readFile(log, 'utf8')).split('\n').filter((url) => url.startsWith('file:'));
  const packages = new Set(loaded.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []));
  expect(packages).toContain('yaml');
  const unwanted = /^@aws-sdk\/|^@slack\/|^@smithy\/|^@marcbachmann\/|^dynalite$|^zod$|^express$/;
  expect([...packages].filter((name) => unwanted.test(name))).toEqual([]);

  const built = join(projectDirectory, 'dist');
  const parts = loaded.map((url) => fileURLToPath(url)).filter((path) => path.startsWith(built));
  const sources = await Promise.all(parts.map(sourcesOf));
  expect(sources.flat()).toContain('packages/control-plane/src/control-plane.ts');
  expect(
    sources
      .flat()
      .filter(
        (path) =>
          !/^(?:src\/(?:cli|lib\/(?:did-you-mean|visible-text|model\/errors)\.ts)|packages\/control-plane\/src)/.test(
            path,
          ),
      ),
  ).toEqual([]);
});

/** What a part of the built program was made of, from the project's folder on. */
async function sourcesOf(part: string): Promise<readonly string[]> {
  const { sources }: { sources: readonly string[] } = JSON.parse(await readFile(`${part}.map`, 'utf8'));
  return sources.map((path) => join(dirname(part), path).slice(projectDirectory.length));
}
