import type { Snapshot } from '../../protocol.ts';
import type { Ephemeral, Message } from '../../workspace/types.ts';
import type { BlockContext } from '../blocks/context.ts';
import { renderBlocks } from '../blocks/render-blocks.ts';
import { make } from '../dom.ts';
import { icon } from '../icons.ts';
import { renderMrkdwn, renderPlain } from '../text/render-mrkdwn.ts';
import { formatClock, formatMoment } from './times.ts';

/** What stands around a message's own content. */
export interface MessageFrame {
  readonly snapshot: Snapshot;
  readonly context: BlockContext;
  /** Shown without name and picture, below one of the same author. */
  readonly isCompact: boolean;
  readonly isHighlighted: boolean;
  readonly replies: readonly Message[];
  /** Opens the message's thread; absent inside the thread pane. */
  readonly openThread?: (ts: string) => void;
}

export function renderMessage(message: Message, frame: MessageFrame): HTMLElement {
  const { context, snapshot } = frame;
  const isEdited = message.editedTs !== undefined && message.blocks.length === 0;
  const body = [
    message.alsoInChannel && make('div', { class: 'message-note' }, 'replied to a thread'),
    ...renderContent(message, message.mrkdwn, context),
    // Slack marks only edited text: https://docs.slack.dev/reference/methods/chat.update
    isEdited && make('span', { class: 'message-edited' }, '(edited)'),
    frame.replies.length > 0 && frame.openThread !== undefined && renderThreadButton(message, frame),
  ];
  const author = message.byApp ? snapshot.app.displayName : context.names.user(message.user);
  const article = renderRow(message.ts, author, message.user, message.byApp, frame, body);
  article.dataset['testid'] = `message-${message.ts}`;
  const { openThread } = frame;
  if (openThread !== undefined && !message.alsoInChannel) {
    const open = { click: () => openThread(message.ts) };
    article.append(
      make(
        'div',
        { class: 'message-tools' },
        make('button', { type: 'button', class: 'tool-button', title: 'Reply in thread', on: open }, 'Reply in thread'),
      ),
    );
  }
  return article;
}

/** An ephemeral says that only this person sees it. */
export function renderEphemeral(ephemeral: Ephemeral, frame: MessageFrame): HTMLElement {
  const isSlack = ephemeral.from === 'slack';
  const author = isSlack ? 'Slack' : frame.snapshot.app.displayName;
  const body = [
    make('div', { class: 'message-note' }, icon('eye'), 'Only visible to you'),
    ...renderContent(ephemeral, true, frame.context),
  ];
  const userId = isSlack ? slackItself : frame.snapshot.app.botUserId;
  const article = renderRow(ephemeral.ts, author, userId, true, frame, body);
  article.classList.add('message-ephemeral');
  if (isSlack) article.classList.add('message-error');
  article.dataset['testid'] = 'ephemeral';
  return article;
}

function renderContent(
  { text, blocks }: { readonly text: string; readonly blocks: Message['blocks'] },
  isMrkdwn: boolean,
  context: BlockContext,
): HTMLElement[] {
  if (blocks.length > 0) return [make('div', { class: 'blocks' }, renderBlocks(blocks, context))];
  return [make('div', { class: 'block-text' }, isMrkdwn ? renderMrkdwn(text, context.names) : renderPlain(text))];
}

function renderRow(
  ts: string,
  author: string,
  userId: string,
  isApp: boolean,
  frame: MessageFrame,
  body: readonly (HTMLElement | false)[],
): HTMLElement {
  const time = make('time', { class: 'message-time', title: formatMoment(ts) }, formatClock(ts));
  const classes = ['message', frame.isCompact && 'message-compact', frame.isHighlighted && 'message-highlighted'];
  return make(
    'article',
    { class: classes.filter(Boolean).join(' '), data: { ts } },
    make('div', { class: 'message-side' }, frame.isCompact ? time : renderAvatar(userId, frame.snapshot)),
    make(
      'div',
      { class: 'message-main' },
      !frame.isCompact &&
        make(
          'header',
          { class: 'message-header' },
          make('span', { class: 'message-author' }, author),
          isApp && make('span', { class: 'badge' }, userId === slackItself ? 'System' : 'App'),
          time,
        ),
      body,
    ),
  );
}

function renderThreadButton(message: Message, frame: MessageFrame): HTMLElement {
  const count = frame.replies.length;
  const last = frame.replies.at(-1)?.ts ?? message.ts;
  const authors = [...new Set(frame.replies.map((reply) => reply.user))].slice(0, 3);
  return make(
    'button',
    {
      type: 'button',
      class: 'thread-button',
      data: { testid: `thread-open-${message.ts}` },
      on: { click: () => frame.openThread?.(message.ts) },
    },
    authors.map((author) => renderAvatar(author, frame.snapshot)),
    make('strong', {}, `${count} ${count === 1 ? 'reply' : 'replies'}`),
    make('span', { class: 'thread-last' }, `Last at ${formatClock(last)}`),
    icon('chevron'),
  );
}

/** The author of what Slack itself says. */
export const slackItself = 'slack';

/** The square beside a message: the app's sign, or a person's first letter in their colour. */
export function renderAvatar(userId: string, snapshot: Snapshot): HTMLElement {
  if (userId === snapshot.app.botUserId) return make('span', { class: 'avatar avatar-app' }, icon('brand'));
  if (userId === slackItself) return make('span', { class: 'avatar avatar-slack', 'aria-hidden': 'true' }, 'S');
  const index = snapshot.people.findIndex((person) => person.id === userId);
  const letter = snapshot.people[index]?.displayName.slice(0, 1) ?? '?';
  return make('span', { class: `avatar avatar-${(index + 1) % 6}`, 'aria-hidden': 'true' }, letter);
}
