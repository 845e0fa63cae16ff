/** Lets many run side by side, or one alone; in the order in which they came. */
export class SharedLock {
  readonly #waiting: { readonly isAlone: boolean; readonly begin: () => void }[] = [];
  #running = 0;
  #isAloneRunning = false;

  /** Runs beside others that share. */
  shared<Value>(run: () => Promise<Value>): Promise<Value> {
    return this.#run(false, run);
  }

  /** Runs when everything before it has ended, and nothing after it has begun. */
  alone<Value>(run: () => Promise<Value>): Promise<Value> {
    return this.#run(true, run);
  }

  async #run<Value>(isAlone: boolean, run: () => Promise<Value>): Promise<Value> {
    if (this.#waiting.length > 0 || !this.#mayBegin(isAlone)) {
      await new Promise<void>((begin) => {
        this.#waiting.push({ isAlone, begin });
      });
    } else {
      this.#begin(isAlone);
    }
    try {
      return await run();
    } finally {
      this.#running -= 1;
      this.#isAloneRunning = false;
      this.#beginNext();
    }
  }

  #mayBegin(isAlone: boolean): boolean {
    return isAlone ? this.#running === 0 : !this.#isAloneRunning;
  }

  #begin(isAlone: boolean): void {
    this.#running += 1;
    this.#isAloneRunning = isAlone;
  }

  #beginNext(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#mayBegin(next.isAlone); next = this.#waiting[0]) {
      this.#waiting.shift();
      // Before its turn in the queue of promises comes: nobody may slip in between.
      this.#begin(next.isAlone);
      next.begin();
    }
  }
}
