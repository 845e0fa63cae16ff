import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** `npm start`, as a user starts it, on ports that nobody uses. */
export interface Started {
  readonly processId: number;
  readonly awsUrl: string;
  /** From the command to a page that answers. */
  readonly startedInMs: number;
  stop(): Promise<void>;
}

const limitMs = 60_000;

/** @throws Error when no page answers within a minute, with what was printed */
export async function startByNpm(folder: string, flags: readonly string[] = []): Promise<Started> {
  const [slackPort, awsPort] = [await freePort(), await freePort()];
  const ports = ['--slack-port', String(slackPort), '--aws-port', String(awsPort)];
  const beganMs = performance.now();
  const child = spawn('npm', ['start', '--', ...ports, ...flags], { cwd: folder, detached: true });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  while (!(await answers(`http://127.0.0.1:${slackPort}/`))) {
    if (child.exitCode !== null || performance.now() - beganMs > limitMs) {
      await stop(child);
      throw new Error(`npm start brought no page up:\n${printed}`);
    }
    await sleep(10);
  }
  return {
    processId: child.pid ?? 0,
    awsUrl: `http://127.0.0.1:${awsPort}`,
    startedInMs: performance.now() - beganMs,
    stop: () => stop(child),
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    return response.ok && (await response.text()).includes('<html');
  } catch {
    return false;
  }
}

/** Ctrl-C goes to the whole group, as a terminal sends it. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGINT');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
