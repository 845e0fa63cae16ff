import { isJsonObject } from '../json.ts';
import type { PageEvent } from '../protocol.ts';
import { applyEvent } from './state.ts';
import type { Store } from './store.ts';

/** Follows the server's events. The browser connects again by itself; the server then sends a new snapshot. */
export function followStream(store: Store): void {
  const source = new EventSource('/page/events');
  source.addEventListener('open', () => store.change((state) => ({ ...state, connected: true })));
  source.addEventListener('error', () => store.change((state) => ({ ...state, connected: false })));
  source.addEventListener('message', (event: MessageEvent<string>) => {
    const pageEvent: unknown = JSON.parse(event.data);
    if (isPageEvent(pageEvent)) store.change((state) => applyEvent(state, pageEvent));
  });
}

/** The events come from the server that sent this page, so their kind is enough to know them by. */
function isPageEvent(value: unknown): value is PageEvent {
  return isJsonObject(value) && typeof value['type'] === 'string';
}
