import { initialState, type PageState } from './state.ts';

/** Holds the state and has it shown once per frame, however many events came. */
export class Store {
  #state: PageState = initialState;
  #isScheduled = false;
  readonly #renderers: ((state: PageState) => void)[] = [];

  get state(): PageState {
    return this.#state;
  }

  /** Calls `render` with the state now and after each change. */
  show(render: (state: PageState) => void): void {
    this.#renderers.push(render);
    this.#schedule();
  }

  change(change: (state: PageState) => PageState): void {
    this.#state = change(this.#state);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    requestAnimationFrame(() => {
      this.#isScheduled = false;
      for (const render of this.#renderers) render(this.#state);
    });
  }
}
