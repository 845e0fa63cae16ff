import type { Channel } from '../../workspace/types.ts';
import { make } from '../dom.ts';
import { icon } from '../icons.ts';
import { type PageState, unseenIn, visibleChannels } from '../state.ts';
import type { Store } from '../store.ts';

/** The channels on the left, and how much is new in each. */
export function makeSidebar(store: Store, openChannel: (id: string) => void): HTMLElement {
  const team = make('h1', { class: 'team' });
  const lists = make('div', { class: 'channels' });
  let signature = '';
  store.show((state) => {
    if (state.snapshot === undefined) return;
    team.textContent = state.snapshot.team.name;
    const channels = visibleChannels(state).map((channel) => ({ channel, unseen: unseenIn(state, channel.id) }));
    const next = JSON.stringify([state.channelId, channels.map(({ channel, unseen }) => [channel.id, unseen])]);
    if (next === signature) return;
    signature = next;
    const entry = ({ channel, unseen }: { channel: Channel; unseen: number }) =>
      renderEntry(state, channel, unseen, openChannel);
    lists.replaceChildren(
      make('h2', {}, 'Channels'),
      ...channels.filter(({ channel }) => channel.directMessageWith === undefined).map(entry),
      make('h2', {}, 'Apps'),
      ...channels.filter(({ channel }) => channel.directMessageWith !== undefined).map(entry),
    );
  });
  return make('nav', { class: 'sidebar', 'aria-label': 'Channels' }, team, lists);
}

function renderEntry(
  state: PageState,
  channel: Channel,
  unseen: number,
  openChannel: (id: string) => void,
): HTMLElement {
  const isDirect = channel.directMessageWith !== undefined;
  const isOpen = channel.id === state.channelId;
  const name = isDirect ? (state.snapshot?.app.displayName ?? '') : channel.name;
  return make(
    'button',
    {
      type: 'button',
      class: `channel ${isOpen ? 'channel-open' : ''} ${unseen > 0 ? 'channel-unseen' : ''}`,
      ...(isOpen ? { 'aria-current': 'page' } : {}),
      data: { testid: isDirect ? 'channel-app' : `channel-${channel.name}` },
      on: { click: () => openChannel(channel.id) },
    },
    isDirect ? icon('brand') : make('span', { class: 'channel-sign', 'aria-hidden': 'true' }, '#'),
    make('span', { class: 'channel-name' }, name),
    unseen > 0 && make('span', { class: 'unseen' }, unseen > 99 ? '99+' : String(unseen)),
  );
}
