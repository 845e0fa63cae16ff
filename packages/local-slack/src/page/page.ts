import { make } from './dom.ts';
import { makeChannelPane } from './panes/channel-pane.ts';
import { makeHeader } from './panes/header.ts';
import { showModals } from './panes/modals.ts';
import { makeSidebar } from './panes/sidebar.ts';
import { makeThreadPane } from './panes/thread-pane.ts';
import { makeTimelinePane } from './panes/timeline-pane.ts';
import { readPlace, writePlace } from './place.ts';
import type { PageState } from './state.ts';
import { Store } from './store.ts';
import { followStream } from './stream.ts';

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
