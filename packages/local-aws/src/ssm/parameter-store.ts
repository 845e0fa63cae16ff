import type { LocalClock } from '../clock.ts';
import { AwsError } from '../endpoint/index.ts';

export type ParameterType = 'String' | 'StringList' | 'SecureString';

/** A parameter as it is kept; the value is never logged. */
export interface StoredParameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly value: string;
  readonly version: number;
  readonly modifiedAtMs: number;
}

/** SSM Parameter Store, in memory. */
export class ParameterStore {
  readonly #clock: LocalClock;
  readonly #parameters = new Map<string, StoredParameter>();

  constructor(clock: LocalClock) {
    this.#clock = clock;
  }

  /**
   * Writes a parameter and returns its new version.
   *
   * @throws AwsError ParameterAlreadyExists unless `overwrite` is set
   */
  put(name: string, value: string, type: ParameterType, overwrite: boolean): number {
    const existing = this.#parameters.get(name);
    if (existing !== undefined && !overwrite) {
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    const version = (existing?.version ?? 0) + 1;
    this.#parameters.set(name, { name, type, value, version, modifiedAtMs: this.#clock.nowMs() });
    return version;
  }

  get(name: string): StoredParameter | undefined {
    return this.#parameters.get(name);
  }
}
