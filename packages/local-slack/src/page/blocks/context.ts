import type { Names } from '../text/names.ts';

/** What a person did with an element. */
export interface ElementAction {
  readonly actionId: string;
  readonly blockId: string;
  readonly choice?: readonly string[];
}

/** What blocks are rendered with. */
export interface BlockContext {
  readonly names: Names;
  /** Sends the action to the app; the element is busy until this settles. */
  act(action: ElementAction): Promise<void>;
}
