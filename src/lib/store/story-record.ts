import { type StoryMessage, storyRecordKey } from '../model/story-message.ts';
import { attributesOf, numberOf, objectOf, type TableRecord, textOf } from './attributes.ts';
import { UnreadableRecord } from './item-record.ts';
import { attentionPartitionOf, expiryAt } from './table.ts';

/**
 * A story as stored. It is in the index itself, as long as its message must be looked at again. It expires like its items: once
 * all of them have ended and nothing is due.
 *
 * @param expiresAtMs - when it expires, if it has ended
 */
export function toStoryRecord(story: StoryMessage, writeId: string, expiresAtMs: number): TableRecord {
  const { version, ...body } = story;
  const key = storyRecordKey(story.key);
  const attention =
    story.dueAtMs === undefined
      ? {}
      : { attentionAt: story.dueAtMs, attentionPartition: attentionPartitionOf(key.target, false) };
  const mayGo = story.dueAtMs === undefined && (story.hasEnded === true || story.movedTo !== undefined);
  const expiry = mayGo ? expiryAt(expiresAtMs) : {};
  return attributesOf({ ...key, version, writeId, ...attention, ...expiry, story: body });
}

/** @throws UnreadableRecord */
export function fromStoryRecord(record: TableRecord): StoryMessage {
  const version = numberOf(record, 'version');
  const body = objectOf(record, 'story');
  if (!isBody(body) || Number.isNaN(version)) {
    throw new UnreadableRecord(textOf(record, 'target'), textOf(record, 'attempt'));
  }
  return { ...body, version };
}

function isBody(value: object | undefined): value is Omit<StoryMessage, 'version'> {
  return value !== undefined && 'key' in value && 'members' in value && Array.isArray(value.members);
}
