import { make, setChildren } from '../dom.ts';
import { type Shown, tsOf } from '../state.ts';
import { type MessageFrame, renderEphemeral, renderMessage } from './render-message.ts';
import { areClose, dayOf, formatDay } from './times.ts';

interface Rendered {
  readonly signature: readonly unknown[];
  readonly element: HTMLElement;
}

export type FrameOf = (shown: Shown, isCompact: boolean) => MessageFrame;

/**
 * Shows messages in order with a heading per day. An element is made again only if what it shows has changed; the
 * list stays at its end if it was there.
 */
export class MessageList {
  readonly element: HTMLElement;
  #rendered = new Map<string, Rendered>();
  #shownPlace = '';

  constructor(testId: string, label: string) {
    this.element = make('div', {
      class: 'message-list',
      role: 'log',
      'aria-label': label,
      tabindex: 0,
      data: { testid: testId },
    });
  }

  /** @param place - what the list belongs to; with another one it starts at its end. */
  render(place: string, shown: readonly Shown[], frameOf: FrameOf, whenEmpty: HTMLElement): void {
    const wasAtEnd = this.#shownPlace !== place || this.#isAtEnd();
    this.#shownPlace = place;
    const next = new Map<string, Rendered>();
    const children: HTMLElement[] = [];
    let previous: Shown | undefined;
    for (const current of shown) {
      const ts = tsOf(current);
      if (previous === undefined || dayOf(tsOf(previous)) !== dayOf(ts)) {
        children.push(
          this.#keep(next, `day ${dayOf(ts)}`, [dayOf(String(Date.now() / 1000))], () => renderDay(formatDay(ts))),
        );
      }
      const frame = frameOf(current, previous !== undefined && continues(previous, current));
      const signature = [
        current.kind === 'message' ? current.message : current.ephemeral,
        frame.isCompact,
        frame.isHighlighted,
        frame.replies.length,
        frame.snapshot,
        place,
      ];
      children.push(this.#keep(next, `${current.kind} ${ts}`, signature, () => renderShown(current, frame)));
      previous = current;
    }
    this.#rendered = next;
    setChildren(this.element, children.length === 0 ? [whenEmpty] : children);
    if (wasAtEnd) this.element.scrollTop = this.element.scrollHeight;
  }

  #isAtEnd(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < 80;
  }

  #keep(
    next: Map<string, Rendered>,
    key: string,
    signature: readonly unknown[],
    render: () => HTMLElement,
  ): HTMLElement {
    const old = this.#rendered.get(key);
    const isSame = old !== undefined && signature.every((part, index) => old.signature[index] === part);
    const rendered = isSame ? old : { signature, element: render() };
    next.set(key, rendered);
    return rendered.element;
  }
}

function renderShown(shown: Shown, frame: MessageFrame): HTMLElement {
  return shown.kind === 'message' ? renderMessage(shown.message, frame) : renderEphemeral(shown.ephemeral, frame);
}

function renderDay(day: string): HTMLElement {
  return make('div', { class: 'day' }, make('span', {}, day));
}

/** True if a message goes on under the name of the one above it. One with blocks is a thing of its own. */
function continues(previous: Shown, current: Shown): boolean {
  if (previous.kind !== 'message' || current.kind !== 'message') return false;
  if (current.message.blocks.length > 0 || previous.message.blocks.length > 0) return false;
  return previous.message.user === current.message.user && areClose(previous.message.ts, current.message.ts);
}
