/** Who makes AWS calls with one access key: one environment of one Lambda function. */
export interface Caller {
  readonly functionName: string;
  /** False once the environment was killed or stopped: calls that are still on their way no longer count. */
  readonly isAlive: () => boolean;
  /** An object that stands for the invocation in progress, so that calls can be counted for each. */
  readonly invocation: () => object | undefined;
  /** Ends the environment at once, as a crash. */
  readonly kill: () => void;
}

/** Finds the environment behind an access key: each one signs with a key of its own. */
export class Callers {
  readonly #byAccessKeyId = new Map<string, Caller>();

  add(accessKeyId: string, caller: Caller): void {
    this.#byAccessKeyId.set(accessKeyId, caller);
  }

  find(accessKeyId: string | undefined): Caller | undefined {
    return accessKeyId === undefined ? undefined : this.#byAccessKeyId.get(accessKeyId);
  }
}
