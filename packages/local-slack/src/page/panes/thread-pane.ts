import { make } from '../dom.ts';
import { icon } from '../icons.ts';
import { MessageList } from '../messages/message-list.ts';
import { ask } from '../requests.ts';
import { shownInThread } from '../state.ts';
import type { Store } from '../store.ts';
import { framesFor } from './frames.ts';

/** The open thread. Slack has no slash commands in threads, so there is none here either. */
export function makeThreadPane(store: Store): HTMLElement {
  const list = new MessageList('thread-list', 'Replies');
  const empty = make('div', { class: 'empty' }, 'This message was deleted.');
  const notice = make('div', { class: 'composer-hint', role: 'status' });
  const input = make('input', {
    class: 'composer-input',
    type: 'text',
    autocomplete: 'off',
    placeholder: 'Reply …',
    'aria-label': 'Reply',
    data: { testid: 'thread-input' },
  });
  const close = () => store.change((state) => ({ ...state, threadTs: undefined }));
  const submit = async () => {
    const { personId, channelId, threadTs } = store.state;
    const text = input.value.trim();
    if (text === '' || threadTs === undefined) return;
    const isCommand = text.startsWith('/');
    notice.textContent = isCommand
      ? 'Slack does not run slash commands in threads. Use the message box of the channel.'
      : '';
    if (isCommand) return;
    input.value = '';
    await ask('message', { personId, channelId, text, threadTs });
  };
  const pane = make(
    'aside',
    {
      class: 'pane pane-thread',
      'aria-label': 'Thread',
      data: { testid: 'thread-pane' },
      on: {
        keydown: (event) => {
          if (event instanceof KeyboardEvent && event.key === 'Escape') close();
        },
      },
    },
    make(
      'header',
      { class: 'pane-header' },
      make('h2', { class: 'pane-title' }, 'Thread'),
      make(
        'button',
        {
          type: 'button',
          class: 'icon-button',
          'aria-label': 'Close thread',
          data: { testid: 'thread-close' },
          on: { click: close },
        },
        icon('close'),
      ),
    ),
    list.element,
    make(
      'form',
      {
        class: 'composer',
        on: {
          submit: (event) => {
            event.preventDefault();
            void submit();
          },
        },
      },
      notice,
      make('div', { class: 'composer-row' }, input),
    ),
  );
  store.show((state) => {
    pane.hidden = state.threadTs === undefined;
    const frameOf = framesFor(store, state);
    if (state.threadTs === undefined || frameOf === undefined) return;
    list.render(`${state.channelId} ${state.threadTs} ${state.personId}`, shownInThread(state), frameOf, empty);
  });
  return pane;
}
