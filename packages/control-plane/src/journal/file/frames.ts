import type { Change } from '../journal.ts';
import { checksumOf } from './checksum.ts';
import type { Texts } from './texts.ts';

/**
 * A frame is a line: `<CRC-32 of the rest> <number> <kind> <JSON>`. The JSON has large texts by their digests, then changes:
 * `[[digest, text]…], [[region, collection, key, record, hasTexts]…]`. A change set that is too large for one frame has several of the same number,
 * of which the last one ends it.
 */
export type FrameKind = 'more' | 'end';
export interface Frame {
  readonly number: number;
  readonly kind: FrameKind;
  readonly json: string;
}

/** A text of JSON must stay well below what Node can hold, and one frame at a time is put together. */
const FRAME_CHARACTERS = 256 * 1024;
const LINE = /^([0-9a-f]{8}) (\d{1,16}) (more|end) /;
const DIGITS_BEFORE_JSON = 40;

/** The lines of a change set. They are made little by little, so that others can have their turn. */
export function* framesOf(number: number, changes: Iterable<Change>, texts: Texts): Generator<Buffer> {
  let newTexts: string[] = [];
  let written: string[] = [];
  let characters = 0;
  const line = (kind: FrameKind): Buffer => {
    const bytes = Buffer.from(` ${number} ${kind} [[${newTexts.join()}],[${written.join()}]]\n`);
    newTexts = [];
    written = [];
    characters = 0;
    return Buffer.concat([Buffer.from(checksumOf(bytes.subarray(1, -1))), bytes]);
  };
  const add = (list: string[], value: unknown): void => {
    const text = JSON.stringify(value);
    characters += text.length;
    list.push(text);
  };
  for (const change of changes) {
    if (characters > FRAME_CHARACTERS) yield line('more');
    add(
      written,
      encoded(change, texts, (digest, text) => add(newTexts, [digest, text])),
    );
  }
  yield line('end');
}

function encoded(change: Change, texts: Texts, write: (digest: string, text: string) => void): unknown {
  switch (change.type) {
    case 'put': {
      const { region, collection, key, record } = change;
      const short = texts.replace(record, write);
      return short === record ? [region, collection, key, record] : [region, collection, key, short, 1];
    }
    case 'remove':
      return [change.region, change.collection, change.key];
    case 'clear':
      return [change.region, change.collection];
    case 'clock':
      return [change.advancedMs];
  }
}

/** @returns undefined when the line is none that was written whole */
export function readFrame(line: Buffer): Frame | undefined {
  const head = LINE.exec(line.toString('latin1', 0, DIGITS_BEFORE_JSON));
  if (head === null) return undefined;
  const [whole, checksum, number, kind] = head;
  if (checksumOf(line.subarray(9)) !== checksum) return undefined;
  const isEnd = kind === 'end';
  return { number: Number(number), kind: isEnd ? 'end' : 'more', json: line.toString('utf8', whole.length) };
}

/**
 * The changes of a frame, whose checksum was right.
 * @throws TypeError, SyntaxError when it is none of ours all the same
 */
export function changesIn({ json }: Frame, texts: Texts): Change[] {
  const content: unknown = JSON.parse(json);
  const [newTexts, changes]: readonly unknown[] = listOf(content);
  for (const pair of listOf(newTexts)) {
    const [digest, text] = listOf(pair);
    texts.learn(textOf(digest), textOf(text));
  }
  return listOf(changes).map((change) => decoded(listOf(change), texts));
}

function decoded([first, collection, key, record, hasTexts]: readonly unknown[], texts: Texts): Change {
  if (typeof first === 'number') return { type: 'clock', advancedMs: first };
  const place = { region: textOf(first), collection: textOf(collection) };
  if (key === undefined) return { type: 'clear', ...place };
  if (record === undefined) return { type: 'remove', ...place, key: textOf(key) };
  const whole = hasTexts === undefined ? record : texts.restore(record);
  if (typeof whole !== 'object' || whole === null) throw new TypeError('a record is no object');
  return { type: 'put', ...place, key: textOf(key), record: whole };
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('a list is missing');
  return value;
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('a text is missing');
  return value;
}
