import { type FileHandle, open } from 'node:fs/promises';
import { DamagedJournalError, HEADER } from './file-journal.ts';
import { readFrame } from './frames.ts';

/** What a copy has. */
export interface JournalCopy {
  /** The number of its last change set. */
  readonly number: number;
  readonly bytes: number;
}

const CHUNK_BYTES = 4 * 1024 * 1024;
const NEWLINE = 0x0a;
/** A line that is not whole, before others that are, was being written when it was read, or is damaged for good. */
const LOOKS = 5;

/**
 * Copies a journal, also one that another process appends to, up to a change set that was whole when it was read. What was
 * appended before the copy began is in it; what is appended meanwhile may be. A journal that is replaced by a snapshot meanwhile
 * is copied as it was before.
 *
 * @param from where it is
 * @param to an empty file, which is at the disk when the promise resolves
 * @param wait lets a moment pass
 * @throws DamagedJournalError, the error of the file system
 */
export async function copyJournal(from: string, to: FileHandle, wait: () => Promise<void>): Promise<JournalCopy> {
  const file = await open(from, 'r');
  try {
    const copy = new Copy(to);
    for (let look = 1; ; look += 1) {
      const rest = await readFrom(file, copy);
      if (rest === 'ended') break;
      if (look === LOOKS) throw new DamagedJournalError(`line ${copy.lines + 1} is not what was written`);
      await wait();
    }
    return await copy.finish();
  } finally {
    await file.close();
  }
}

/** Copies lines, from where the copy is to the end of the file or to a line that is not whole. */
async function readFrom(file: FileHandle, copy: Copy): Promise<'ended' | 'interrupted'> {
  let isInterrupted = false;
  for await (const line of linesOf(file, copy.bytes)) {
    if (isInterrupted) {
      if (readFrame(line) !== undefined) return 'interrupted';
    } else if (!(await copy.add(line))) {
      isInterrupted = true;
    }
  }
  return 'ended';
}

/** The lines that have an end, without it. */
async function* linesOf(file: FileHandle, from: number): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for (let at = from; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, at);
    if (bytesRead === 0) return;
    let start = 0;
    for (;;) {
      const end = buffer.subarray(0, bytesRead).indexOf(NEWLINE, start);
      if (end === -1) break;
      yield Buffer.concat([...rest, buffer.subarray(start, end)]);
      rest = [];
      start = end + 1;
    }
    if (start < bytesRead) rest.push(buffer.subarray(start, bytesRead));
    at += bytesRead;
  }
}

class Copy {
  readonly #file: FileHandle;
  /** Of whole lines, and of whole change sets. */
  bytes = 0;
  #setBytes = 0;
  lines = 0;
  #number: number | undefined;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** @returns whether the line was whole @throws DamagedJournalError when it belongs elsewhere */
  async add(line: Buffer): Promise<boolean> {
    const isHeader = this.lines === 0;
    if (isHeader && line.toString() !== HEADER) throw new DamagedJournalError('line 1 is not that of a journal');
    const frame = isHeader ? undefined : readFrame(line);
    if (!isHeader && frame === undefined) return false;
    if (frame !== undefined && this.#number !== undefined && frame.number !== this.#number + 1) {
      throw new DamagedJournalError(`line ${this.lines + 1} is of another change set`);
    }
    await this.#file.write(Buffer.concat([line, Buffer.from('\n')]), 0, line.length + 1, this.bytes);
    this.bytes += line.length + 1;
    this.lines += 1;
    if (frame?.kind === 'end') [this.#number, this.#setBytes] = [frame.number, this.bytes];
    return true;
  }

  async finish(): Promise<JournalCopy> {
    if (this.#number === undefined) throw new DamagedJournalError('the snapshot is missing, or a part of it');
    await this.#file.truncate(this.#setBytes);
    await this.#file.sync();
    return { number: this.#number, bytes: this.#setBytes };
  }
}
