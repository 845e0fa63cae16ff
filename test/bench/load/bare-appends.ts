import { closeSync, constants, openSync, write, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { median } from '../statistics.ts';

const appendBytes = 2048;
const count = 200;
const writeTo = promisify(write);

/**
 * What the disk itself takes to have a few lines for good: nothing but that, one after the other, over zeros as the journal
 * writes.
 * @returns the median, in seconds
 */
export async function bareAppendSeconds(folder: string): Promise<number> {
  const path = join(folder, 'bare-appends');
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_DSYNC, 0o600);
  try {
    writeSync(file, Buffer.alloc(appendBytes * count));
    const line = Buffer.alloc(appendBytes, 'x');
    const times: number[] = [];
    for (let append = 0; append < count; append += 1) {
      const beganMs = performance.now();
      await writeTo(file, line, 0, line.length, append * appendBytes);
      times.push((performance.now() - beganMs) / 1000);
    }
    return median(times);
  } finally {
    closeSync(file);
    await rm(path);
  }
}
