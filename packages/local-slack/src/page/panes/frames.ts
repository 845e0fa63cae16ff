import type { BlockContext, ElementAction } from '../blocks/context.ts';
import type { FrameOf } from '../messages/message-list.ts';
import { ask } from '../requests.ts';
import { type PageState, repliesByThread, tsOf } from '../state.ts';
import type { Store } from '../store.ts';
import { namesOf } from '../text/names.ts';

/** What the messages of a list are rendered with; `openThread` is left out inside the thread pane. */
export function framesFor(store: Store, state: PageState, openThread?: (ts: string) => void): FrameOf | undefined {
  const { snapshot } = state;
  if (snapshot === undefined) return undefined;
  const names = namesOf(snapshot);
  const replies = repliesByThread(state);
  return (shown, isCompact) => {
    const ts = tsOf(shown);
    const channelId = shown.kind === 'message' ? shown.message.channel : shown.ephemeral.channel;
    const context: BlockContext = { names, act: (action) => sendAction(store, channelId, ts, action) };
    return {
      snapshot,
      context,
      isCompact,
      isHighlighted: state.highlightedTs === ts,
      replies: replies.get(ts) ?? [],
      ...(openThread === undefined ? {} : { openThread }),
    };
  };
}

/** Who acts is whoever one is at that moment, not when the message was shown. */
async function sendAction(store: Store, channelId: string, messageTs: string, action: ElementAction): Promise<void> {
  await ask('action', { personId: store.state.personId, channelId, messageTs, ...action });
}
