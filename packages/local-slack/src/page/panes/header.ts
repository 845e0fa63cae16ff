import { make } from '../dom.ts';
import { icon } from '../icons.ts';
import type { PageState } from '../state.ts';
import type { Store } from '../store.ts';

/** The bar at the top: what this is, where it listens, and whether it is live. */
export function makeHeader(store: Store): HTMLElement {
  const appName = make('strong', {});
  const addresses = make('div', { class: 'addresses' });
  const status = make('span', { class: 'status', role: 'status', data: { testid: 'status' } });
  const toggle = make(
    'button',
    {
      type: 'button',
      class: 'icon-button timeline-toggle',
      'aria-label': 'Show or hide the timeline',
      on: { click: () => store.change((state) => ({ ...state, showsTimeline: !state.showsTimeline })) },
    },
    icon('timeline'),
  );
  let shownFor: PageState['snapshot'];
  store.show(({ snapshot, connected }) => {
    status.textContent = connected ? 'Live' : 'Reconnecting …';
    status.classList.toggle('status-lost', !connected);
    if (snapshot === shownFor) return;
    shownFor = snapshot;
    const name = snapshot?.app.displayName ?? '';
    appName.textContent = name;
    document.title = `${name} · local Slack`;
    addresses.replaceChildren(
      ...(snapshot?.addresses ?? []).map(({ label, url }) =>
        make('span', { class: 'address' }, make('span', { class: 'address-label' }, label), make('code', {}, url)),
      ),
    );
  });
  return make(
    'header',
    { class: 'top' },
    make('div', { class: 'brand' }, icon('brand'), appName, make('span', {}, 'local Slack')),
    addresses,
    status,
    toggle,
  );
}
