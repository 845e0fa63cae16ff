import { nameBlocks, type ViewContent } from '../block-kit/index.ts';
import type { Identifiers } from './identifiers.ts';
import type { View } from './types.ts';

/** Modals may be stacked this deep: https://docs.slack.dev/surfaces/modals */
export const VIEW_STACK_DEPTH = 3;

/** The modals that each person has open, the topmost last. */
export class Views {
  readonly #identifiers: Identifiers;
  readonly #stacks = new Map<string, View[]>();

  constructor(identifiers: Identifiers) {
    this.#identifiers = identifiers;
  }

  stackOf(personId: string): readonly View[] {
    return this.#stacks.get(personId) ?? [];
  }

  /** The view with this id, or with this external id. */
  find(wanted: { readonly viewId?: string; readonly externalId?: string }): View | undefined {
    return [...this.#stacks.values()]
      .flat()
      .find(
        (view) =>
          view.id === wanted.viewId || (wanted.externalId !== undefined && view.externalId === wanted.externalId),
      );
  }

  /** Opens a modal on its own: what the person had open is closed. */
  open(personId: string, content: ViewContent): View {
    const view = this.#build(personId, content, `V${this.#identifiers.word(10)}`);
    this.#stacks.set(personId, [view]);
    return view;
  }

  /** Puts a modal on top of those open. */
  push(personId: string, content: ViewContent): View {
    const stack = this.stackOf(personId);
    const root = stack[0];
    const top = stack.at(-1);
    const view: View = {
      ...this.#build(personId, content, `V${this.#identifiers.word(10)}`),
      ...(root === undefined ? {} : { rootViewId: root.rootViewId }),
      ...(top === undefined ? {} : { previousViewId: top.id }),
    };
    this.#stacks.set(personId, [...stack, view]);
    return view;
  }

  /** Changes what a modal shows and gives it a new hash. */
  update(old: View, content: ViewContent): View {
    const view: View = {
      ...this.#build(old.openedFor, content, old.id),
      rootViewId: old.rootViewId,
      ...(old.previousViewId === undefined ? {} : { previousViewId: old.previousViewId }),
    };
    const stack = this.stackOf(old.openedFor).map((candidate) => (candidate.id === old.id ? view : candidate));
    this.#stacks.set(old.openedFor, stack);
    return view;
  }

  /** Closes the topmost modal, or all of them. */
  close(personId: string, all: boolean): void {
    this.#stacks.set(personId, all ? [] : this.stackOf(personId).slice(0, -1));
  }

  #build(personId: string, content: ViewContent, id: string): View {
    const blocks = nameBlocks(content.blocks, () => this.#identifiers.word(5));
    return {
      id,
      rootViewId: id,
      hash: `${this.#identifiers.nextTs()}.${this.#identifiers.word(8)}`,
      openedFor: personId,
      externalId: content.external_id ?? '',
      callbackId: content.callback_id ?? '',
      privateMetadata: content.private_metadata ?? '',
      title: content.title,
      ...(content.submit === undefined ? {} : { submit: content.submit }),
      ...(content.close === undefined ? {} : { close: content.close }),
      blocks,
      notifyOnClose: content.notify_on_close ?? false,
      clearOnClose: content.clear_on_close ?? false,
    };
  }
}
