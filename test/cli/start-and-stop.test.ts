import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { descendantsOf, stillRunning } from './support/processes.ts';
import { cloneProject } from './support/project.ts';

type Addresses = Readonly<Record<'slackUrl' | 'awsUrl', string>>;

let project: Awaited<ReturnType<typeof cloneProject>>;
let started: ChildProcess[] = [];

beforeAll(async () => {
  project = await cloneProject();
});

afterEach(() => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) terminalSays(child, 'SIGKILL');
  started = [];
});

afterAll(async () => {
  await project.remove();
});

/** The program as a terminal starts it: in a process group of its own, which hears of Ctrl-C as a whole. */
function startProgram(...words: readonly string[]): ChildProcess {
  return startProcess(process.execPath, [join(project.folder, 'bin/proton-bot.js'), 'local', '--json', ...words]);
}

function startProcess(program: string, words: readonly string[]): ChildProcess {
  const child = spawn(program, words, {
    cwd: project.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    // Its unpacked functions lie in a folder of its own.
    env: { ...process.env, TMPDIR: project.folder },
  });
  started.push(child);
  return child;
}

const anyPorts = ['--slack-port', '0', '--aws-port', '0'];

/** The ports of an earlier start: they must be free again. */
function portsOf({ slackUrl, awsUrl }: Addresses): readonly string[] {
  return ['--slack-port', new URL(slackUrl).port, '--aws-port', new URL(awsUrl).port];
}

function endOf(child: ChildProcess): Promise<unknown[]> {
  return child.exitCode === null && child.signalCode === null
    ? once(child, 'close')
    : Promise.resolve([child.exitCode, child.signalCode]);
}

/** Waits for the line with both addresses. @throws with what the program said instead */
async function addressesOf(child: ChildProcess): Promise<Addresses> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the program was started without pipes');
  let said = '';
  stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  for await (const line of createInterface({ input: stdout })) if (line.startsWith('{')) return JSON.parse(line);
  throw new Error(`the program ended before it was ready: ${said}`);
}

function terminalSays(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) process.kill(-child.pid, signal);
}

/** Waits until something is so; what is waited for comes at once or never. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let waitedMs = 0; !(await condition()); waitedMs += 20) {
    if (waitedMs > 30_000) throw new Error(`waited in vain for: ${condition.toString()}`);
    await sleep(20);
  }
}

/** No process that the program has started is left, nobody listens, nothing is locked, no unpacked function lies about. */
async function expectNothingLeft(started: Awaited<ReturnType<typeof descendantsOf>>, addresses?: Addresses) {
  await until(async () => (await stillRunning(started)).length === 0);
  for (const url of addresses ? [addresses.slackUrl, addresses.awsUrl] : []) {
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  }
  expect(await lockOwner()).toBeUndefined();
  expect((await readdir(project.folder)).filter((name) => name.startsWith('local-aws-'))).toEqual([]);
}

/** Who holds the lock of packaging; somebody who has died holds nothing. */
async function lockOwner(): Promise<number | undefined> {
  const owner = Number(await readFile(join(project.folder, '.proton-bot/packaging.lock'), 'utf8').catch(() => '0'));
  const all = await descendantsOf(process.pid);
  return all.some(({ id }) => id === owner) ? owner : undefined;
}

const isPackaged = () => existsSync(join(project.folder, '.proton-bot/package/package-state.json'));

describe('Ctrl-C while the bot is packaged', () => {
  test.each<[string, (child: ChildProcess) => void]>([
    ['from the terminal', (child) => terminalSays(child, 'SIGINT')],
    ['as a signal to the program alone', (child) => child.kill('SIGINT')],
    ['as SIGTERM', (child) => child.kill('SIGTERM')],
    [
      'twice',
      (child) => {
        terminalSays(child, 'SIGINT');
        terminalSays(child, 'SIGINT');
      },
    ],
  ])('%s ends it there and then', async (_how, interrupt) => {
    const child = startProgram('--empty', ...anyPorts);
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    const isFramework = ({ commandLine }: { readonly commandLine: string }) =>
      /serverless\.js package/.test(commandLine);
    await until(async () => (await descendantsOf(child.pid ?? 0)).some(isFramework));
    const processes = await descendantsOf(child.pid ?? 0);
    interrupt(child);
    const [exitCode] = await endOf(child);
    expect([exitCode, printed]).toEqual([0, '']);
    expect(isPackaged()).toBe(false);
    await expectNothingLeft(processes);
  });
});

describe('a start after all that', () => {
  let addresses: Addresses;

  test('works, and Ctrl-C in the middle of the scenario stops everything', async () => {
    const child = startProgram(...anyPorts);
    addresses = await addressesOf(child);
    expect(isPackaged()).toBe(true);
    // The functions have begun to work on what the scenario does.
    await until(async () => (await callCount(addresses)) > 0);
    const processes = await descendantsOf(child.pid ?? 0);
    terminalSays(child, 'SIGINT');
    expect(await endOf(child)).toEqual([0, null]);
    await expectNothingLeft(processes, addresses);
  });

  test('has the same ports again, and stops by SIGTERM', async () => {
    const child = startProgram('--empty', ...portsOf(addresses));
    expect(await addressesOf(child)).toEqual(addresses);
    child.kill('SIGTERM');
    expect(await endOf(child)).toEqual([0, null]);
    await expectNothingLeft([], addresses);
  });

  test('by npm has them, too, and stops with it', async () => {
    const child = startProcess('npm', ['start', '--silent', '--', '--json', '--empty', ...portsOf(addresses)]);
    expect(await addressesOf(child)).toEqual(addresses);
    const processes = await descendantsOf(child.pid ?? 0);
    terminalSays(child, 'SIGINT');
    await endOf(child);
    await expectNothingLeft(processes, addresses);
  });

  test.each([0, 100, 200, 400, 800])('ends without a trace when it is interrupted after %i ms', async (delayMs) => {
    const child = startProgram('--empty', ...portsOf(addresses));
    await once(child, 'spawn');
    await sleep(delayMs);
    const processes = await descendantsOf(child.pid ?? 0);
    terminalSays(child, 'SIGINT');
    // Before it listens for signals, Node itself ends it.
    expect([
      [0, null],
      [null, 'SIGINT'],
    ]).toContainEqual(await endOf(child));
    await expectNothingLeft(processes, addresses);
  });

  test.each(['slackUrl', 'awsUrl'] as const)(
    'says so when a port is taken, and leaves the other: %s',
    async (taken) => {
      const holder = createServer();
      const port = new URL(addresses[taken]).port;
      await new Promise<void>((resolve) => holder.listen(Number(port), '127.0.0.1', resolve));
      try {
        const child = startProgram('--empty', ...portsOf(addresses));
        let said = '';
        child.stderr?.on('data', (chunk: Buffer) => {
          said += chunk.toString();
        });
        expect(await endOf(child)).toEqual([1, null]);
        expect(said).toMatch(
          new RegExp(`^proton-bot: .*\\b${port}\\b.*--${taken === 'slackUrl' ? 'slack' : 'aws'}-port`),
        );
        expect(said).not.toContain('    at ');
        const other = taken === 'slackUrl' ? addresses.awsUrl : addresses.slackUrl;
        await expect(fetch(other)).rejects.toThrow('fetch failed');
      } finally {
        await new Promise((resolve) => holder.close(resolve));
      }
    },
  );
});

/** AWS calls that the functions have made. */
async function callCount({ awsUrl }: Addresses): Promise<number> {
  const response = await fetch(`${awsUrl}/_proton-bot/calls`);
  const counts: unknown = await response.json();
  return Object.keys(Object(counts)).filter((name) => name.startsWith('proton-bot-')).length;
}
