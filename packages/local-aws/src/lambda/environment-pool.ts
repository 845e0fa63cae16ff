import type { CancelTimer, LocalClock } from '../clock.ts';
import type { Callers } from '../endpoint/index.ts';
import { type LocalRandom, randomHex } from '../random.ts';
import { type CloudAccess, environmentVariablesFor } from './environment-variables.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import type { FunctionDefinition, LogListener } from './function-definition.ts';

export interface EnvironmentPoolOptions {
  readonly definition: FunctionDefinition;
  readonly access: CloudAccess;
  readonly callers: Callers;
  readonly clock: LocalClock;
  readonly random: LocalRandom;
  /** An environment without work ends after this time, to give its memory back. */
  readonly idleAfterMs: number;
  readonly onLog: LogListener;
}

/** The execution environments of one function: started on demand, used again while warm, ended when idle. */
export class EnvironmentPool {
  readonly #options: EnvironmentPoolOptions;
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #idle: { environment: ExecutionEnvironment; cancelTimer: CancelTimer }[] = [];

  constructor(options: EnvironmentPoolOptions) {
    this.#options = options;
  }

  /** The environment used last, or a new one when none is free. */
  take(): { environment: ExecutionEnvironment; isNew: boolean } {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      idle.cancelTimer();
      if (idle.environment.isAlive) return { environment: idle.environment, isNew: false };
    }
    return { environment: this.#start(), isNew: true };
  }

  /** Gives an environment back after an invocation; a dead one is forgotten. */
  giveBack(environment: ExecutionEnvironment): void {
    if (!environment.isAlive) {
      this.#all.delete(environment);
      return;
    }
    const entry = {
      environment,
      cancelTimer: this.#options.clock.setTimer(this.#options.idleAfterMs, () => {
        this.#idle.splice(this.#idle.indexOf(entry), 1);
        this.#all.delete(environment);
        void environment.stop();
      }),
    };
    this.#idle.push(entry);
  }

  /** Kills every environment that is in the middle of an invocation. Returns how many. */
  killBusy(): number {
    const busy = [...this.#all].filter(({ isAlive, invocation }) => isAlive && invocation !== undefined);
    for (const environment of busy) environment.kill('killed', 'The environment was killed by a fault.');
    return busy.length;
  }

  get size(): number {
    return this.#all.size;
  }

  /** Ends every environment and waits until they are gone. */
  async stop(): Promise<void> {
    for (const { cancelTimer } of this.#idle.splice(0)) cancelTimer();
    await Promise.all([...this.#all].map((environment) => environment.stop()));
    this.#all.clear();
  }

  #start(): ExecutionEnvironment {
    const { definition, access, callers, random, onLog } = this.#options;
    const accessKeyId = `LOCAL${randomHex(random, 15).toUpperCase()}`;
    const environment = new ExecutionEnvironment(
      definition,
      environmentVariablesFor(definition, access, accessKeyId),
      onLog,
    );
    callers.add(accessKeyId, {
      functionName: definition.name,
      isAlive: () => environment.isAlive,
      invocation: () => environment.invocation,
      kill: () => environment.kill('killed', 'The environment was killed by a fault.'),
    });
    this.#all.add(environment);
    return environment;
  }
}
