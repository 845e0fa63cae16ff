import { isJsonObject } from '../json.ts';
import type { PageEvent } from '../protocol.ts';
import { make } from './dom.ts';
import { makeChannelPane } from './panes/channel-pane.ts';
import { makeHeader } from './panes/header.ts';
import { showModals } from './panes/modals.ts';
import { makeSidebar } from './panes/sidebar.ts';
import { makeThreadPane } from './panes/thread-pane.ts';
import { makeTimelinePane } from './panes/timeline-pane.ts';
import { applyEvent, type PageState } from './state.ts';
import { Store } from './store.ts';

const store = new Store();
const openChannel = (channelId: string) => {
  writePlace(channelId);
  store.change((state) => ({ ...state, ...atPlace(channelId) }));
};
const openThread = (threadTs: string) => store.change((state) => ({ ...state, threadTs }));
const goToAddress = () => {
  const place = readPlace(location);
  if (place !== undefined) store.change((state) => ({ ...state, ...atPlace(place.channelId), ...place }));
};

store.change((state) => ({ ...state, personId: sessionStorage.getItem('person') ?? '' }));
goToAddress();
window.addEventListener('popstate', goToAddress);

const layout = make(
  'div',
  { class: 'layout' },
  makeHeader(store),
  makeSidebar(store, openChannel),
  makeChannelPane(store, openThread),
  makeThreadPane(store),
  makeTimelinePane(store),
);
store.show((state) => {
  layout.classList.toggle('with-thread', state.threadTs !== undefined);
  layout.classList.toggle('with-timeline', state.showsTimeline);
});
document.body.append(layout);
showModals(store);
followStream(store);

function atPlace(channelId: string): Pick<PageState, 'channelId' | 'threadTs' | 'highlightedTs'> {
  return { channelId, threadTs: undefined, highlightedTs: undefined };
}

/** Follows the server's events. The browser connects again by itself; the server then sends a new snapshot. */
function followStream(store: Store): void {
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

/** The channel, thread and message that the page's address names. */
interface Place {
  readonly channelId: string;
  readonly threadTs?: string;
  readonly highlightedTs?: string;
}

/** Reads `/archives/<channel>[/p<ts>][?thread_ts=<ts>]`, the form of Slack's permalinks. */
function readPlace(location: Pick<Location, 'pathname' | 'search'>): Place | undefined {
  const [, channelId, digits] = /^\/archives\/([A-Z0-9]+)(?:\/p(\d{7,}))?$/.exec(location.pathname) ?? [];
  if (channelId === undefined) return undefined;
  const threadTs = new URLSearchParams(location.search).get('thread_ts');
  return {
    channelId,
    ...(threadTs === null ? {} : { threadTs }),
    ...(digits === undefined ? {} : { highlightedTs: `${digits.slice(0, -6)}.${digits.slice(-6)}` }),
  };
}

/** Puts the open channel into the address, so that a reload stays there. */
function writePlace(channelId: string): void {
  const path = `/archives/${channelId}`;
  if (location.pathname !== path) history.pushState(undefined, '', path);
}
