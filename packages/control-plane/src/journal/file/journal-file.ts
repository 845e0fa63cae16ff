import { constants, fdatasync, fstatSync, ftruncate, read, write } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A state holds specs, and these may hold secrets: nobody else may read it. */
const OWNER_ONLY = 0o600;
const CHUNK_BYTES = 4 * 1024 * 1024;
/**
 * So many zeros are put behind the end at once, for what comes to be written over them. A write that makes a file longer has
 * the file system write its own records, and on ext4 what other processes have written: it takes five times as long.
 */
const AHEAD_BYTES = 2 * 1024 * 1024;
const NEWLINE = 0x0a;
const [syncData, truncate, readSome] = [promisify(fdatasync), promisify(ftruncate), promisify(read)];

/** What is written goes nowhere any more: the file was removed, or replaced, while it was in use. */
class RemovedFileError extends Error {
  override readonly name = 'RemovedFileError';
  constructor() {
    super('the state file was removed or replaced while it was in use');
  }
}

/** A file that lines are appended to. What was appended is on the disk when the promise resolves. */
export class AppendedFile {
  readonly #file: FileHandle;
  #bytes: number;
  /** How long the file is. */
  #fileBytes: number;
  /** Whether each write is on the disk when it is over: one way to the disk instead of two. */
  readonly #isDirect: boolean;
  /** Whether there may be more in the file than was kept: the rest of an append that failed. */
  #hasRest = false;

  private constructor(file: FileHandle, bytes: number, isDirect: boolean) {
    this.#file = file;
    this.#bytes = bytes;
    this.#fileBytes = bytes;
    this.#isDirect = isDirect;
  }

  /** Opens a file that is there. @throws the error of the file system */
  static async open(path: string): Promise<AppendedFile> {
    // Windows has no such flag, and is asked to put things on the disk after each write.
    const direct = 'O_DSYNC' in constants ? constants.O_DSYNC : 0;
    const file = await open(path, constants.O_RDWR | direct);
    return new AppendedFile(file, (await file.stat()).size, direct !== 0);
  }

  /** Makes a new one. @throws the error of the file system, also when there is one */
  static async create(path: string): Promise<AppendedFile> {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL;
    return new AppendedFile(await open(path, flags, OWNER_ONLY), 0, false);
  }

  /** As many as were kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws the error of the file system; the file is then as it was before, or will be before the next append */
  async append(parts: readonly Uint8Array[], { isDurable = true } = {}): Promise<void> {
    if (this.#hasRest) await this.cut(this.#bytes);
    this.#hasRest = true;
    if (this.#isDirect) await this.#lengthen(parts.reduce((bytes, { length }) => bytes + length, 0));
    let at = this.#bytes;
    for (const part of parts) at += await this.#write(part, at);
    if (isDurable && !this.#isDirect) await this.sync();
    if (fstatSync(this.#file.fd).nlink === 0) throw new RemovedFileError();
    this.#bytes = at;
    this.#fileBytes = Math.max(at, this.#fileBytes);
    this.#hasRest = false;
  }

  /** Puts on the disk what was appended without that. */
  async sync(): Promise<void> {
    await syncData(this.#file.fd);
  }

  /** Leaves only so much of it. */
  async cut(bytes: number): Promise<void> {
    await truncate(this.#file.fd, bytes);
    await syncData(this.#file.fd);
    this.#bytes = bytes;
    this.#fileBytes = bytes;
    this.#hasRest = false;
  }

  /** The lines from the start, each with where it ends; the last one may lack its end. */
  async *lines(): AsyncGenerator<{ readonly line: Buffer; readonly end: number; readonly isWhole: boolean }> {
    let rest: Buffer[] = [];
    let at = 0;
    for (;;) {
      const { bytesRead, buffer } = await readSome(this.#file.fd, Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, at);
      if (bytesRead === 0) break;
      let start = 0;
      for (;;) {
        const end = buffer.subarray(0, bytesRead).indexOf(NEWLINE, start);
        if (end === -1) break;
        const last = buffer.subarray(start, end);
        yield { line: rest.length === 0 ? last : Buffer.concat([...rest, last]), end: at + end + 1, isWhole: true };
        rest = [];
        start = end + 1;
      }
      if (start < bytesRead) rest.push(buffer.subarray(start, bytesRead));
      at += bytesRead;
    }
    if (rest.length > 0) yield { line: Buffer.concat(rest), end: at, isWhole: false };
  }

  async close(): Promise<void> {
    try {
      if (this.#fileBytes > this.#bytes) await truncate(this.#file.fd, this.#bytes);
    } finally {
      await this.#file.close();
    }
  }

  async #lengthen(neededBytes: number): Promise<void> {
    if (this.#bytes + neededBytes <= this.#fileBytes) return;
    const from = Math.max(this.#fileBytes, this.#bytes);
    await this.#write(new Uint8Array(neededBytes + AHEAD_BYTES), from);
    this.#fileBytes = from + neededBytes + AHEAD_BYTES;
  }

  #write(part: Uint8Array, at: number): Promise<number> {
    const { fd } = this.#file;
    return new Promise((resolve, reject) => {
      const writeFrom = (offset: number): void => {
        write(fd, part, offset, part.length - offset, at + offset, (error, written) => {
          if (error !== null) reject(error);
          else if (offset + written < part.length) writeFrom(offset + written);
          else resolve(part.length);
        });
      };
      writeFrom(0);
    });
  }
}

/** Makes a rename itself last. Windows cannot open a folder, and needs no such thing. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
