import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own, so that it does not share its processor with who measures it. */
export interface ServerProcess {
  readonly port: number;
  /** What it told of itself before it was ready. */
  readonly told: Readonly<Record<string, number>>;
  /** Sends it a message, and waits for what it tells then. */
  ask(): Promise<Readonly<Record<string, number>>>;
  stop(): void;
  /** When it has ended, after `stop`. */
  readonly ended: Promise<unknown>;
}

/** @param name of a file in `servers` */
export function startServerProcess(name: string, settings: readonly string[] = []): Promise<ServerProcess> {
  const child = fork(fileURLToPath(new URL(`../servers/${name}.ts`, import.meta.url)), settings, {
    execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
  });
  const told: Record<string, number> = {};
  const ended = once(child, 'exit');
  const ask = async (): Promise<Readonly<Record<string, number>>> => {
    const answer = once(child, 'message');
    child.send('');
    const [message]: Readonly<Record<string, number>>[] = await answer;
    return message ?? {};
  };
  return new Promise((resolve, reject) => {
    child.on('message', (message: Readonly<Record<string, number>>) => {
      Object.assign(told, message);
      const { port } = told;
      if (port !== undefined) resolve({ port, told, ask, stop: () => child.disconnect(), ended });
    });
    child.once('exit', (code) => reject(new Error(`${name} ended with ${String(code)}`)));
  });
}
