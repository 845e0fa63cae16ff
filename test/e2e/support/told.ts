import { expect } from '@jest/globals';
import type { Item } from '../../../src/lib/model/item.ts';
import { isFinal, nameOf, statusOf } from '../../../src/lib/model/statuses.ts';
import { isSameKey } from '../../../src/lib/model/story-message.ts';
import type { Session } from '../../../src/local/index.ts';
import { isQuiet } from './queues.ts';
import { until } from './session.ts';
import { storedItems, storedStories } from './table.ts';

/** Words by which a message shows that its deployment has come to this end. */
const words: Readonly<Record<string, string>> = { SUCCEEDED: 'succeeded', FAILED: 'failed', CANCELLED: 'cancelled' };

/** Waits until every deployment has ended, nothing is on its way any more, and gives what the bot knows then. */
export async function itemsAtRest(session: Session, count: number, limitMs?: number): Promise<readonly Item[]> {
  let items: readonly Item[] = [];
  const isAtRest = async () => {
    if (!isQuiet(session)) return false;
    items = await storedItems(session);
    return items.length === count && items.every(({ subject }) => isFinal(subject)) && isQuiet(session);
  };
  await until(isAtRest, limitMs);
  return items;
}

/**
 * Every item is told in full, and only once: the channel has exactly one message for each, which shows how it ended, and
 * its thread holds each entry of the item's history exactly once, in order. What failed, and nothing else, is also said in the channel.
 */
export async function expectEachToldOnce(session: Session, channelId: string, items: readonly Item[]): Promise<void> {
  const stories = await storedStories(session);
  const messageOf = ({ key }: Item) =>
    stories.find((story) => story.key.channel === channelId && isSameKey(story.key.root, key));
  const messages = session.slack.workspace.messages(channelId).filter(({ threadTs }) => threadTs === undefined);
  expect(messages.map(({ ts }) => ts).toSorted()).toEqual(
    items.map((item) => messageOf(item)?.ts ?? `none of ${nameOf(item.subject)}`).toSorted(),
  );
  for (const item of items) {
    const reference = messageOf(item);
    const [live, ...all] = session.slack.workspace.thread(channelId, reference?.ts ?? '');
    const replies = all.filter(({ alsoInChannel }) => !alsoInChannel);
    const end = new RegExp(`: \\w+ ${words[statusOf(item.subject)]}\\.`);
    const ends = all.filter(({ alsoInChannel, text }) => alsoInChannel && end.test(text));
    if (isAlerted(item)) expect(ends).toHaveLength(1);
    // What a rule says to the channel may come there when it has ended well: then it says so.
    else expect(ends.length).toBeLessThanOrEqual(hasFired(item) ? 1 : 0);
    expect(live?.text).toContain(`\`${nameOf(item.subject)}\``);
    expect(live?.text).toContain(words[statusOf(item.subject)]);
    const moments = replies.flatMap(({ blocks }) => [...JSON.stringify(blocks).matchAll(/<!date\^(\d+)\^/g)]);
    expect(moments.map(([, seconds]) => Number(seconds))).toEqual(
      item.history.map(({ atMs }) => Math.floor(atMs / 1000)),
    );
    expect(reference?.members).toEqual([
      {
        key: item.key,
        renderedStateVersion: item.stateVersion,
        threadedStateVersion: item.stateVersion,
        alertedStateVersion: item.stateVersion,
      },
    ]);
  }
}

/** Whether the channel is told how it ended: it failed, or the bot has cancelled it. */
function isAlerted({ subject, claims }: Item): boolean {
  if (statusOf(subject) === 'FAILED') return true;
  const isByBot = Object.values(claims).some(({ action, outcome }) => action === 'cancel' && outcome === 'accepted');
  return statusOf(subject) === 'CANCELLED' && isByBot;
}

function hasFired({ history }: Item): boolean {
  return history.some(({ event }) => event.what === 'decided' && event.verdict === 'fired' && event.mode !== 'shadow');
}
