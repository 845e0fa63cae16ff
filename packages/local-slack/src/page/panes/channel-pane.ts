import { make } from '../dom.ts';
import { MessageList } from '../messages/message-list.ts';
import { shownInChannel, tsOf } from '../state.ts';
import type { Store } from '../store.ts';
import { makeComposer } from './composer.ts';
import { framesFor } from './frames.ts';

/** The open channel: its name, its messages, and the slash box. */
export function makeChannelPane(store: Store, openThread: (ts: string) => void): HTMLElement {
  const title = make('h2', { class: 'pane-title', data: { testid: 'channel-title' } });
  const topic = make('span', { class: 'pane-topic' });
  const list = new MessageList('message-list', 'Messages');
  const example = make('code', {});
  const invitation = make('span', {}, 'Type a command below, for example ', example);
  const empty = make('div', { class: 'empty' }, make('strong', {}, 'Nothing has happened here yet.'), invitation);
  let scrolledTo: string | undefined;
  store.show((state) => {
    const channel = state.snapshot?.channels.find((candidate) => candidate.id === state.channelId);
    const frameOf = framesFor(store, state, openThread);
    if (channel === undefined || frameOf === undefined) return;
    const isDirect = channel.directMessageWith !== undefined;
    title.textContent = isDirect ? (state.snapshot?.app.displayName ?? '') : `# ${channel.name}`;
    topic.textContent = channel.topic;
    const command = state.snapshot?.app.commands[0]?.command;
    example.textContent = command ?? '';
    invitation.hidden = command === undefined;
    const shown = shownInChannel(state);
    list.render(`${channel.id} ${state.personId}`, shown, frameOf, empty);
    if (state.highlightedTs !== undefined && state.highlightedTs !== scrolledTo) {
      scrolledTo = state.highlightedTs;
      list.element.querySelector(`[data-ts="${CSS.escape(scrolledTo)}"]`)?.scrollIntoView({ block: 'center' });
    }
    const last = shown.map(tsOf).at(-1) ?? '';
    if (last > (state.seen[channel.id] ?? '')) {
      store.change((current) => ({ ...current, seen: { ...current.seen, [channel.id]: last } }));
    }
  });
  return make(
    'main',
    { class: 'pane pane-channel' },
    make('header', { class: 'pane-header' }, title, topic),
    list.element,
    makeComposer(store),
  );
}
