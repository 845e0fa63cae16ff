import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Change, type Journal, OvertakenError } from '../journal.ts';
import { changesIn, framesOf, readFrame } from './frames.ts';
import { AppendedFile, syncFolder } from './journal-file.ts';
import { Texts } from './texts.ts';

/** The first line. */
export const HEADER = 'proton-bot control plane, journal 1';
/** How a journal is kept in a file. */
export interface FileJournalOptions {
  /** A journal is long when it has twice the bytes of its snapshot, and so many more at least; 8 MB by default. */
  readonly minimumGrowthBytes?: number | undefined;
}

const MINIMUM_GROWTH_BYTES = 8 * 1024 * 1024;
/** Change sets that came during a snapshot are few when they can be written while everything waits. */
const FEW_CHANGES = 500;
/** So many bytes are made, or written, at once; in between, others have their turn. */
const SLICE_BYTES = 128 * 1024;

/** What is in the file cannot be used. It has not been touched. */
export class DamagedJournalError extends Error {
  override readonly name = 'DamagedJournalError';
}

interface ChangeSet {
  readonly number: number;
  readonly changes: readonly Change[];
}

/**
 * A journal in one file: a header, then frames, one line each. What a crash has left of the last change set, which nobody was
 * told of, is cut off. Any other damage is refused. A snapshot is a new file, which replaces the old one once it is whole.
 *
 * @param path where the file is, or will be; this process alone must use it (see `lock.ts`)
 */
export function openFileJournal(path: string, { minimumGrowthBytes }: FileJournalOptions = {}): Journal {
  return new FileJournal(path, minimumGrowthBytes ?? MINIMUM_GROWTH_BYTES);
}

class FileJournal implements Journal {
  readonly #path: string;
  #file: AppendedFile | undefined;
  #texts = new Texts();
  #number = 0;
  #isClosed = false;
  readonly #minimumGrowthBytes: number;
  #limitBytes: number;
  /** What was appended since a snapshot began; undefined when none is being made. */
  #since: ChangeSet[] | undefined;
  /** The snapshot that is being made; it never rejects. */
  #making: Promise<void> | undefined;
  /** Appends, and the end of a snapshot, happen one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string, minimumGrowthBytes: number) {
    this.#path = path;
    this.#minimumGrowthBytes = minimumGrowthBytes;
    this.#limitBytes = minimumGrowthBytes;
  }

  get isLong(): boolean {
    return (this.#file?.bytes ?? 0) > this.#limitBytes;
  }

  async read(apply: (change: Change) => void): Promise<number> {
    // What a crash has left of a file that was not finished.
    for (const rest of [this.#unfinished, this.#begun]) await rm(rest, { force: true });
    const file = await openIfThere(this.#path);
    if (file === undefined) return 0;
    this.#file = file;
    const { number, bytes, snapshotBytes, isTorn } = await readFrames(file, this.#texts, apply);
    if (bytes < file.bytes) await file.cut(bytes);
    // Some may have been in what was cut off.
    if (isTorn) this.#texts.forget();
    this.#number = number;
    this.#setLimit(snapshotBytes);
    return number;
  }

  append(after: number, changes: readonly Change[]): Promise<number> {
    return this.#alone(async () => {
      // It would begin a new file in place of the one that was closed.
      if (this.#isClosed) throw new Error('the journal is closed');
      if (after !== this.#number) throw new OvertakenError(after);
      const number = after + 1;
      const file = this.#file ?? (await this.#begin());
      // A text counts as written from now on; should it not be, all are written again with the next snapshot.
      const lines = await collect(framesOf(number, changes, this.#texts));
      try {
        await file.append(lines);
      } catch (error) {
        this.#texts.forget();
        throw error;
      }
      this.#number = number;
      this.#since?.push({ number, changes });
      return number;
    });
  }

  snapshot(state: Iterable<Change>, kept: () => Promise<void> | undefined): Promise<void> {
    const making = this.#makeSnapshot(state, kept);
    this.#making = making.catch(() => undefined);
    return making;
  }

  async #makeSnapshot(state: Iterable<Change>, kept: () => Promise<void> | undefined): Promise<void> {
    const since: ChangeSet[] = [];
    const texts = new Texts();
    const from = await this.#alone(() => {
      this.#since = since;
      return Promise.resolve(this.#number);
    });
    try {
      await rm(this.#unfinished, { force: true });
      const file = await AppendedFile.create(this.#unfinished);
      try {
        await writeSlices(file, [Buffer.from(`${HEADER}\n`)]);
        await writeSlices(file, framesOf(from, state, texts));
        await kept();
        const snapshotBytes = file.bytes;
        while (countOf(since) > FEW_CHANGES) await writeSlices(file, changeSetFrames(since.splice(0), texts));
        await file.sync();
        await this.#alone(() => this.#replace(file, since, texts));
        this.#setLimit(snapshotBytes);
      } finally {
        await file.close();
      }
    } catch (error) {
      this.#since = undefined;
      // Not at every append anew: what it failed for may last.
      this.#limitBytes = Math.max(this.#limitBytes, (this.#file?.bytes ?? 0) + this.#minimumGrowthBytes);
      await rm(this.#unfinished, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    // It would put its file in the place of whatever another process has there by then.
    await this.#making;
    await this.#alone(async () => {
      this.#isClosed = true;
      await this.#file?.close();
      this.#file = undefined;
    });
  }

  /** A snapshot that is being made. */
  get #unfinished(): string {
    return `${this.#path}.unfinished`;
  }

  get #begun(): string {
    return `${this.#path}.begun`;
  }

  async #begin(): Promise<AppendedFile> {
    // Under its name only once it has its header: an empty file is a damaged one.
    await rm(this.#begun, { force: true });
    const begun = await AppendedFile.create(this.#begun);
    try {
      await begun.append([Buffer.from(`${HEADER}\n`), ...framesOf(0, [], this.#texts)]);
    } finally {
      await begun.close();
    }
    await rename(this.#begun, this.#path);
    await syncFolder(dirname(this.#path));
    const file = await AppendedFile.open(this.#path);
    this.#file = file;
    return file;
  }

  /** Puts the new file in the place of the old one, with what has come since. */
  async #replace(next: AppendedFile, since: ChangeSet[], texts: Texts): Promise<void> {
    await next.append(await collect(changeSetFrames(since, texts)));
    await rename(this.#unfinished, this.#path);
    await syncFolder(dirname(this.#path));
    const before = this.#file;
    this.#file = await AppendedFile.open(this.#path);
    this.#texts = texts;
    this.#since = undefined;
    await before?.close();
  }

  #setLimit(snapshotBytes: number): void {
    this.#limitBytes = snapshotBytes + Math.max(snapshotBytes, this.#minimumGrowthBytes);
  }

  #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

function countOf(sets: readonly ChangeSet[]): number {
  return sets.reduce((count, { changes }) => count + changes.length, 0);
}

function* changeSetFrames(sets: readonly ChangeSet[], texts: Texts): Generator<Buffer> {
  for (const { number, changes } of sets) yield* framesOf(number, changes, texts);
}

/** All lines. Where they are many, as after a restore, others have their turn in between. */
async function collect(lines: Iterable<Buffer>): Promise<Buffer[]> {
  const all: Buffer[] = [];
  let bytes = 0;
  for (const line of lines) {
    if (bytes >= SLICE_BYTES) {
      await new Promise((resolve) => setImmediate(resolve));
      bytes = 0;
    }
    all.push(line);
    bytes += line.length;
  }
  return all;
}

/** Without waiting for the disk each time; other work has its turn between two slices. */
async function writeSlices(file: AppendedFile, lines: Iterable<Buffer>): Promise<void> {
  let slice: Buffer[] = [];
  let bytes = 0;
  for (const line of lines) {
    slice.push(line);
    bytes += line.length;
    if (bytes < SLICE_BYTES) continue;
    await file.append(slice, { isDurable: false });
    slice = [];
    bytes = 0;
  }
  await file.append(slice, { isDurable: false });
}

async function openIfThere(path: string): Promise<AppendedFile | undefined> {
  try {
    return await AppendedFile.open(path);
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

interface WhatWasRead {
  readonly number: number;
  /** Where the last whole change set ends. */
  readonly bytes: number;
  /** Where the first one ends, which is the snapshot. */
  readonly snapshotBytes: number;
  /** Whether more than zeros is behind it, which were put there for what was to come. */
  readonly isTorn: boolean;
}

/** @throws DamagedJournalError */
async function readFrames(file: AppendedFile, texts: Texts, apply: (change: Change) => void): Promise<WhatWasRead> {
  let number: number | undefined;
  let [bytes, snapshotBytes, lineNumber] = [0, 0, 0];
  let set: Change[] = [];
  /** The first line that is not whole. */
  let broken: number | undefined;
  const damaged = (line: number, problem: string) => new DamagedJournalError(`line ${line} ${problem}`);
  for await (const { line, end, isWhole } of file.lines()) {
    lineNumber += 1;
    if (lineNumber === 1) {
      if (line.toString() !== HEADER) throw damaged(1, 'is not that of a journal');
      continue;
    }
    if (!isWhole && line.every((byte) => byte === 0)) continue;
    const frame = isWhole ? readFrame(line) : undefined;
    if (frame === undefined) {
      broken ??= lineNumber;
      continue;
    }
    // A crash breaks the end only: the next change set is begun once the last is on the disk.
    if (broken !== undefined) throw damaged(broken, 'is not what was written');
    if (number !== undefined && frame.number !== number + 1) throw damaged(lineNumber, 'is of another change set');
    set.push(...changesOf(frame, lineNumber, texts));
    if (frame.kind === 'more') continue;
    for (const change of set) apply(change);
    set = [];
    if (number === undefined) snapshotBytes = end;
    [number, bytes] = [frame.number, end];
  }
  if (number === undefined) throw damaged(broken ?? lineNumber + 1, 'lacks the snapshot, or a part of it');
  return { number, bytes, snapshotBytes, isTorn: broken !== undefined || set.length > 0 };
}

function changesOf(frame: NonNullable<ReturnType<typeof readFrame>>, lineNumber: number, texts: Texts): Change[] {
  try {
    return changesIn(frame, texts);
  } catch (error) {
    throw new DamagedJournalError(`line ${lineNumber} is not what this version writes`, { cause: error });
  }
}
