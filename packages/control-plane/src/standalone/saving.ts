import { reasonOf } from './standalone-error.ts';

/** Tells the user when saving begins to fail, and when it works again. */
export interface Saving {
  /** @returns what it was given */
  watch(group: Promise<void> | undefined): Promise<void> | undefined;
}

/** @param tell receives the lines */
export function createSaving(tell: (line: string) => void): Saving {
  let told: string | undefined;
  let watched: Promise<void> | undefined;
  const failed = (error: unknown): void => {
    const reason = reasonOf(error);
    if (reason !== told) tell(`The state could not be saved: ${reason}. Calls are refused until it can be.`);
    told = reason;
  };
  const succeeded = (): void => {
    if (told !== undefined) tell('The state is saved again.');
    told = undefined;
  };
  return {
    watch(group) {
      if (group !== undefined && group !== watched) {
        watched = group;
        void group.then(succeeded, failed);
      }
      return group;
    },
  };
}
