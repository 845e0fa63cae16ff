import type { Item } from '../../model/item.ts';
import { nameOf } from '../../model/statuses.ts';
import type { StoryView } from '../../model/story-message.ts';
import { code, joined, type Mrkdwn, messageLink, mrkdwn } from '../mrkdwn.ts';
import type { ResourceForm } from '../resources/index.ts';
import { type Block, type Message, maximumListed, oneLine, section } from './block-kit.ts';
import { diagnosisBlocks } from './diagnosis.ts';
import { hasEndedWell, headline, liveMessage } from './live-message.ts';
import { kindOf } from './words.ts';

/**
 * The live message of a story: that of its root, with one line for each part above the buttons. If there are no parts, it is only
 * the root's message, and so it is if all of it has ended well. A part that had a message of its own gets one line there, which points to the story.
 *
 * @param forms - of the providers that have one: without one there are no buttons for operations
 * @param rootLink - the link to the story's message, if the chat gives one
 */
export function storyMessage(view: StoryView, forms: readonly ResourceForm[] = [], rootLink?: string): Message {
  if (view.kind === 'pointer') return oneLine(pointerLine(view.item, view.root, rootLink));
  const { text, blocks } = liveMessage(view.root, forms);
  const isOneLine = [view.root, ...view.parts].every(({ subject }) => hasEndedWell(subject));
  if (view.parts.length === 0 || isOneLine) return { text, blocks };
  const [shown, buttons] = [blocks.filter((block) => block.type !== 'actions'), blocks.at(-1)];
  return {
    text,
    blocks: [
      ...shown,
      ...diagnosisOfPart(view.root, view.parts),
      section(partLines(view.parts)),
      ...(buttons?.type === 'actions' ? [buttons] : []),
    ],
  };
}

/** A part that failed by itself keeps its own diagnosis. One is enough: that of the whole comes first. */
function diagnosisOfPart(root: Item, parts: readonly Item[]): readonly Block[] {
  const part = root.diagnosis === undefined ? parts.find(({ diagnosis }) => diagnosis !== undefined) : undefined;
  if (part?.diagnosis === undefined) return [];
  return diagnosisBlocks(part, { ...part.diagnosis, part: nameOf(part.subject) });
}

function partLines(parts: readonly Item[]): Mrkdwn {
  const lines = parts.slice(0, maximumListed).map(({ subject }) => mrkdwn`↳ ${headline(subject)}`);
  const more = parts.length - lines.length;
  return joined([...lines, ...(more > 0 ? [mrkdwn`_and ${more} more_`] : [])], '\n');
}

function pointerLine({ subject }: Item, root: Item, rootLink: string | undefined): Mrkdwn {
  const whole = mrkdwn`${kindOf(root.subject)} ${code(nameOf(root.subject))}`;
  const link = rootLink === undefined ? undefined : messageLink(rootLink, 'see its message');
  return mrkdwn`↳ ${kindOf(subject)} ${code(nameOf(subject))} is part of ${whole}: ${link ?? 'see its message'}`;
}

/** News of a part in the thread of its story: it begins with the name of the part. */
export function withPartNamed({ text, blocks }: Message, { subject }: Item): Message {
  const name = mrkdwn`↳ ${kindOf(subject)} ${code(nameOf(subject))}`;
  return { text: `${name.text}\n${text}`, blocks: [section(name), ...blocks] };
}
