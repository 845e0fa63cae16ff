import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own, so that it does not share its processor with who measures it. */
export interface ServerProcess {
  readonly port: number;
  /** What it told of itself before it was ready. */
  readonly told: Readonly<Record<string, number>>;
  stop(): void;
}

/** @param name of a file in `servers` */
export function startServerProcess(name: string, settings: readonly string[] = []): Promise<ServerProcess> {
  const child = fork(fileURLToPath(new URL(`../servers/${name}.ts`, import.meta.url)), settings, {
    execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
  });
  const told: Record<string, number> = {};
  return new Promise((resolve, reject) => {
    child.on('message', (message: Readonly<Record<string, number>>) => {
      Object.assign(told, message);
      const { port } = told;
      if (port !== undefined) resolve({ port, told, stop: () => child.disconnect() });
    });
    child.once('exit', (code) => reject(new Error(`${name} ended with ${String(code)}`)));
  });
}
