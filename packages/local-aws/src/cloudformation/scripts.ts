import { validationError } from './errors.ts';

/**
 * How what is done to a stack ends: by itself, well or badly, or not at all. `slow` is healthy: it takes long, and moves on all the
 * time.
 */
export type StackOutcome = 'succeed' | 'fail' | 'hang' | 'slow';

/** What a script is about: creations and updates, rollbacks, or deletions. */
export type ScriptedOperation = 'deployment' | 'rollback' | 'deletion';

/** @public */
export interface StackScript {
  readonly outcome: StackOutcome;
  /** What the resource that fails says of it. */
  readonly reason?: string | undefined;
}

/** How operations end, where it was decided. A script stays until the next one for its stack. */
export class StackScripts {
  readonly #scripts = new Map<string, StackScript>();

  set(stackName: string, on: ScriptedOperation, script: StackScript): void {
    if (script.reason !== undefined && script.outcome !== 'fail') {
      throw validationError('a reason is given with the outcome fail only');
    }
    this.#scripts.set(`${on} ${stackName}`, script);
  }

  find(stackName: string, on: ScriptedOperation): StackScript {
    return this.#scripts.get(`${on} ${stackName}`) ?? { outcome: 'succeed' };
  }
}
