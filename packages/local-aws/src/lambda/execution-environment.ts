import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { FunctionDefinition, InvocationResult, LogLine, LogListener } from './function-definition.ts';
import { runtimeSource } from './runtime.ts';
import type { RuntimeAnswer, RuntimeInvocation, RuntimeSetup } from './runtime-protocol.ts';

interface PendingInvocation {
  readonly requestId: string;
  readonly finish: (result: InvocationResult) => void;
}

/** Node 24 took callback handlers away; earlier runtimes still have them. */
const FIRST_NODE_WITHOUT_CALLBACKS = 24;

/**
 * One execution environment of a function: a worker thread with environment variables of its own. It handles one
 * invocation at a time, and once it is dead it stays dead.
 */
export class ExecutionEnvironment {
  readonly #worker: Worker;
  readonly #functionName: string;
  readonly #waiting: RuntimeInvocation[] = [];
  #isReady = false;
  #isAlive = true;
  #pending: PendingInvocation | undefined;

  constructor(definition: FunctionDefinition, variables: Readonly<Record<string, string>>, onLog: LogListener) {
    const setup: RuntimeSetup = {
      taskRoot: definition.taskRoot,
      handler: definition.handler,
      refusesCallbacks: Number(/^nodejs(\d+)/.exec(definition.runtime)?.[1]) >= FIRST_NODE_WITHOUT_CALLBACKS,
    };
    this.#functionName = definition.name;
    this.#worker = new Worker(runtimeSource, {
      eval: true,
      env: { ...variables },
      workerData: setup,
      stdout: true,
      stderr: true,
      execArgv: [],
      name: definition.name,
      resourceLimits: { maxOldGenerationSizeMb: definition.memoryMb },
    });
    this.#worker.on('message', (answer: RuntimeAnswer) => this.#take(answer));
    this.#worker.on('error', (error) => this.#crash(error));
    this.#worker.on('exit', (exitCode) => this.#exit(exitCode));
    this.#forward(this.#worker.stdout, 'stdout', onLog);
    this.#forward(this.#worker.stderr, 'stderr', onLog);
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** The invocation in progress, as an object that stands for it. */
  get invocation(): object | undefined {
    return this.#pending;
  }

  /** Runs one invocation to its end, whichever that is; it never rejects. */
  invoke(invocation: RuntimeInvocation): Promise<InvocationResult> {
    return new Promise((resolve) => {
      this.#pending = { requestId: invocation.requestId, finish: resolve };
      if (this.#isReady) this.#worker.postMessage(invocation, []);
      else this.#waiting.push(invocation);
    });
  }

  /** Ends the thread at once, in the middle of whatever it does. */
  kill(outcome: 'killed' | 'timedOut', errorMessage: string): void {
    if (!this.#isAlive) return;
    const errorType = outcome === 'timedOut' ? 'Sandbox.Timedout' : 'Runtime.ExitError';
    this.#end({ outcome, error: { errorType, errorMessage, trace: [] } });
    void this.#worker.terminate();
  }

  /** Ends the thread and waits until it is gone. */
  async stop(): Promise<void> {
    this.kill('killed', 'The local cloud was stopped.');
    await this.#worker.terminate();
  }

  #take(answer: RuntimeAnswer): void {
    switch (answer.kind) {
      case 'ready':
        this.#isReady = true;
        for (const invocation of this.#waiting.splice(0)) this.#worker.postMessage(invocation, []);
        return;
      case 'initError':
        this.#end({ outcome: 'crashed', error: answer.error });
        void this.#worker.terminate();
        return;
      case 'result':
        return this.#finish(answer.requestId, { outcome: 'succeeded', payload: answer.payload });
      case 'error':
        return this.#finish(answer.requestId, { outcome: 'error', error: answer.error });
    }
  }

  #finish(requestId: string, result: InvocationResult): void {
    if (this.#pending?.requestId !== requestId) return;
    const { finish } = this.#pending;
    this.#pending = undefined;
    finish(result);
  }

  /** An exception that nothing in the function caught. */
  #crash(thrown: unknown): void {
    const error = {
      errorType: textOf(thrown, 'name') ?? 'Runtime.UnhandledError',
      errorMessage: textOf(thrown, 'message') ?? String(thrown),
      trace: (textOf(thrown, 'stack') ?? '').split('\n'),
    };
    this.#end({ outcome: 'crashed', error });
  }

  #exit(exitCode: number): void {
    const requestId = this.#pending?.requestId ?? '';
    const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: exit status ${String(exitCode)}`;
    this.#end({ outcome: 'crashed', error: { errorType: 'Runtime.ExitError', errorMessage, trace: [] } });
  }

  #end(result: InvocationResult): void {
    this.#isAlive = false;
    if (this.#pending !== undefined) this.#finish(this.#pending.requestId, result);
  }

  #forward(output: Readable, stream: LogLine['stream'], onLog: LogListener): void {
    createInterface({ input: output }).on('line', (line) => onLog({ functionName: this.#functionName, stream, line }));
  }
}

/** Node rebuilds a thread's exception as an object that merely looks like an Error. */
function textOf(thrown: unknown, property: string): string | undefined {
  const value: unknown = Reflect.get(Object(thrown), property);
  return typeof value === 'string' ? value : undefined;
}
